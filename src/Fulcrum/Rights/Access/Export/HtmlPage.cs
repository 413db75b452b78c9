using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fulcrum.Permits;

namespace Fulcrum.Rights.Access.Export;

/// <summary>The archive's page to read: no script, nothing loaded from anywhere.</summary>
internal static class HtmlPage
{
    private const int FlushedAt = 1 << 15;

    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
        + "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8888;overflow-wrap:anywhere}"
        + "div{overflow-x:auto}";

    internal static async ValueTask WriteAsync(ExportRun run, Stream output, CancellationToken cancellation)
    {
        var page = new Page(output, run.IsRussian ? PageWords.Russian : PageWords.English, run.Language);
        page.Start(run);
        page.Facts(run.Summary);
        page.Choices(run.Summary);
        page.Uses(run.Summary);
        page.Identifiers(run.Summary);
        page.StartTable(page.Words.History, page.Words.When, page.Words.What, page.Words.Detail);
        await foreach (var entry in run.ReadAsync(OwnKinds.All, isExplained: true, cancellation))
        {
            page.Row(Page.Time(entry.At), page.Words.Of(entry), page.Detail(entry));
            await page.FlushWhenFullAsync(FlushedAt, cancellation);
        }

        page.EndTable();
        page.End();
        await page.FlushAsync(cancellation);
    }

    private sealed class Page(Stream output, PageWords words, string language)
    {
        private readonly StringBuilder _text = new();

        public PageWords Words => words;

        public void Start(ExportRun run)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
                .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .Append(CultureInfo.InvariantCulture, $"<title>{Safe(words.Title)}: {Safe(run.Company)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<main>\n")
                .Append(CultureInfo.InvariantCulture, $"<h1>{Safe(words.Title)}: {Safe(run.Company)}</h1>\n<p>{Safe(words.AsOf)} {Time(run.At)}. {Safe(words.Others)}</p>\n");
        }

        public void Facts(OwnSummary summary)
        {
            StartTable(words.Facts, words.What, words.Value, words.When, words.From, words.For);
            foreach (var (fact, readings) in summary.View.Facts)
            {
                foreach (var reading in readings)
                {
                    Row(
                        Safe(fact.Title.In(language)), Safe(reading.Value.Value.Reveal()), Time(reading.Value.At), Safe($"{reading.Value.Source} ({words.Of(reading.Value.Provenance)})"),
                        string.Join("<br>", reading.Purposes.Select(Purpose)));
                }
            }

            EndTable();
        }

        public void Choices(OwnSummary summary)
        {
            StartTable(words.Choices, words.For, words.State, words.Used);
            foreach (var standing in summary.View.Standings)
            {
                Row(Safe(standing.Purpose.Title.In(language)), Safe(words.Of(standing.Standing.State)), Safe(standing.Refused is null ? words.Yes : words.No));
                foreach (var channel in standing.Channels.Where(channel => channel.Standing.State != standing.Standing.State))
                {
                    Row(Safe($"{standing.Purpose.Title.In(language)}: {channel.Channel}"), Safe(words.Of(channel.Standing.State)), Safe(channel.Refused is null ? words.Yes : words.No));
                }
            }

            EndTable();
        }

        public void Uses(OwnSummary summary)
        {
            StartTable(words.Uses, words.For, words.How, words.Times, words.Last);
            foreach (var use in summary.Uses)
            {
                var title = summary.View.Standings.FirstOrDefault(standing => standing.Purpose.Name == use.Purpose)?.Purpose.Title.In(language) ?? use.Purpose;
                Row(Safe(title), Safe(words.Of(use.Kind)), use.Count.ToString(CultureInfo.InvariantCulture), Time(use.LastAt));
            }

            EndTable();
        }

        public void Identifiers(OwnSummary summary)
        {
            StartTable(words.KnownBy, words.What, words.Value);
            foreach (var known in summary.Identifiers)
            {
                Row(Safe(known.Type), Safe(known.Reveal()));
            }

            foreach (var (type, count) in summary.Unnamed)
            {
                Row(Safe(type), Safe($"{words.Hashed} ({count.ToString(CultureInfo.InvariantCulture)})"));
            }

            EndTable();
        }

        public void StartTable(string title, params ReadOnlySpan<string> columns)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<h2>{Safe(title)}</h2>\n<div><table>\n<thead><tr>");
            foreach (var column in columns)
            {
                _text.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Safe(column)}</th>");
            }

            _text.Append("</tr></thead>\n<tbody>\n");
        }

        /// <summary>A row of cells that are HTML already.</summary>
        public void Row(params ReadOnlySpan<string> cells)
        {
            _text.Append("<tr>");
            foreach (var cell in cells)
            {
                _text.Append(CultureInfo.InvariantCulture, $"<td>{cell}</td>");
            }

            _text.Append("</tr>\n");
        }

        public void EndTable() => _text.Append("</tbody>\n</table></div>\n");

        public void End() => _text.Append("</main>\n</body>\n</html>\n");

        public static string Time(Instant at) => at == Instant.Never ? "" : $"<time datetime=\"{at}\">{at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC</time>";

        public string Detail(OwnEntry entry) => Safe(entry switch
        {
            OwnEvent happened => $"{happened.Name}; {happened.Source}; {string.Join("; ", happened.Properties.Select(property => $"{property.Path}: {property.Value.Reveal()}"))}",
            OwnConsent { Record: var record } => $"{record.Purpose} {record.Scope.Channel} {record.Scope.Category}: {words.Of(record.State)} ({record.Notice})",
            OwnDecision decision => decision.Sentence?.In(language) ?? $"{decision.Placement}: {string.Join(", ", decision.Offers)}",
            OwnOutcome outcome => $"{outcome.Offer}: {outcome.What}",
            OwnLookUp lookUp => $"{lookUp.Who}: {lookUp.Why}",
            OwnAccess access => $"{access.By}: {access.What} {access.Why}",
            OwnMessage message => $"{message.Template}: {message.Channel}, {message.Outcome}",
            OwnRequest request => $"{request.Kind.ToString().ToLowerInvariant()}: {request.Act.ToString().ToLowerInvariant()} {request.Why}",
            OwnExchangeAct exchange => $"{exchange.Exchange}: {exchange.Act.ToString().ToLowerInvariant()} {exchange.Why}",
            OwnPasskey passkey => $"{passkey.Act.ToString().ToLowerInvariant()}: {passkey.Name}",
            OwnRight right => $"{ExportWords.Of(right.Act)} {right.Fact} {right.Why}",
            OwnLink link => link.Why,
            _ => "",
        });

        public ValueTask FlushWhenFullAsync(int full, CancellationToken cancellation) => _text.Length > full ? FlushAsync(cancellation) : default;

        public async ValueTask FlushAsync(CancellationToken cancellation)
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellation);
            _text.Clear();
        }

        private string Purpose(OwnPurpose purpose) =>
            Safe(purpose.Purpose.Title.In(language)) + (purpose.IsUsed ? "" : $" ({Safe(words.NotUsed)})")
            + (purpose.Until is { } until ? $", {Safe(words.Until)} {Time(until)}" : "");

        private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

        private static string Safe(string text) => Encoder.Encode(text);
    }
}
