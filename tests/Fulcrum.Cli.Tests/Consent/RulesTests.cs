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

    [Fact]
    public async Task The_day_by_which_a_request_must_be_answered_is_told_with_its_steps_and_its_source()
    {
        var (exit, data, _) = await CliProcess.RunAsync(
            "rules", "clock", Rules, "--law", "eu-gdpr", "--request", "access", "--at", "2026-11-25T11:00+01:00", "--now", "2026-12-01T10:00Z");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.StartsWith("Due before 2026-12-28T23:00:00.000Z, by eu-gdpr: 27.5 days left.", data, StringComparison.Ordinal);
        Assert.Contains("late from 2026-12-29 00:00", data, StringComparison.Ordinal);
        Assert.Contains("2026-12-25 is not worked: to the end of 2026-12-28", data, StringComparison.Ordinal);
        Assert.Contains("GDPR art. 12(3)", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_laws_the_earliest_deadline_comes_first_and_none_is_left_out()
    {
        var (_, data, _) = await CliProcess.RunAsync(
            "rules", "clock", Rules, "--law", "eu-gdpr", "--law", "ru-152-fz", "--request", "access", "--at", "2026-11-25T10:00Z", "--json");

        var deadlines = JsonDocument.Parse(data).RootElement.GetProperty("deadlines").EnumerateArray().Select(deadline => deadline.GetProperty("law").GetString());
        Assert.Equal(["ru-152-fz", "eu-gdpr"], deadlines);
    }

    [Fact]
    public async Task A_breach_is_told_to_the_authority_within_the_hours_of_each_law()
    {
        var (exit, data, _) = await CliProcess.RunAsync(
            "rules", "clock", Rules, "--request", "breach-authority", "--at", "2026-12-31T10:00Z", "--now", "2026-12-31T10:00Z");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.StartsWith("Due before 2027-01-01T10:00:00.000Z, by ru-152-fz: 1 days left.", data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--request", "access", "--at", "2026-11-25T10:00")]
    [InlineData("--request", "access", "--at", "2026-11-25T10:00Z", "--law", "nowhere")]
    [InlineData("--request", "access", "--at", "2026-11-25T10:00Z", "--asked", "2026-11-24T10:00Z")]
    [InlineData("--request", "access", "--at", "2026-11-25T10:00Z", "--asked", "2026-11-26T10:00Z", "--asked", "2026-11-27T10:00Z")]
    [InlineData("--request", "breach-authority", "--at", "2026-11-25T10:00Z", "--extended", "2026-11-26T10:00Z")]
    public async Task Times_that_contradict_each_other_or_laws_nobody_knows_are_refused(params string[] said)
    {
        var (exit, data, _) = await CliProcess.RunAsync(["rules", "clock", Rules, .. said]);

        Assert.True(exit is ExitCode.Usage or ExitCode.NotFound, $"{exit}");
        Assert.Equal("", data.Trim());
    }
}
