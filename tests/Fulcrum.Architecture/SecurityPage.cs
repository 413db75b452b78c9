using System.Globalization;
using System.Text;

namespace Fulcrum.Architecture;

/// <summary>The page that says how the baseline stands, written out of its two files.</summary>
internal static class SecurityPage
{
    /// <summary>Where it is kept.</summary>
    public const string Path = $"{SecurityManifest.Folder}/README.md";

    private const string Head = """
        # The security baseline

        Each of the 345 requirements of [OWASP ASVS 5.0.0](https://github.com/OWASP/ASVS) (CC BY-SA 4.0; ids and levels are theirs, the words here ours) is mapped to tests that show it, to a document that decides it, to a
        gap with what is missing, or to a reason why it asks for nothing here: [asvs.json](asvs.json). So are the 64 attacks the product was planned against: [threats.json](threats.json). The build fails on an id without a row, on a
        test or heading that is not there, on a reason that is missing or another row's, and when a gap is added. What was decided stands in [how Fulcrum is held safe](design.md).

        This page is written by `tests/Fulcrum.Architecture/SecurityTests.cs` (`FULCRUM_WRITE=1`).

        **Met** has tests or documents; a **gap** may hold in part, and then has tests too.

        """;

    /// <summary>Writes it.</summary>
    public static string Write(IReadOnlyList<SecurityRow> asvs, IReadOnlyList<SecurityRow> threats)
    {
        var page = new StringBuilder(Head);
        WriteNumbers(page, asvs, threats);
        WriteGaps(page, "Gaps in the requirements", asvs);
        WriteGaps(page, "Gaps in the threats", threats);
        page.Append("\n## What does not apply\n\n| id | about | why |\n|---|---|---|\n");
        foreach (var row in asvs.Where(row => row.Kind == "not applicable"))
        {
            Add(page, $"| {row.Id} | {row.About} | {row.NotApplicable} |");
        }

        return page.ToString();
    }

    private static void WriteNumbers(StringBuilder page, IReadOnlyList<SecurityRow> asvs, IReadOnlyList<SecurityRow> threats)
    {
        page.Append("\n## How it stands\n\n| chapter | ids | met | gaps | of level 1 | of level 2 | of level 3 | do not apply |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (var chapter = 1; chapter <= SecurityManifest.Chapters.Count; chapter++)
        {
            Count(page, $"{chapter} {SecurityManifest.Chapters[chapter - 1]}", [.. asvs.Where(row => row.Id.StartsWith($"{chapter}.", StringComparison.Ordinal))]);
        }

        Count(page, "**all**", asvs);
        Add(page, $"\nOf the {threats.Count} threats {Of(threats, "met")} are met, {Of(threats, "gap")} have a gap, and {Of(threats, "not applicable")} do not apply.");
    }

    private static void WriteGaps(StringBuilder page, string title, IReadOnlyList<SecurityRow> rows)
    {
        Add(page, $"\n## {title}\n\n| id | {(rows[0].Level > 0 ? "level | " : "")}about | what is missing |\n|---|{(rows[0].Level > 0 ? "---|" : "")}---|---|");
        foreach (var row in rows.Where(row => row.Kind == "gap").OrderBy(row => row.Level))
        {
            Add(page, $"| {row.Id} | {(row.Level > 0 ? $"{row.Level} | " : "")}{row.About} | {row.Gap} |");
        }
    }

    private static void Count(StringBuilder page, string name, IReadOnlyList<SecurityRow> rows) => Add(
        page, $"| {name} | {rows.Count} | {Of(rows, "met")} | {Of(rows, "gap")} | {OfLevel(rows, 1)} | {OfLevel(rows, 2)} | {OfLevel(rows, 3)} | {Of(rows, "not applicable")} |");

    private static int Of(IEnumerable<SecurityRow> rows, string kind) => rows.Count(row => row.Kind == kind);

    private static int OfLevel(IEnumerable<SecurityRow> rows, int level) => rows.Count(row => row.Kind == "gap" && row.Level == level);

    private static void Add(StringBuilder page, FormattableString line) => page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
