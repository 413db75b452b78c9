using System.Diagnostics.CodeAnalysis;
using Fulcrum.Identity;
using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Proof;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Identity;

/// <summary>Proof that an address is the visitor's: they ask for a code there and type it here. Nothing is shown, or hinted at, before.</summary>
/// <remarks>What is answered is the same for an address that is known and for one that is not: the same page, the same write, the same wait.</remarks>
internal static class SignInRoutes
{
    /// <summary>What a proof is signed for: that this browser asked for this challenge.</summary>
    public const string ProofUse = "challenge";

    /// <summary>Longest of what is typed; a form with more is none of ours.</summary>
    public const int TypedMax = 320;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/sign-in", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
        app.MapPost("/{language}/sign-in", (RequestDelegate)(http => TakeAsync(http, parts)));
        app.MapPost("/{language}/sign-out", (RequestDelegate)(http => EndAsync(http, parts)));
    }

    /// <summary>Where a page of somebody's own sends a visitor whom nobody knows yet.</summary>
    public static string PathTo(string page, PageLanguage language) => $"{language.Path("sign-in")}?to={page}";

    private static Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var visit = parts.VisitOf(http);
        var to = Shell.IsOwn(http.Request.Query["to"].ToString()) ? http.Request.Query["to"].ToString() : "";
        if (visit.Person is not null)
        {
            return Reply.SeeOtherAsync(http, visit.Path(to));
        }

        if (parts.Passkeys is not null)
        {
            PasskeyForm.Allow(http);
        }

        var page = new SignInPage(visit, to) { HasPasskeys = parts.Passkeys is not null };
        if (!SignInLink.IsIn(http.Request.Query))
        {
            return Reply.PageAsync(http, page.WriteAsk("", null));
        }

        return SignInLink.Read(http.Request.Query, visit) is var (sent, code)
            ? Reply.PageAsync(http, page.WriteCode(sent, code, null))
            : Reply.PageAsync(http, page.WriteElsewhere(), StatusCodes.Status403Forbidden);
    }

    private static async Task TakeAsync(HttpContext http, PortalParts parts)
    {
        var (visit, form) = await parts.ReadFormAsync(http);
        var to = Shell.IsOwn(form["to"].ToString()) ? form["to"].ToString() : "";
        var page = new SignInPage(visit, to) { HasPasskeys = parts.Passkeys is not null };
        if (form["step"] == "passkey")
        {
            await PasskeyRoutes.EnterAsync(http, parts, page, form);
            return;
        }

        if (form["address"] is not [{ Length: <= TypedMax } address])
        {
            throw new PageException(PageProblem.BadRequest);
        }

        await (form["step"].ToString() switch
        {
            "ask" => AskAsync(http, parts, page, address),
            "code" when form["code"] is [{ Length: <= TypedMax } code] && form["challenge"] is [{ } challenge] && form["proof"] is [{ } proof]
                => TryAsync(http, parts, page, new CodeSent(address, challenge, proof), code),
            _ => throw new PageException(PageProblem.BadRequest),
        });
    }

    private static async Task AskAsync(HttpContext http, PortalParts parts, SignInPage page, string typed)
    {
        if (!TryRead(typed, parts, out var address))
        {
            await Reply.PageAsync(http, page.WriteAsk(typed, SignInFault.Of(typed.Trim().Length == 0 ? SignInWords.NoAddress : SignInWords.BadAddress)), StatusCodes.Status400BadRequest);
            return;
        }

        CodeAsked asked;
        try
        {
            Func<string, string, Uri>? link = parts.Options.PublicAddress is { } centre ? (challenge, code) => SignInLink.To(centre, page.Visit, challenge, code) : null;
            asked = await parts.Core.Codes.AskAsync(address, parts.Rate.NetworkOf(http), page.Visit.Language.Code, link, http.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, page.WriteAsk(typed, SignInFault.Of(SignInWords.NotSent)), StatusCodes.Status503ServiceUnavailable);
            return;
        }

        await (asked.IsSent
            ? Reply.PageAsync(http, page.WriteCode(new CodeSent(address.Value, asked.Challenge, page.Visit.Mac(ProofUse, asked.Challenge)), "", null))
            : Reply.PageAsync(http, page.WriteAsk(typed, new SignInFault(SignInWords.AskLater, asked.Pause)), StatusCodes.Status429TooManyRequests));
    }

    private static async Task TryAsync(HttpContext http, PortalParts parts, SignInPage page, CodeSent sent, string code)
    {
        // A challenge belongs to the browser that asked for it: whoever read the code over a shoulder has another.
        if (!page.Visit.IsMac(sent.Proof, ProofUse, sent.Challenge))
        {
            throw new PageException(PageProblem.FormNotOurs);
        }

        if (code.Trim().Length == 0)
        {
            await Reply.PageAsync(http, page.WriteCode(sent, code, SignInFault.Of(SignInWords.NoCode)), StatusCodes.Status400BadRequest);
            return;
        }

        var tried = parts.Core.Codes.Try(sent.Challenge, code, parts.Rate.NetworkOf(http));
        if (tried.Proved is { } proved)
        {
            parts.Sessions.Begin(http, page.Visit.Device, proved, parts.Core.Now);
            await Reply.SeeOtherAsync(http, page.Visit.Path(page.To));
            return;
        }

        var isEarly = tried.Pause > TimeSpan.Zero;
        var fault = isEarly ? new SignInFault(SignInWords.TryLater, tried.Pause) : SignInFault.Of(SignInWords.WrongCode);
        await Reply.PageAsync(http, page.WriteCode(sent, code, fault), isEarly ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest);
    }

    private static async Task EndAsync(HttpContext http, PortalParts parts)
    {
        var (visit, _) = await parts.ReadFormAsync(http);
        if (visit.Person is { } person)
        {
            parts.Sessions.End(http, person);

            // Storage stays: it may be that of the company's site, on the same host.
            http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        }

        await Reply.SeeOtherAsync(http, visit.Path(""));
    }

    private static bool TryRead(string typed, PortalParts parts, [NotNullWhen(true)] out Identifier? address)
    {
        address = null;
        var form = typed.Contains('@', StringComparison.Ordinal) ? IdentifierForm.Email : IdentifierForm.Phone;
        foreach (var type in parts.Workspace.IdentifierTypes.Values.Where(type => type.Form == form && CodeFlow.CanReach(type)).OrderBy(type => type.Priority))
        {
            if (parts.Core.Identifiers.TryRead(type.Name, typed, verified: false, out address, out _))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A code that was sent, as its page carries it on.</summary>
/// <param name="Address">Where to; empty for whoever came by the link in the message, which holds no address.</param>
/// <param name="Challenge">What it is tried with.</param>
/// <param name="Proof">Says that this browser asked for it.</param>
internal sealed record CodeSent(string Address, string Challenge, string Proof)
{
    /// <summary>Whether the link of the message was opened.</summary>
    public bool IsLink => Address.Length == 0;

    /// <summary>Never an address.</summary>
    public override string ToString() => "CodeSent(…)";
}
