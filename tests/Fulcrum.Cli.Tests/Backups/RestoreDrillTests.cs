namespace Fulcrum.Cli.Tests.Backups;

/// <summary>The embedded store lost and put back.</summary>
public sealed class RestoreDrillTests() : RestoreDrillContract(new DrillFolder())
{
    [Fact]
    public async Task Everybody_can_run_the_drill()
    {
        using var folder = new Folder();

        var (exit, data, notes) = await CliProcess.RunAsync("prove", "restore", "--customers", "60", "--results", folder["results"]);

        Assert.True(exit == 0, notes);
        Assert.Contains("restore: 0 of 60 customers: withdrawn customers personalized", data, StringComparison.Ordinal);
    }
}
