using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.Pages.Passkeys;
using Fulcrum.Staff;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole;

/// <summary>What every page and every act of the API is given.</summary>
internal sealed class ConsoleParts
{
    private readonly byte[] _key;

    /// <summary>Puts them together.</summary>
    public ConsoleParts(FulcrumCore core, ConsoleOptions options)
    {
        (Core, Options) = (core, options);
        _key = options.SigningKey.Length >= 32 ? options.SigningKey.ToArray() : throw new ArgumentException("The signing key has less than 32 bytes.", nameof(options));
        if (!options.Address.CanOwnPasskeys)
        {
            throw new ArgumentException("Passkeys cannot belong to an address of numbers.", nameof(options));
        }

        var owners = new PasskeyOwners<StaffMember>(core.Staff.FindMemberAsync, member => (member.Id, member.Passkeys))
        {
            Nobody = id => new StaffMember(id, "", []), IsCopied = id => (Mac("copied", id)[0] & 1) == 1, Refused = options.PasskeyRefused,
        };
        Passkeys = new PasskeyGate<StaffMember>(options.Address.Host, options.Address.Origin, owners, options.Random);
    }

    /// <summary>The core behind the pages.</summary>
    public FulcrumCore Core { get; }

    /// <summary>How this console runs.</summary>
    public ConsoleOptions Options { get; }

    /// <summary>Checks passkeys.</summary>
    public PasskeyGate<StaffMember> Passkeys { get; }

    /// <summary>Everything that staff can do.</summary>
    public StaffDesk Desk => Core.Staff;

    /// <summary>The workspace in force. One read serves a whole request.</summary>
    public Workspace Workspace => Core.Workspace.Current;

    /// <summary>The language a page is asked in; a page of no language of the workspace is not there.</summary>
    public PageLanguage LanguageOf(HttpContext http) =>
        http.Request.RouteValues["language"] is string code && Workspace.Languages.Contains(code) ? new PageLanguage(code) : throw new PageException(PageProblem.NoPage);

    /// <summary>Who asks. A browser that is new is given its cookie.</summary>
    public async ValueTask<Visit> VisitOfAsync(HttpContext http, PageLanguage language)
    {
        var (browser, token) = (ConsoleCookies.BrowserOf(http, Options.Random), ConsoleCookies.SessionOf(http));
        var session = token.Length > 0 ? await Desk.Sessions.FindAsync(token, http.RequestAborted) : null;
        http.Items[RefusalLog.Who] = session?.Member.Id;
        return new Visit(language, Workspace, browser, session, this);
    }

    /// <summary>Who asks, where that has to be somebody.</summary>
    /// <exception cref="PageException">Nobody is signed in.</exception>
    public async ValueTask<Visit> SignedInAsync(HttpContext http)
    {
        var visit = await VisitOfAsync(http, LanguageOf(http));
        return visit.Session is null ? throw new PageException(PageProblem.SignedOut) : visit;
    }

    /// <summary>Reads a form of ours. Refuses what did not come from a page of ours in this browser and this session.</summary>
    /// <exception cref="PageException">It is no form of ours.</exception>
    public async Task<(Visit Visit, IFormCollection Form)> ReadFormAsync(HttpContext http)
    {
        var language = LanguageOf(http);
        if (http.Request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new PageException(PageProblem.BadRequest);
        }

        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var visit = await VisitOfAsync(http, language);
        return !ConsoleCookies.IsForeign(http.Request, Options.Address) && visit.IsToken(form["token"].ToString()) ? (visit, form) : throw new PageException(PageProblem.FormNotOurs);
    }

    /// <summary>Signs a text.</summary>
    public string Mac(string use, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{use}\0{text}")));
}
