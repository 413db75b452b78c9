using System.Globalization;
using System.Text;
using Fulcrum.Permits;

namespace Fulcrum.Rights.Access.Export;

/// <summary>A table of the archive (RFC 4180), safe to open in a spreadsheet.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Columns">Its first line.</param>
/// <param name="Write">Writes its lines.</param>
internal sealed record CsvTable(string Name, string[] Columns, Func<ExportRun, CsvLines, CancellationToken, ValueTask> Write)
{
    internal async ValueTask WriteAsync(ExportRun run, Stream output, CancellationToken cancellation)
    {
        var lines = new CsvLines(output);
        lines.Add(Columns);
        await Write(run, lines, cancellation);
        await lines.FlushAsync(cancellation);
    }
}

/// <summary>The tables.</summary>
internal static class CsvTables
{
    internal static CsvTable[] All { get; } =
    [
        new("facts.csv", ["name", "value", "at", "source", "provenance", "purpose", "used", "not_used_because", "until"], (run, lines, _) =>
        {
            foreach (var (fact, readings) in run.Summary.View.Facts)
            {
                foreach (var reading in readings)
                {
                    foreach (var purpose in reading.Purposes)
                    {
                        lines.Add(
                            fact.Name, reading.Value.Value.Reveal(), reading.Value.At.ToString(), reading.Value.Source, ExportWords.Of(reading.Value.Provenance),
                            purpose.Purpose.Name, Truth(purpose.IsUsed), purpose.NotUsed?.Key() ?? "", purpose.Until is { } until ? until.ToString() : "");
                    }
                }
            }

            return default;
        }),
        new("identifiers.csv", ["type", "value", "verified"], (run, lines, _) =>
        {
            foreach (var known in run.Summary.Identifiers)
            {
                lines.Add(known.Type, known.Reveal(), Truth(known.IsVerified));
            }

            return default;
        }),
        new("uses.csv", ["purpose", "kind", "count", "last_at"], (run, lines, _) =>
        {
            foreach (var use in run.Summary.Uses)
            {
                lines.Add(use.Purpose, ExportWords.Of(use.Kind), use.Count.ToString(CultureInfo.InvariantCulture), use.LastAt.ToString());
            }

            return default;
        }),
        Of("events.csv", OwnKinds.Events, ["sequence", "received_at", "occurred_at", "type", "name", "source", "purposes", "property", "value"], (lines, entry) =>
        {
            if (entry is not OwnEvent happened)
            {
                return;
            }

            string[] start =
            [
                Number(happened.Sequence), happened.At.ToString(), happened.OccurredAt.ToString(), happened.Type.ToString().ToLowerInvariant(), happened.Name,
                happened.Source, string.Join(' ', happened.Purposes),
            ];
            foreach (var property in happened.Properties)
            {
                lines.Add([.. start, property.Path, property.Value.Reveal()]);
            }

            if (happened.Properties.IsEmpty)
            {
                lines.Add([.. start, "", ""]);
            }
        }),
        Of("choices.csv", OwnKinds.Consents, ["sequence", "at", "purpose", "channel", "category", "state", "notice", "language", "by", "source", "law"], (lines, entry) =>
        {
            if (entry is OwnConsent { Record: var record })
            {
                lines.Add(
                    Number(entry.Sequence), record.At.ToString(), record.Purpose, record.Scope.Channel, record.Scope.Category, ExportWords.Of(record.State), record.Notice,
                    record.Language, record.Channel, record.Source, record.Evidence.Law);
            }
        }),
        Of("decisions.csv", OwnKinds.Decisions, ["sequence", "at", "id", "placement", "purpose", "mode", "why", "offers"], (lines, entry) =>
        {
            if (entry is OwnDecision decision)
            {
                lines.Add(
                    Number(entry.Sequence), entry.At.ToString(), decision.Id, decision.Placement, decision.Purpose, ExportWords.Of(decision.Mode), decision.Why,
                    string.Join(' ', decision.Offers));
            }
        }),
        Of("look-ups.csv", OwnKinds.LookUps | OwnKinds.Accesses, ["sequence", "at", "who", "what", "purpose", "why"], (lines, entry) =>
        {
            if (entry is OwnLookUp lookUp)
            {
                lines.Add(Number(entry.Sequence), entry.At.ToString(), lookUp.Who, lookUp.View, lookUp.Purpose, lookUp.Why);
            }
            else if (entry is OwnAccess access)
            {
                lines.Add(Number(entry.Sequence), entry.At.ToString(), access.By, access.What, "", access.Why);
            }
        }),
    ];

    private static CsvTable Of(string name, OwnKinds kinds, string[] columns, Action<CsvLines, OwnEntry> write) => new(name, columns, async (run, lines, cancellation) =>
    {
        await foreach (var entry in run.ReadAsync(kinds, isExplained: false, cancellation))
        {
            write(lines, entry);
            await lines.FlushWhenFullAsync(cancellation);
        }
    });

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Truth(bool truth) => truth ? "yes" : "no";
}

/// <summary>Lines of a table on their way out.</summary>
internal sealed class CsvLines(Stream output)
{
    private const int FlushedAt = 1 << 15;
    /// <summary>Full-width signs too: programs that make tables turn them into the plain ones.</summary>
    private const string Formulas = "=+-@\t\r\n\0＝＋－＠";

    private readonly StringBuilder _text = new();

    internal void Add(params ReadOnlySpan<string> fields)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            _text.Append(at == 0 ? "" : ",").Append(Field(fields[at]));
        }

        _text.Append("\r\n");
    }

    internal ValueTask FlushWhenFullAsync(CancellationToken cancellation) => _text.Length > FlushedAt ? FlushAsync(cancellation) : default;

    internal async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellation);
        _text.Clear();
    }

    /// <summary>A field that a spreadsheet takes for text: what would start a formula is preceded by an apostrophe, which whoever reads the data drops.</summary>
    internal static string Field(string text)
    {
        var safe = text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
