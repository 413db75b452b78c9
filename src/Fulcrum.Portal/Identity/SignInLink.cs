using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Identity;

/// <summary>The form for a code, filled in, as a link in the message that brings the code. Opening it does nothing: the button does.</summary>
/// <remarks>
/// Its query holds the challenge, the proof that this browser asked, and the code, and nothing about a person. What reads mail before people
/// do may open it as often as it likes; in any browser but the asker's the proof does not fit, and no attempt is used up.
/// </remarks>
internal static class SignInLink
{
    private const string Page = "sign-in";

    /// <summary>Writes one. It leads to where the company says its centre is, whatever the request called us.</summary>
    public static Uri To(SiteAddress centre, Visit visit, string challenge, string code) =>
        new($"{centre.Origin}{visit.Path(Page)}{QueryOf(challenge, visit.Mac(SignInRoutes.ProofUse, challenge), code)}");

    /// <summary>The query of one, with its question mark.</summary>
    public static string QueryOf(string challenge, string proof, string code) =>
        $"?challenge={Uri.EscapeDataString(challenge)}&proof={Uri.EscapeDataString(proof)}&code={Uri.EscapeDataString(code)}";

    /// <summary>Whether a page was asked for by one, whole or not.</summary>
    public static bool IsIn(IQueryCollection query) => query.ContainsKey("challenge") || query.ContainsKey("proof") || query.ContainsKey("code");

    /// <summary>What one holds; null when it is not whole, or was asked for in another browser.</summary>
    public static (CodeSent Sent, string Code)? Read(IQueryCollection query, Visit visit) =>
        query["challenge"] is [{ Length: > 0 and <= SignInRoutes.TypedMax } challenge] && query["proof"] is [{ } proof] && query["code"] is [{ Length: <= SignInRoutes.TypedMax } code]
        && visit.IsMac(proof, SignInRoutes.ProofUse, challenge)
            ? (new CodeSent("", challenge, proof), code)
            : null;
}
