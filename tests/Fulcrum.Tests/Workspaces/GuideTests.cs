using System.Text.RegularExpressions;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>What the guide and the reference say is what the reader does.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = Read("docs/guides/workspace.md");
    private static readonly string Reference = Read("docs/reference/workspace.md");

    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string>();
            foreach (Match example in Example().Matches(Guide))
            {
                examples.Add(example.Groups["file"].Value, example.Groups["diff"].Value, example.Groups["output"].Value.TrimEnd());
            }

            return examples;
        }
    }

    /// <summary>A section of the reference, and a place in the sample where the keys it lists may stand.</summary>
    public static TheoryData<string, string, string> Sections => new()
    {
        { "workspace.yaml", "workspace.yaml", "name: Meridian Motors\n" },
        { "A purpose", "purposes.yaml", "  analytics:\n" },
        { "The controller", "disclosures.yaml", "controller:\n" },
        { "A recipient", "disclosures.yaml", "  dealers:\n" },
        { "A place", "disclosures.yaml", "  data-hall:\n" },
        { "notices/NAME.yaml", "notices/web-privacy.yaml", "version: 2026-11\n" },
        { "An identifier type", "identifiers.yaml", "  phone:\n" },
        { "A source", "sources.yaml", "  dealer-crm:\n" },
        { "contracts/NAME.yaml", "contracts/orders.yaml", "contract: orders\n" },
        { "An event", "contracts/configurator.yaml", "    event: Car Configured\n" },
        { "A property", "contracts/configurator.yaml", "      color:\n" },
        { "A fact", "facts.yaml", "  city:\n" },
        { "A segment", "segments.yaml", "  loyal:\n" },
        { "A placement", "placements.yaml", "  app-home:\n" },
        { "An offer", "offers/finance.yaml", "  trade-in:\n" },
        { "A cap", "contact-policy.yaml", "  finance-weekly:\n" },
        { "Quiet hours", "contact-policy.yaml", "  - channel: e-mail\n" },
        { "A suppression", "contact-policy.yaml", "  open-complaint:\n" },
        { "A view", "views.yaml", "  dealer:\n" },
        { "Holding back", "exchanges.yaml", "hold-back:\n" },
        { "An exchange", "exchanges.yaml", "  owners-guide:\n" },
        { "OpenDSR", "partners.yaml", "opendsr:\n" },
        { "The Data Rights Protocol", "partners.yaml", "data-rights:\n" },
        { "A matched identity", "partners.yaml", "    - type: email\n" },
        { "A partner", "partners.yaml", "  fleet:\n" },
        { "A role", "roles.yaml", "  auditor:\n" },
        { "training.yaml", "training.yaml", "certificate-holds: 365d\n" },
        { "A lesson", "training.yaml", "  keeping-records:\n" },
    };

    [Fact]
    public void The_guide_has_examples() => Assert.True(Examples.Count >= 8, $"{Examples.Count} examples");

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_guide_does_what_it_says(string file, string diff, string output)
    {
        var lines = diff.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var find = string.Concat(lines.Where(line => line[0] is '-' or ' ').Select(line => $"{line[1..]}\n"));
        var replace = string.Concat(lines.Where(line => line[0] is '+' or ' ').Select(line => $"{line[1..]}\n"));

        var reading = WorkspaceReader.Read(Spoiled.Files(file, find, replace), Samples.MotorsReading.Numbering);

        var said = reading.Workspace is { } workspace
            ? WorkspaceDiff.Between(Samples.Motors, workspace).Select(change => change.ToString())
            : reading.Faults.Select(fault => fault.ToString());
        Assert.Equal(output, string.Join('\n', said));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_reference_lists_every_key_and_no_other(string section, string file, string parent)
    {
        var indent = string.Concat(Samples.MotorsFiles[file].Split(parent)[1].TakeWhile(letter => letter == ' '));
        var files = Spoiled.Files(file, parent, $"{parent}{indent}zzzzzzzz: 1\n");

        var fault = Assert.Single(WorkspaceReader.Read(files, Numbering.Empty).Faults);

        var known = fault.Fault.Remedy.Replace("Known here: ", "", StringComparison.Ordinal).TrimEnd('.').Split(", ");
        Assert.Equal("unknown-key", fault.Fault.Code);
        Assert.Equal(known.Order(), KeysOf(section).Order());
    }

    [Fact]
    public void The_reference_lists_every_key_of_a_computed_fact()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in new[] { "pages-viewed-30d", "top-pages", "spend", "open-complaints", "lead-score" })
        {
            var files = Spoiled.Files("facts.yaml", $"  {name}:\n", $"  {name}:\n    zzzzzzzz: 1\n");
            var fault = Assert.Single(WorkspaceReader.Read(files, Numbering.Empty).Faults);
            known.UnionWith(fault.Fault.Remedy.Replace("Known here: ", "", StringComparison.Ordinal).TrimEnd('.').Split(", "));
        }

        Assert.Equal(known.Order(), KeysOf("A computed fact").Order());
    }

    private static IEnumerable<string> KeysOf(string section)
    {
        var start = Regex.Match(Reference, $"^#+ .*{Regex.Escape(section)}.*$", RegexOptions.Multiline);
        Assert.True(start.Success, section);
        var text = Reference[(start.Index + start.Length)..];
        var end = Regex.Match(text, "^#", RegexOptions.Multiline);
        return Row().Matches(end.Success ? text[..end.Index] : text).Select(row => row.Groups["key"].Value);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Samples.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("```diff samples/motors/(?<file>\\S+)\n(?<diff>.*?)```\n+```text\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `(?<key>[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
