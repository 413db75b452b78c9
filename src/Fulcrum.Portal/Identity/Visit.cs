using Fulcrum.Consent.Capture;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Identity;

/// <summary>One look at one page: in which language, on which device, and by whom, where somebody is signed in.</summary>
/// <param name="Language">The page's language.</param>
/// <param name="Workspace">The workspace in force.</param>
/// <param name="Device">The visitor's device.</param>
/// <param name="Person">Who is signed in; null for nobody.</param>
/// <param name="Devices">Signs what this visit's forms and links carry.</param>
internal sealed record Visit(PageLanguage Language, Workspace Workspace, Device Device, ProvenVisitor? Person, Devices Devices)
{
    /// <summary>What rows of the journal name as the place somebody acted in.</summary>
    public const string Surface = CaptureSurface.PrivacyCentre;

    /// <summary>What the forms carry. It changes when somebody signs in or out, so that no form outlives the one it was made for.</summary>
    public string Token => Mac("form", "");

    /// <summary>The hidden field of every form.</summary>
    public Markup TokenField => Html($"<input type=\"hidden\" name=\"{Devices.TokenField}\" value=\"{Token}\">");

    /// <summary>The shell of a page.</summary>
    public PageFrame Frame(string title, string path) => new(Language, title, path) { Signed = Person is null ? null : new SignedIn(Person.Masked, Token) };

    /// <summary>Signs a text for this device and this session alone.</summary>
    public string Mac(string use, string text) => Devices.Mac(use, Device, $"{Person?.Id}\n{text}");

    /// <summary>Whether a text was signed for this device and this session.</summary>
    public bool IsMac(string mac, string use, string text) => Devices.IsMac(mac, use, Device, $"{Person?.Id}\n{text}");

    /// <summary>A page's path in the visit's language.</summary>
    public string Path(string page) => Language.Path(page);

    /// <summary>Never whose.</summary>
    public override string ToString() => "Visit(…)";
}
