using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fulcrum.Architecture;

/// <summary>One row: what it is about, and how it is met, why it is not, or why it does not apply.</summary>
/// <param name="Id">A requirement of ASVS (<c>1.2.3</c>), or the number of a threat.</param>
/// <param name="Level">1 to 3; 0 for a threat.</param>
/// <param name="About">A few words of ours.</param>
/// <param name="Asvs">The requirements a threat is about; none for a requirement.</param>
/// <param name="Tests">Tests that show it, <c>Project/Class.Method</c> or <c>Project/Class</c> for all of its methods.</param>
/// <param name="Documents">Where it is written down, <c>path#heading</c>.</param>
/// <param name="Gap">What is missing; empty where nothing is.</param>
/// <param name="NotApplicable">Why it asks for nothing here; empty where it does.</param>
internal sealed record SecurityRow(
    string Id, int Level, string About, IReadOnlyList<string> Asvs, IReadOnlyList<string> Tests, IReadOnlyList<string> Documents, string Gap, string NotApplicable)
{
    /// <summary>Which of the three it is; a gap with tests is a gap all the same.</summary>
    public string Kind => Gap.Length > 0 ? "gap" : NotApplicable.Length > 0 ? "not applicable" : "met";
}

/// <summary>The security baseline as it is kept in docs/security, and what can be wrong with it.</summary>
internal static partial class SecurityManifest
{
    /// <summary>The folder.</summary>
    public const string Folder = "docs/security";

    /// <summary>Requirements in each section of ASVS 5.0.0, counted in its published list; ids run from 1 without a hole.</summary>
    private static readonly Dictionary<int, int[]> Sections = new()
    {
        [1] = [2, 10, 12, 3, 3], [2] = [3, 3, 5, 2], [3] = [1, 3, 5, 8, 8, 1, 5], [4] = [5, 5, 2, 4], [5] = [1, 6, 3, 3], [6] = [3, 12, 8, 6, 8, 4, 2, 4], [7] = [3, 4, 2, 5, 3, 2],
        [8] = [4, 4, 3, 2], [9] = [3, 4], [10] = [2, 3, 5, 16, 5, 2, 3], [11] = [4, 5, 5, 4, 2, 2, 2], [12] = [5, 2, 5], [13] = [4, 6, 4, 7], [14] = [2, 8, 3], [15] = [5, 5, 7, 4], [16] = [1, 5, 4, 3, 4],
        [17] = [2, 8, 2],
    };

    /// <summary>Names of its chapters.</summary>
    public static IReadOnlyList<string> Chapters { get; } =
    [
        "Encoding and sanitization", "Validation and business logic", "Web frontend", "API and web service", "File handling", "Authentication", "Session management", "Authorization", "Self-contained tokens",
        "OAuth and OIDC", "Cryptography", "Secure communication", "Configuration", "Data protection", "Secure coding and architecture", "Logging and error handling", "WebRTC",
    ];

    /// <summary>Every id of ASVS 5.0.0.</summary>
    public static IReadOnlyList<string> AsvsIds { get; } =
        [.. from chapter in Sections from section in Enumerable.Range(1, chapter.Value.Length) from number in Enumerable.Range(1, chapter.Value[section - 1]) select $"{chapter.Key}.{section}.{number}"];

    /// <summary>Every number of a threat.</summary>
    public static IReadOnlyList<string> ThreatIds { get; } = [.. Enumerable.Range(1, 64).Select(number => $"{number}")];

    /// <summary>The file of requirements.</summary>
    public static IReadOnlyList<SecurityRow> Asvs => Read(Repository.Read($"{Folder}/asvs.json"));

    /// <summary>The file of threats.</summary>
    public static IReadOnlyList<SecurityRow> Threats => Read(Repository.Read($"{Folder}/threats.json"));

    /// <summary>Every test of the tree: <c>Project/Class</c> and <c>Project/Class.Method</c>.</summary>
    public static HashSet<string> Known { get; } = [.. Source.Under("tests").SelectMany(TestsOf)];

    /// <summary>Reads a file's rows.</summary>
    public static IReadOnlyList<SecurityRow> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(Row)];
    }

    /// <summary>The tests a file holds, and their classes.</summary>
    public static IEnumerable<string> TestsOf(Source source)
    {
        var project = source.Path.Split('/')[1];
        var classes = Class().Matches(source.Text);
        for (var at = 0; at < classes.Count; at++)
        {
            var end = at + 1 < classes.Count ? classes[at + 1].Index : source.Text.Length;
            var methods = Test().Matches(source.Text[classes[at].Index..end]).Select(match => match.Groups[1].Value).ToList();
            var name = $"{project}/{classes[at].Groups[1].Value}";
            foreach (var test in methods.Count > 0 ? methods.Select(method => $"{name}.{method}").Prepend(name) : [])
            {
                yield return test;
            }
        }
    }

    /// <summary>What is wrong with rows, one by one: a row for each id and no other, each of one kind, with tests and headings that are there and an argument of its own.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<SecurityRow> rows, IReadOnlyList<string> ids)
    {
        var (known, had, said) = (ids.ToHashSet(), new HashSet<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var row in rows)
        {
            if (!known.Contains(row.Id))
            {
                yield return $"{row.Id} is no id.";
            }

            if (!had.Add(row.Id))
            {
                yield return $"{row.Id} stands twice.";
            }

            foreach (var fault in FaultsOf(row).Concat(Repeated(row, said)))
            {
                yield return $"{row.Id}: {fault}";
            }
        }

        foreach (var missing in ids.Where(id => !had.Contains(id)))
        {
            yield return $"{missing} is not mapped.";
        }
    }

    private static IEnumerable<string> FaultsOf(SecurityRow row)
    {
        if (row.About.Length < 3)
        {
            yield return "nothing says what it is about.";
        }

        if (row.Gap.Length > 0 && row.NotApplicable.Length > 0)
        {
            yield return "a gap in what does not apply.";
        }

        if (row.Kind == "met" && row.Tests.Count + row.Documents.Count == 0)
        {
            yield return "neither test, document, gap nor reason.";
        }

        if (row.Kind != "met" && (row.Gap + row.NotApplicable).Split(' ').Length < 5)
        {
            yield return "too few words for a reason.";
        }

        foreach (var test in row.Tests.Where(test => !Known.Contains(test)))
        {
            yield return $"there is no test {test}.";
        }

        foreach (var document in row.Documents.Where(document => !IsThere(document)))
        {
            yield return $"there is no {document}.";
        }

        foreach (var id in row.Asvs.Where(id => !AsvsIds.Contains(id)))
        {
            yield return $"{id} is no requirement.";
        }
    }

    private static IEnumerable<string> Repeated(SecurityRow row, HashSet<string> said)
    {
        if (row.NotApplicable.Length > 0 && !said.Add(row.NotApplicable))
        {
            yield return "its reason is another row's.";
        }
    }

    private static bool IsThere(string document) =>
        document.Split('#') is [var path, var heading] && Repository.Exists(path) && Heading().Matches(Repository.Read(path)).Any(match => DocsTests.Slug(match.Groups[1].Value) == heading);

    private static SecurityRow Row(JsonElement row) => new(
        Text(row, "id"), row.TryGetProperty("level", out var level) ? level.GetInt32() : 0, Text(row, "about"), Texts(row, "asvs"), Texts(row, "tests"), Texts(row, "documents"), Text(row, "gap"), Text(row, "notApplicable"));

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var text) ? text.GetString()!.Trim() : "";

    private static string[] Texts(JsonElement row, string name) => row.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!)] : [];

    [GeneratedRegex(@"^\s*(?:public|internal) (?:abstract |sealed |static |partial )*class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    // The attribute, then whatever comes before the method: its data and notes.
    [GeneratedRegex(@"^    \[(?:Fact|Theory)\b[^\n]*\n(?:(?!    (?:public|private|internal|\}))[^\n]*\n)*    public (?:override |static )?(?:async )?(?:Task|void|ValueTask) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"^#+ +(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
