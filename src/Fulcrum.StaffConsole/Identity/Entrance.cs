using System.Security.Cryptography;
using System.Text;
using Fulcrum.Pages.Passkeys;
using Fulcrum.Staff;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole.Identity;

/// <summary>How staff come in and go, the same for pages and programs. Whoever is not known is treated like whoever is, up to the answer.</summary>
internal static class Entrance
{
    /// <summary>What a passkey of a member is called on their device, before its second part.</summary>
    private const string PasskeyName = "passkey";

    /// <summary>Asks a browser for any passkey of ours.</summary>
    public static Task<(string Id, string Question)> AskAsync(HttpContext http, ConsoleParts parts, Visit visit) => parts.Passkeys.AskAnyAsync(http, visit.Asked, parts.Core.Now);

    /// <summary>Asks a browser for a new passkey, for whoever holds a set-up link. One that opens nothing is asked in the same words.</summary>
    public static async Task<(string Id, string Question)> AskNewAsync(HttpContext http, ConsoleParts parts, Visit visit, string link)
    {
        // Of a link that opens nothing the question is whole too: only its answer is taken by nobody. Whoever stands in is made for each link, so that both take as long.
        var nobody = new StaffMember($"s-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.Mac("nobody", link))))[..10]}", "", []);
        var owner = await parts.Desk.FindLinkAsync(link, http.RequestAborted) ?? nobody;
        return await parts.Passkeys.AskNewAsync(http, visit.Asked, owner, $"{visit.Workspace.Name} · {parts.Options.Address.Host}", parts.Core.Now);
    }

    /// <summary>Adds the passkey of whoever holds a link, and signs them in; null when nothing was proved or the link opens nothing.</summary>
    public static async Task<StaffEntered?> EnrolAsync(HttpContext http, ConsoleParts parts, Visit visit, string link, PasskeyAnswer? answer)
    {
        if (answer is null || await parts.Passkeys.ReadNewAsync(http, visit.Asked, answer, PasskeyName, parts.Core.Now) is not var (owner, passkey)
            || await parts.Desk.FindLinkAsync(link, http.RequestAborted) is not { } member || member.Id != owner.Id)
        {
            return null;
        }

        // To its end, when they go away: they touched their device.
        return await BeginAsync(http, parts, visit, await parts.Desk.EnrolAsync(link, passkey, CancellationToken.None));
    }

    /// <summary>Signs in whoever an answer proves to be somebody; null when it proves nobody.</summary>
    public static async Task<StaffEntered?> EnterAsync(HttpContext http, ConsoleParts parts, Visit visit, PasskeyAnswer? answer) =>
        answer is not null && await parts.Passkeys.ProveAsync(http, visit.Asked, answer, parts.Core.Now) is { } proof
            ? await BeginAsync(http, parts, visit, await parts.Desk.SignInAsync(proof.Handle, proof.Passkey, proof.Counter, CancellationToken.None))
            : null;

    /// <summary>Takes another touch of the passkey of whoever is signed in, and gives their session another token: who had the one before has nothing of it.</summary>
    public static async Task<StaffEntered?> ProveAsync(HttpContext http, ConsoleParts parts, Visit visit, PasskeyAnswer? answer) =>
        answer is not null && await parts.Passkeys.ProveAsync(http, visit.Asked, answer, parts.Core.Now) is { } proof
            && await parts.Desk.StepUpAsync(visit.Who, proof.Handle, proof.Passkey, proof.Counter, CancellationToken.None)
            ? await RenewAsync(http, parts, visit.Who)
            : null;

    /// <summary>Takes it that whoever is signed in showed their account's provider once more who they are; null when that proves nothing.</summary>
    public static async Task<StaffEntered?> ProveAsync(HttpContext http, ConsoleParts parts, StaffSession session, string account, Instant provedAt) =>
        await parts.Desk.StepUpAsync(session, account, provedAt, CancellationToken.None) ? await RenewAsync(http, parts, session) : null;

    /// <summary>Binds the account of whoever holds a link and signs them in; null when the link opens nothing or the account is a colleague's.</summary>
    public static async Task<StaffEntered?> BindAsync(HttpContext http, ConsoleParts parts, Visit visit, string link, string account, Instant? provedAt) =>
        await BeginAsync(http, parts, visit, await parts.Desk.BindAsync(link, account, provedAt, CancellationToken.None));

    /// <summary>Signs in whoever bound an account; null for nobody.</summary>
    public static async Task<StaffEntered?> EnterAsync(HttpContext http, ConsoleParts parts, Visit visit, string account, Instant? provedAt) =>
        await BeginAsync(http, parts, visit, await parts.Desk.SignInAsync(account, provedAt, CancellationToken.None));

    /// <summary>Ends the session, and has the browser forget what it showed.</summary>
    public static void Leave(HttpContext http, ConsoleParts parts, Visit visit)
    {
        parts.Desk.Sessions.Close(visit.Who);
        ConsoleCookies.Drop(http, ConsoleCookies.SessionName);
        http.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    private static async Task<StaffEntered?> RenewAsync(HttpContext http, ConsoleParts parts, StaffSession before)
    {
        if (parts.Desk.Sessions.Renew(before) is not { } token || await parts.Desk.Sessions.FindAsync(token, CancellationToken.None) is not { } session)
        {
            return null;
        }

        ConsoleCookies.Keep(http, ConsoleCookies.SessionName, token);
        return new StaffEntered(session.Member, session);
    }

    private static async Task<StaffEntered?> BeginAsync(HttpContext http, ConsoleParts parts, Visit visit, string? token)
    {
        if (token is null || await parts.Desk.Sessions.FindAsync(token, CancellationToken.None) is not { } session)
        {
            return null;
        }

        if (visit.Session is { } before)
        {
            parts.Desk.Sessions.Close(before);
        }

        ConsoleCookies.Keep(http, ConsoleCookies.SessionName, token);
        ConsoleCookies.Drop(http, ConsoleCookies.LinkName);
        return new StaffEntered(session.Member, session);
    }
}

/// <summary>Somebody who came in just now.</summary>
/// <param name="Member">Who.</param>
/// <param name="Session">Their session.</param>
internal sealed record StaffEntered(StaffMember Member, StaffSession Session);
