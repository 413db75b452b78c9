using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Consent;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Consent;

/// <summary>
/// The answer that the company's own pages keep in this browser (the cookie of the snippet): a no that is given here is written into it, so that
/// they neither show nor send under a yes that was taken back. A yes is not: it counts for the id that the snippet was given it for.
/// </summary>
internal static class SiteChoice
{
    /// <summary>Where the snippet keeps it: <c>c</c> is true by category for a yes, 0 for one that was taken back; <c>d</c> says how wide the cookie is, where it is wider than its host.</summary>
    public const string CookieName = "fulcrum_choice";

    private const int LengthMax = 2_000;
    private const string DomainField = ";domain=";

    /// <summary>Takes a yes back that this browser keeps. A cookie that cannot be read stays: the snippet forgets such a one by itself.</summary>
    /// <param name="http">The browser.</param>
    /// <param name="core">Knows which category stands for which purpose, and how long a choice is remembered.</param>
    /// <param name="purpose">What was refused: a purpose's name, or the one that stands for all.</param>
    /// <param name="proxies">Who is believed about TLS: the cookie is for TLS alone where the browser came by it.</param>
    public static void TakeBack(HttpContext http, FulcrumCore core, string purpose, TrustedProxies proxies)
    {
        if (http.Request.Cookies[CookieName] is not { Length: > 0 and <= LengthMax } cookie || Read(cookie) is not { } choice || choice["c"] is not JsonObject answers)
        {
            return;
        }

        var sources = core.Workspace.Current.Sources.Values;
        var categories = sources.SelectMany(source => source.ConsentCategories).Where(one => one.Value == purpose || purpose == ConsentRecord.EveryPurpose).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        var taken = answers.Where(answer => categories.Contains(answer.Key) && answer.Value is JsonValue value && value.TryGetValue<bool>(out var isYes) && isYes).Select(answer => answer.Key).ToArray();
        if (taken.Length == 0 || !TryReadDomain(choice, http.Request, out var domain))
        {
            return;
        }

        foreach (var category in taken)
        {
            answers[category] = 0;
        }

        // As the snippet writes it, or the browser would keep two of one name.
        http.Response.Cookies.Append(CookieName, choice.ToJsonString(), new CookieOptions
        {
            Path = "/", Domain = domain, Secure = proxies.CameByTls(http), SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(sources.Max(source => core.Capture.PolicyFor(source).ChoiceDays)), IsEssential = true,
        });
    }

    private static JsonObject? Read(string cookie)
    {
        try
        {
            return JsonNode.Parse(cookie) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The domain that the snippet's cookie has, which must be one of this host's.</summary>
    private static bool TryReadDomain(JsonObject choice, HttpRequest request, out string? domain)
    {
        domain = null;
        if (choice["d"] is not { } said)
        {
            return true;
        }

        domain = said is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith(DomainField, StringComparison.Ordinal) ? text[DomainField.Length..].TrimStart('.') : "";
        return domain.Length > 0 && Uri.CheckHostName(domain) == UriHostNameType.Dns
            && (request.Host.Host.Equals(domain, StringComparison.OrdinalIgnoreCase) || request.Host.Host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
    }
}
