using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Rights.Certificates;
using Fulcrum.Pages.Consent.Receipts;
using Fulcrum.Workspaces;

namespace Fulcrum.Pages.Rights;

/// <summary>A certificate as a page to keep: one HTML file with everything in it, readable and printable, that loads nothing and runs nothing.</summary>
public static class CertificatePage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string Style = ReadStyle();

    /// <summary>The policy that browsers hold the page to, wherever it is opened.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'";

    /// <summary>Writes it.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="workspace">Who answers for the data.</param>
    /// <param name="language"><c>en</c> or <c>ru</c>.</param>
    public static byte[] Write(ErasureCertificate certificate, Workspace workspace, string language)
    {
        language = language.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? "ru" : "en";
        var content = certificate.Content;
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Encode($"{CertificateWords.Title.In(language)} {certificate.Id}")}</title><style>{Style}</style></head><body><main>");
        if (workspace.Disclosures.Controller is { } controller)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"who\">{Encode(controller.Name.In(language))}</p>");
        }

        var isCompacted = content.TryGetProperty("state", out var state) && state.ValueEquals("compacted");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(CertificateWords.Title.In(language))}</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"answer given\">{Encode((isCompacted ? CertificateWords.Compacted : CertificateWords.Deleted).In(language))}</p><dl>");
        Row(html, CertificateWords.Id, certificate.Id, language);
        Row(html, CertificateWords.ErasedAt, Time(content, "erasedAt"), language);
        Row(html, CertificateWords.IssuedAt, Time(content, "issuedAt"), language);
        Row(html, CertificateWords.Issuer, Text(content, "issuer"), language);
        html.Append("</dl>");
        WritePlaces(html, content, language);
        WriteSystems(html, content, workspace, language);
        WriteLimits(html, content, language);
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(CertificateWords.Verify.In(language))}</h2><p>{Encode(CertificateWords.VerifyText.In(language))}</p><pre>fulcrum verify erasure FILE --key KEY</pre><p>{Encode(CertificateWords.SaltText.In(language))}</p><div class=\"proof\">");
        html.Append(ReceiptCode.Draw(certificate.Code, Encode(CertificateWords.CodeTitle.In(language))));
        html.Append(CultureInfo.InvariantCulture, $"<dl><dt>{Encode(CertificateWords.Code.In(language))}</dt><dd><code>{Encode(certificate.Code)}</code></dd></dl></div>");
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"screen\"><summary>{Encode(CertificateWords.File.In(language))}</summary><pre>{Encode(Encoding.UTF8.GetString(certificate.Write()))}</pre></details>");
        return Encoding.UTF8.GetBytes(html.Append("</main></body></html>").ToString());
    }

    private static void WritePlaces(StringBuilder html, JsonElement content, string language)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(CertificateWords.Places.In(language))}</h2><dl>");
        foreach (var place in List(content, "places"))
        {
            var bytes = Text(place, "bytes");
            var told = bytes switch
            {
                "gone" when place.TryGetProperty("bytesAt", out _) => string.Format(CultureInfo.InvariantCulture, CertificateWords.BytesGoneAt.In(language), Time(place, "bytesAt")),
                "gone" => CertificateWords.BytesGone.In(language),
                "pending" => string.Format(CultureInfo.InvariantCulture, CertificateWords.BytesUntil.In(language), Time(place, "bytesUntil")),
                _ => CertificateWords.BytesOnRequest.In(language),
            };
            html.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(CertificateWords.Place(Text(place, "place")).In(language))}</dt>");
            html.Append(CultureInfo.InvariantCulture, $"<dd>{Encode($"{CertificateWords.Method(Text(place, "method")).In(language)}, {Time(place, "at")}. {told}")}</dd>");
        }

        html.Append("</dl>");
    }

    private static void WriteSystems(StringBuilder html, JsonElement content, Workspace workspace, string language)
    {
        if (Text(content, "told") is not { Length: > 0 } told)
        {
            return;
        }

        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(CertificateWords.Systems.In(language))}</h2>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(string.Format(CultureInfo.InvariantCulture, CertificateWords.SystemsText.In(language), told))}</p><dl>");
        foreach (var system in List(content, "systems"))
        {
            var name = Text(system, "system");
            html.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(workspace.Systems.TryGetValue(name, out var known) ? known.Title.In(language) : name)}</dt>");
            html.Append(CultureInfo.InvariantCulture, $"<dd>{Encode($"{CertificateWords.Answer(Text(system, "state")).In(language)}, {Time(system, "at")}.")}</dd>");
        }

        html.Append("</dl>");
    }

    private static void WriteLimits(StringBuilder html, JsonElement content, string language)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(CertificateWords.Limits.In(language))}</h2><ul>");
        foreach (var limit in List(content, "limits"))
        {
            var until = limit.TryGetProperty("until", out _) ? $" {string.Format(CultureInfo.InvariantCulture, CertificateWords.Until.In(language), Time(limit, "until"))}" : "";
            html.Append(CultureInfo.InvariantCulture, $"<li>{Encode(CertificateWords.Limit(Text(limit, "limit")).In(language) + until)}</li>");
        }

        html.Append("</ul>");
    }

    private static void Row(StringBuilder html, LocalText title, string value, string language) =>
        html.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(title.In(language))}</dt><dd>{Encode(value)}</dd>");

    private static JsonElement.ArrayEnumerator List(JsonElement content, string member) =>
        content.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // One spelling for both languages that nobody reads as another day.
    private static string Time(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var at)
            ? new Instant(at).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "";

    private static string Encode(string text) => Html.Encode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(ReceiptCode).Assembly.GetManifestResourceStream("receipt-page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
