using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>What laws demand is explained from the command line, and a mistake in a pack is placed.</summary>
public class RulesTests
{
    private static readonly string Rules = Path.Combine(Folder.Repository, "samples", "rules");

    [Fact]
    public async Task The_law_that_decides_is_named()
    {
        var (exit, data, _) = await CliProcess.RunAsync("rules", "explain", Rules, "--at", "2026-11-24", "--json");

        Assert.Equal(ExitCode.Ok, exit);
        var breach = JsonDocument.Parse(data).RootElement.GetProperty("demands").EnumerateArray().Single(demand => demand.GetProperty("axis").GetString() == "breach-authority-hours");
        Assert.Equal(("24", "ru-152-fz"), (breach.GetProperty("value").GetString(), breach.GetProperty("pack").GetString()));
    }

    [Fact]
    public async Task Every_sample_pack_is_whole()
    {
        var (exit, data, _) = await CliProcess.RunAsync("rules", "check", Rules);

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("ru-152-fz\tRU", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_placed_by_file_and_line()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["rules"]);
        var text = await File.ReadAllTextAsync(Path.Combine(Rules, "sg-pdpa.yaml"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder["rules"], "sg.yaml"), text.Replace("opt-out", "opt-outt", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exit, _, notes) = await CliProcess.RunAsync("rules", "check", folder["rules"]);

        Assert.Equal(ExitCode.Failure, exit);
        Assert.Contains("[bad-value]", notes, StringComparison.Ordinal);
        Assert.Contains("sg.yaml:10", notes, StringComparison.Ordinal);
    }
}
