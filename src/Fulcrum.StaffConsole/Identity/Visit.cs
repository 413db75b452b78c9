using System.Security.Cryptography;
using System.Text;
using Fulcrum.Staff;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Identity;

/// <summary>One look at one page: in which language, in which browser, and by whom, where somebody is signed in.</summary>
/// <param name="Language">The page's language.</param>
/// <param name="Workspace">The workspace in force.</param>
/// <param name="Browser">Which browser.</param>
/// <param name="Session">Who is signed in; null for nobody.</param>
/// <param name="Parts">Signs what its forms carry.</param>
internal sealed record Visit(PageLanguage Language, Workspace Workspace, string Browser, StaffSession? Session, ConsoleParts Parts)
{
    /// <summary>What forms and calls carry. It changes when somebody signs in or out.</summary>
    public string Token => Parts.Mac("form", Asked);

    /// <summary>What tells this browser and session from every other.</summary>
    public string Asked => $"{Browser}\n{Session?.Key}";

    /// <summary>Who is signed in, on a page that is shown to nobody else.</summary>
    public StaffSession Who => Session ?? throw new PageException(PageProblem.SignedOut);

    /// <summary>The hidden field of every form.</summary>
    public Markup TokenField => Html($"<input type=\"hidden\" name=\"token\" value=\"{Token}\">");

    /// <summary>Whether a token was made for this browser and this session. Takes the same time for every wrong one.</summary>
    public bool IsToken(string token) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));

    /// <summary>A page's path in the visit's language.</summary>
    public string Path(string page) => Language.Path(page);

    /// <summary>Whether a menu entry or a button is of use: they have the power, and at most have to learn first.</summary>
    public bool Holds(StaffPowers power) => Session is { } session && Parts.Desk.Check(session, power).Missing is StaffMissing.Nothing or StaffMissing.Training;

    /// <summary>Whether they may do it now.</summary>
    public bool May(StaffPowers power) => Session is { } session && Parts.Desk.Check(session, power).IsAllowed;

    /// <summary>Never whose.</summary>
    public override string ToString() => "Visit(…)";
}
