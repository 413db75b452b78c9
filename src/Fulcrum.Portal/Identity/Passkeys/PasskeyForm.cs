using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>A form that a browser's passkey fills in. Only the script of the centre's own can do that, so without it the form shows a line in its place.</summary>
/// <param name="Visit">Who looks.</param>
internal sealed record PasskeyForm(Visit Visit)
{
    /// <summary>What the question is asked for that makes a new one.</summary>
    public const string New = "new";

    /// <summary>What it is asked for by whoever signs in.</summary>
    public const string Any = "any";

    /// <summary>Lets the page that is answered run the one script of ours, and that script ask us. All other pages run none.</summary>
    public static void Allow(HttpContext http) => http.Response.Headers.ContentSecurityPolicy = $"{PortalPipeline.Policy}; script-src 'self'; connect-src 'self'";

    /// <summary>Writes one.</summary>
    /// <param name="action">Page that takes the answer.</param>
    /// <param name="use">What the question is asked for.</param>
    /// <param name="fields">What is typed, and hidden fields.</param>
    /// <param name="button">What the button says.</param>
    /// <param name="fault">What is said when the browser could not answer, or what it answered did not do.</param>
    /// <param name="isFaulty">Whether it did not just now.</param>
    public Markup Write(string action, string use, Markup fields, LocalText button, LocalText fault, bool isFaulty) => Html($"""
        <form method="post" action="{Visit.Path(action)}" class="entry" data-use="{use}" data-question="{Visit.Path(PasskeyRoutes.QuestionPath)}">
        {Visit.TokenField}<input type="hidden" name="question" value=""><input type="hidden" name="answer" value="">
        <div data-with hidden>{fields}</div>
        <p class="fault" data-fault role="alert"{(isFaulty ? None : Html($" hidden"))}>{Visit.Language[fault]}</p>
        <p class="soft" data-without>{Visit.Language[PasskeyWords.WithoutScript]}</p>
        <button data-with hidden>{Visit.Language[button]}</button>
        </form>
        """);
}
