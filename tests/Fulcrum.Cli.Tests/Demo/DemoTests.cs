using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Demo;

/// <summary>The demo, end to end: its three commands do what they say.</summary>
public class DemoTests
{
    [Fact]
    public async Task The_three_commands_a_demo_prints_really_work()
    {
        using var folder = new Folder();
        using var demo = CliProcess.Start("demo", "--store", folder["data"], "--port", "0");
        while (!demo.HasEnded && !demo.Notes.Contains("Serving on", StringComparison.Ordinal))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var commands = demo.Data.Split('\n').Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count == 3, demo.Notes);
        var (sent, asked, seen) = (await CliProcess.RunShellAsync(commands[0]), await CliProcess.RunShellAsync(commands[1]), await CliProcess.RunShellAsync(commands[2]));

        Assert.Contains("\"success\"", sent.Data, StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"personal\"", asked.Data, StringComparison.Ordinal);
        Assert.Contains("\"permitted\":true", seen.Data, StringComparison.Ordinal);
        Assert.Contains("/models/aurora", seen.Data, StringComparison.Ordinal);
        var portal = demo.Notes.Split('\n').Single(line => line.StartsWith("The privacy centre, as customers see it: ", StringComparison.Ordinal)).Split(": ")[1].Trim();
        Assert.Contains("Meridian Motors", (await CliProcess.RunShellAsync($"curl -fsSL {portal}")).Data, StringComparison.Ordinal);
        await demo.TerminateAsync();
        Assert.Equal(ExitCode.Ok, await demo.EndAsync());
    }

    [Fact]
    public async Task A_demo_given_again_uses_what_is_there_and_a_real_store_is_left_alone()
    {
        using var folder = new Folder();
        var first = await CliProcess.RunAsync("demo", "--store", folder["data"], "--port", "0", "--no-serve");
        var again = await CliProcess.RunAsync("demo", "--store", folder["data"], "--port", "0", "--no-serve");
        var fresh = await CliProcess.RunAsync("demo", "--store", folder["data"], "--port", "0", "--no-serve", "--no-shop", "--fresh");
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["real"]);
        var refused = await CliProcess.RunAsync("demo", "--store", folder["real"], "--port", "0", "--no-serve", "--fresh");

        Assert.True(first.Exit == ExitCode.Ok && again.Exit == ExitCode.Ok, first.Notes + again.Notes);
        Assert.Contains("6919 purchases, 6919 stored", first.Notes, StringComparison.Ordinal);
        Assert.True(fresh.Exit == ExitCode.Ok, fresh.Notes);
        Assert.Contains("6919 purchases, 6919 stored\n", fresh.Notes, StringComparison.Ordinal);
        Assert.Contains("by an earlier demo", again.Notes, StringComparison.Ordinal);
        Assert.Contains("personal", first.Notes, StringComparison.Ordinal);
        Assert.Contains("made up for this demonstration", first.Notes, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Conflict, refused.Exit);
        Assert.True(File.Exists(folder["real/journal.db"]));
    }

    [Fact]
    public async Task A_taken_port_is_said_with_its_remedy()
    {
        using var folder = new Folder();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var refused = await CliProcess.RunAsync("demo", "--store", folder["data"], "--port", $"{port}", "--no-serve");

        Assert.Equal(ExitCode.Conflict, refused.Exit);
        Assert.Contains("--port", refused.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Notes, StringComparison.Ordinal);
    }
}
