using System.Collections.Immutable;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>Whatever somebody writes, the reader answers with faults or with a workspace that is whole.</summary>
public sealed class GarbledFilesTests
{
    private const string Letters = "{}[]:,-#&*!|>'\"%@`\\ \t\n\0aя0\u2028\ud800";

    private static readonly string[] Paths = [.. Samples.MotorsFiles.Keys];

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Garbled =
        Gen.Select(Gen.Int[0, Paths.Length - 1], Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1_000_000], Gen.Int[0, Letters.Length - 1]).Array[1, 4])
            .Select(garbling => Samples.MotorsFiles.SetItem(Paths[garbling.Item1], garbling.Item2.Aggregate(Samples.MotorsFiles[Paths[garbling.Item1]], Garble)));

    [Fact]
    public void Garbled_files_give_faults_or_a_whole_workspace() =>
        Garbled.Sample(Answers, iter: 800);

    [Fact]
    public void Any_text_gives_faults_or_a_whole_workspace() =>
        Gen.Select(Gen.Int[0, Paths.Length - 1], Gen.String[Gen.Char[Letters + "abcdefg"], 0, 200])
            .Sample(text => Answers(Samples.MotorsFiles.SetItem(Paths[text.Item1], text.Item2)), iter: 400);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void Deep_nesting_is_a_fault(char bracket)
    {
        var deep = string.Concat(Enumerable.Repeat($"{bracket} ", 20_000));

        Assert.NotEmpty(Spoiled.Faults(Samples.MotorsFiles.SetItem("views.yaml", deep)));
    }

    private static void Answers(ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Numbering.Empty);

        Assert.Equal(reading.Workspace is null, reading.Faults.Length > 0);
        Assert.All(reading.Faults, fault => Assert.True(fault.At.Line > 0 && fault.Fault.What.Length > 0 && fault.Fault.Remedy.Length > 0));
        if (reading.Workspace is { } workspace)
        {
            AssertWhole(workspace);
        }
    }

    /// <summary>Nothing is for a purpose that is not declared, and everything says why it is collected.</summary>
    private static void AssertWhole(Workspace workspace)
    {
        var declared = workspace.Purposes.Values.Aggregate(PurposeSet.Empty, (all, purpose) => all | purpose.Alone);
        foreach (var rule in workspace.Contracts.Values.SelectMany(contract => contract.Events))
        {
            Assert.True((rule.Purposes - declared).IsEmpty && !rule.Purposes.IsEmpty);
            Assert.All(rule.Properties, property => Assert.True((property.Purposes - rule.Purposes).IsEmpty && !property.Purposes.IsEmpty));
            Assert.All(rule.Properties, property => Assert.True(property.Reason.En.Length > 0 && property.Reason.Ru.Length > 0));
        }

        Assert.All(workspace.Facts.Values, fact => Assert.True((fact.Purposes - declared).IsEmpty && !fact.Purposes.IsEmpty));
    }

    private static string Garble(string text, (int How, int Where, int Letter) garbling)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var at = garbling.Where % text.Length;
        var lines = text.Split('\n');
        var line = garbling.Where % lines.Length;
        return garbling.How switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Letters[garbling.Letter].ToString()),
            2 => text[..at] + Letters[garbling.Letter] + text[(at + 1)..],
            3 => string.Join('\n', lines.Where((_, index) => index != line)),
            4 => string.Join('\n', lines.SelectMany((one, index) => index == line ? [one, one] : new[] { one })),
            5 => string.Join('\n', lines.Select((one, index) => index == line ? $"  {one}" : one)),
            _ => text[..at],
        };
    }
}
