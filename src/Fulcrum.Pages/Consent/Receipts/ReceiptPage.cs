using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Consent.Receipts;
using Fulcrum.Consent;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Consent.Receipts.ReceiptWords;

namespace Fulcrum.Pages.Consent.Receipts;

/// <summary>A receipt as a page to keep: one HTML file with everything in it, readable and printable without JavaScript, that verifies itself in the browser.</summary>
/// <remarks>It loads nothing and sends nothing: its policy allows its own style and its own script by their hashes, and nothing else.</remarks>
public static class ReceiptPage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Style = Resource("receipt-page.css");
    private static readonly string Script = Resource("receipt-verifier.mjs") + Resource("receipt-page.js");

    /// <summary>The policy that browsers hold the page to, wherever it is opened.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src '{HashOf(Style)}'; script-src '{HashOf(Script)}'; base-uri 'none'; form-action 'none'";

    /// <summary>Writes it.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="keys">Public keys of its ledger, a line each.</param>
    /// <param name="workspace">What the company says of the purpose today.</param>
    /// <param name="language"><c>en</c> or <c>ru</c>.</param>
    /// <param name="back">The page it was opened from; null where it stands alone.</param>
    public static byte[] Write(Receipt receipt, IEnumerable<string> keys, Workspace workspace, string language, WayBack? back = null)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(language);
        var page = new Writing(language);
        var record = receipt.Record;
        var purpose = workspace.Purposes.GetValueOrDefault(Text(record, "purpose"));
        var name = purpose?.Title.In(language) ?? Text(record, "purpose");
        page.Raw($"<!doctype html><html lang=\"{(page.IsRussian ? "ru" : "en")}\"><head><meta charset=\"utf-8\">");
        page.Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">");
        page.Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">");
        page.Raw($"<title>{Encode($"{Title.In(language)} {receipt.Id}")}</title><style>{Style}</style></head><body><main>");
        if (back is not null)
        {
            page.Raw($"<p class=\"screen\"><a href=\"{Encode(back.Path)}\">← {Encode(back.Title)}</a></p>");
        }

        if (workspace.Disclosures.Controller is { } controller)
        {
            page.Raw($"<p class=\"who\">{Encode(controller.Name.In(language))}</p>");
        }

        var state = Text(record, "state");
        page.Raw($"<h1>{Encode(Title.In(language))}</h1>");
        page.Raw($"<p class=\"answer {(state == "given" ? "given" : "")}\">{Encode($"{(States.TryGetValue(state, out var words) ? words.In(language) : state)}: {name}")}</p>");
        WriteDecision(page, receipt, purpose, workspace);
        WriteDisclosure(page, Text(record, "purpose"), workspace);
        WriteProof(page, receipt);
        WriteVerify(page, receipt, keys);
        page.Raw("</main></body></html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void WriteDecision(Writing page, Receipt receipt, Purpose? purpose, Workspace workspace)
    {
        var record = receipt.Record;
        page.Raw("<dl>");
        page.Row(Id, receipt.Id);
        page.Row(WhatFor, purpose?.Reason.In(page.Language) ?? "");
        page.Row(Scope, record.TryGetProperty("scope", out var scope) && scope.ValueKind == JsonValueKind.Object
            ? string.Join(", ", scope.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.String).Select(part => part.Value.GetString()))
            : "");
        page.Row(When, Time(record, "at"));
        page.Row(Recorded, Time(record, "receivedAt"));
        var channel = Text(record, "channel");
        page.Row(How, Channels.TryGetValue(channel, out var way) ? way.In(page.Language) : channel);
        var notice = Text(record, "notice");
        if (notice.Length > 0)
        {
            // In the language it was shown in, which may be another than the page's.
            var shownIn = Text(record, "language") is { Length: > 0 } said ? said : page.Language;
            var isKept = workspace.Notices.TryGetValue(notice, out var shown);
            var language = isKept && !shownIn.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? "en" : isKept ? "ru" : page.Language;
            page.Raw($"<dt>{Encode(ReceiptWords.Shown.In(page.Language))}</dt><dd>{Encode(notice)}");
            page.Raw($"<blockquote lang=\"{language}\">{Encode(isKept ? shown!.Text.In(shownIn) : NoticeGone.In(page.Language))}</blockquote></dd>");
        }

        page.Row(Faults, record.TryGetProperty("faults", out var faults) && faults.ValueKind == JsonValueKind.Array ? string.Join(", ", faults.EnumerateArray().Select(fault => fault.ToString())) : "");
        page.Raw("</dl>");
    }

    private static void WriteDisclosure(Writing page, string purpose, Workspace workspace)
    {
        var (told, language) = (workspace.Disclosures.Of(purpose), page.Language);
        if (workspace.Disclosures.Controller is not { } controller)
        {
            return;
        }

        page.Raw($"<h2>{Encode(controller.Name.In(language))}</h2><p class=\"soft\">{Encode(Today.In(language))}</p><dl>");
        page.Row(Recipients, told.Recipients.IsEmpty ? Nobody.In(language) : string.Join("; ", told.Recipients.Select(one => $"{one.Title.In(language)} ({one.Country})")));
        page.Row(Places, string.Join("; ", told.Places.Select(place => $"{place.Title.In(language)} ({place.Country})")));
        page.Row(Retention, told.Retention is { } kept ? string.Format(CultureInfo.InvariantCulture, Days.In(language), (int)kept.TotalDays) : "");
        page.Row(Withdrawal, told.Withdrawal?.In(language) ?? "");
        page.Row(Contact, $"{controller.Contact.In(language)}, {controller.Email}, {controller.Address.In(language)}");
        page.Raw("</dl>");
    }

    private static void WriteProof(Writing page, Receipt receipt)
    {
        var (language, code) = (page.Language, receipt.Code);
        page.Raw($"<h2>{Encode(Proof.In(language))}</h2><p>{Encode(ProofText.In(language))}</p><div class=\"proof\">");
        page.Raw(ReceiptCode.Draw(code, Encode(QrTitle.In(language))));
        page.Raw("<dl>");
        page.Row(Ledger, receipt.Proof.Checkpoint.Split('\n')[0]);
        page.Row(Entry, receipt.Proof.Index.ToString(CultureInfo.InvariantCulture));
        page.Raw($"<dt>{Encode(Code.In(language))}</dt><dd><code>{Encode(code)}</code></dd></dl></div>");
        page.Raw($"<details class=\"screen\"><summary>{Encode(WordForWord.In(language))}</summary><pre>{Encode(JsonSerializer.Serialize(receipt.Record, Shown))}</pre></details>");
        page.Raw($"<details class=\"screen\"><summary>{Encode(FileText.In(language))}</summary><pre>{Encode(Encoding.UTF8.GetString(receipt.Write()))}</pre></details>");
    }

    private static void WriteVerify(Writing page, Receipt receipt, IEnumerable<string> keys)
    {
        var language = page.Language;

        // In a script block only "</" and "<!--" could end it: no "<" is left.
        var json = Encoding.UTF8.GetString(receipt.Write()).Replace("<", "\\u003c", StringComparison.Ordinal);
        page.Raw($"<p id=\"by-hand\" class=\"screen soft\">{Encode(NoScript.In(language))}</p>");
        page.Raw($"<section id=\"verify\" class=\"screen\" hidden data-holds=\"{Encode(Holds.In(language))}\" data-fails=\"{Encode(Fails.In(language))}\"");
        foreach (var (check, why) in ReceiptWords.Why)
        {
            page.Raw($" data-why-{check}=\"{Encode(why.In(language))}\"");
        }

        page.Raw($"><h2>{Encode(Verify.In(language))}</h2><p>{Encode(VerifyText.In(language))}</p>");
        page.Raw($"<label for=\"key\">{Encode(KeyLabel.In(language))}</label><textarea id=\"key\" spellcheck=\"false\" autocomplete=\"off\">{Encode(string.Join('\n', keys))}</textarea>");
        page.Raw($"<button type=\"button\">{Encode(Button.In(language))}</button><p role=\"status\"></p></section>");
        page.Raw($"<script type=\"application/json\" id=\"receipt\">{json}</script><script type=\"module\">{Script}</script>");
    }

    private static string Text(JsonElement record, string member) => record.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // One spelling for both languages that nobody reads as another day.
    private static string Time(JsonElement record, string member) =>
        record.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var at) && at is > -62_135_596_800_000 and < 253_402_300_800_000
            ? new Instant(at).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Encode(string text) => Html.Encode(text);

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    /// <summary>The page being written.</summary>
    private sealed class Writing(string language)
    {
        private readonly StringBuilder _html = new();

        public string Language => IsRussian ? "ru" : "en";

        public bool IsRussian => language.StartsWith("ru", StringComparison.OrdinalIgnoreCase);

        public void Raw(string html) => _html.Append(html);

        /// <summary>A row of a list; none for what is not known.</summary>
        public void Row(LocalText title, string value)
        {
            if (value.Length > 0)
            {
                Raw($"<dt>{Encode(title.In(Language))}</dt><dd>{Encode(value)}</dd>");
            }
        }

        public override string ToString() => _html.ToString();
    }
}

/// <summary>The page that a receipt was opened from.</summary>
/// <param name="Path">Its address.</param>
/// <param name="Title">Its title.</param>
public sealed record WayBack(string Path, string Title);
