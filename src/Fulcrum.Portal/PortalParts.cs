using Fulcrum.Pages.Passkeys;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Proof;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal;

/// <summary>What every page is given.</summary>
internal sealed class PortalParts : IDisposable
{
    /// <summary>Puts them together.</summary>
    public PortalParts(FulcrumCore core, PortalOptions options)
    {
        (Core, Options, Devices, Rate) = (core, options, new Devices(options), new VisitRate(options));
        Sessions = new Sessions(options, Devices);
        if (options.PublicAddress is { CanOwnPasskeys: true } centre)
        {
            var owners = new PasskeyOwners<PasskeyOwner>(core.Passkeys.FindAsync, owner => (owner.Handle, owner.Passkeys));
            Passkeys = new PasskeyGate<PasskeyOwner>(centre.Host, centre.Origin, owners, options.Random);
        }
    }

    /// <summary>The core behind the pages.</summary>
    public FulcrumCore Core { get; }

    /// <summary>How this portal runs.</summary>
    public PortalOptions Options { get; }

    /// <summary>Who visits, by the cookie of their own device.</summary>
    public Devices Devices { get; }

    /// <summary>Who is signed in.</summary>
    public Sessions Sessions { get; }

    /// <summary>Checks passkeys; null where nobody said what the centre is called, or it has no name that passkeys could belong to.</summary>
    public PasskeyGate<PasskeyOwner>? Passkeys { get; }

    /// <summary>Who changes or reads too much at once.</summary>
    public VisitRate Rate { get; }

    /// <summary>The workspace in force. One read serves a whole request.</summary>
    public Workspace Workspace => Core.Workspace.Current;

    /// <summary>The language a page is asked in; a page of no language of the workspace is not there.</summary>
    public PageLanguage LanguageOf(HttpContext http) =>
        http.Request.RouteValues["language"] is string code && Workspace.Languages.Contains(code) ? new PageLanguage(code) : throw new PageException(PageProblem.NoPage);

    /// <summary>Who looks at a page of their own; a new device is given its cookie.</summary>
    public Visit VisitOf(HttpContext http)
    {
        var language = LanguageOf(http);
        var device = Devices.FindOrMake(http, Core);
        return new Visit(language, Workspace, device, Sessions.Find(http, device, Core.Now), Devices);
    }

    /// <summary>Who is signed in, for the top of a page that is the same for everybody; null for nobody.</summary>
    public SignedIn? SignedInOf(HttpContext http, PageLanguage language) =>
        Devices.Find(http, Core) is { } device && Sessions.Find(http, device, Core.Now) is { } person
            ? new Visit(language, Workspace, device, person, Devices).Frame("", "").Signed
            : null;

    /// <summary>Reads a form of ours. Refuses what did not come from a page of ours in this browser: forged by another site, without the cookies it was made for, or after they signed out.</summary>
    /// <exception cref="PageException">It is no form of ours.</exception>
    public async Task<(Visit Visit, IFormCollection Form)> ReadFormAsync(HttpContext http)
    {
        var language = LanguageOf(http);
        Rate.CheckChange(http);
        var form = await ReadFieldsAsync(http);
        if (Devices.IsForeign(http.Request) || Devices.Find(http, Core) is not { } device || form[Devices.TokenField] is not [{ } token])
        {
            throw new PageException(PageProblem.FormNotOurs);
        }

        var visit = new Visit(language, Workspace, device, Sessions.Find(http, device, Core.Now), Devices);
        if (visit.IsMac(token, "form", ""))
        {
            return (visit, form);
        }

        // Of this browser, but of a session that is over, or of before it began: whose it would be now is not what they saw.
        var isOver = visit.Person is null && http.Request.Cookies.ContainsKey(Sessions.CookieName);
        throw new PageException(isOver ? PageProblem.SignedOut : PageProblem.FormNotOurs);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Sessions.Dispose();
        Rate.Dispose();
    }

    private static async Task<IFormCollection> ReadFieldsAsync(HttpContext http)
    {
        if (http.Request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new PageException(PageProblem.BadRequest);
        }

        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new PageException(PageProblem.BadRequest);
        }
    }
}
