using System.Diagnostics;

namespace Fulcrum.Cli.Tests.Prove;

/// <summary>Instruments leave nothing behind, and try a server that runs already.</summary>
public sealed class InstrumentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instrument_that_is_killed_leaves_no_server_behind()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Children are found under /proc.");
        }

        using var folder = new Folder();
        using var instrument = CliProcess.Start("prove", "kill", "--kills", "200", "--results", folder["results"]);
        var child = await FindServerAsync(instrument.Id);
        using var server = Process.GetProcessById(child);

        instrument.Kill();
        await server.WaitForExitAsync(Token);

        Assert.True(server.HasExited);
    }

    [Fact]
    public async Task A_server_nobody_asked_to_end_with_its_input_goes_on_when_that_closes()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        var script = $"dotnet '{CliProcess.Program}' serve --store '{folder["store"]}' --port 0 </dev/null >'{folder["out"]}' 2>&1 & pid=$!; until grep -q Serving '{folder["out"]}'; do sleep 0.1; done; kill -0 $pid; kill -TERM $pid; wait $pid";

        var (exit, _, notes) = await CliProcess.RunShellAsync(script);

        Assert.True(exit == 0, notes);
    }

    [Fact]
    public async Task The_consent_checker_tries_a_server_that_runs_already()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        using var server = await ServedStore.StartAsync(folder["store"]);

        var (exit, data, notes) = await CliProcess.RunShellAsync(
            $"FULCRUM_DECIDE_KEY='{server.DecideKey}' dotnet '{CliProcess.Program}' prove consent --url {server.Address} --spot personalization=home-hero --notice web-privacy@2026-11 --operations 3000 --results '{folder["results"]}'");

        Assert.True(exit == 0, data + notes);
        Assert.Contains("used withdrawn consent", data, StringComparison.Ordinal);
        Assert.DoesNotContain(server.DecideKey, data + notes, StringComparison.Ordinal);
    }

    private static async Task<int> FindServerAsync(int parent)
    {
        while (true)
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)))
            {
                try
                {
                    var status = await File.ReadAllTextAsync(Path.Combine(folder, "stat"), Token);
                    var line = await File.ReadAllTextAsync(Path.Combine(folder, "cmdline"), Token);
                    if (status[(status.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{parent}" && line.Contains("serve", StringComparison.Ordinal))
                    {
                        return int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);
                    }
                }
                catch (IOException)
                {
                    // It ended meanwhile.
                }
            }

            await Task.Delay(20, Token);
        }
    }
}
