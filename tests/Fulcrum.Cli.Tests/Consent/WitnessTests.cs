using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>A witness and the real server, whose operator goes on from an older copy of the store: a fork.</summary>
public sealed class WitnessTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task A_witness_signs_what_grew_and_shows_the_evidence_of_a_rollback_and_a_fork()
    {
        await StoreWithLedger.MakeAsync(_folder, "a");
        using (var server = await ServedStore.StartAsync(_folder["a"]))
        {
            await StoreWithLedger.SayAsync(server, "u-1");
            Assert.Contains("first one seen", (await WitnessAsync(server, ExitCode.Ok)).Notes, StringComparison.Ordinal);
            await StoreWithLedger.SayAsync(server, "u-2");
            var grown = await WitnessAsync(server, ExitCode.Ok);
            Assert.Contains("grew out of the one seen last", grown.Notes, StringComparison.Ordinal);
            Assert.Equal(2, grown.Data.Split('\n').Count(line => line.StartsWith("— ", StringComparison.Ordinal)));
            await StoreWithLedger.StopAsync(server);
        }

        await CliProcess.RunShellAsync($"cp -R '{_folder["a"]}' '{_folder["b"]}'");
        using (var server = await ServedStore.StartAsync(_folder["a"]))
        {
            await StoreWithLedger.SayAsync(server, "u-3");
            await WitnessAsync(server, ExitCode.Ok);
            await StoreWithLedger.StopAsync(server);
        }

        var held = await File.ReadAllTextAsync(_folder["seen.json"], TestContext.Current.CancellationToken);
        using (var other = await ServedStore.StartAsync(_folder["b"]))
        {
            Assert.Contains("rolled back", (await WitnessAsync(other, ExitCode.VerificationFailed)).Notes, StringComparison.Ordinal);
            await StoreWithLedger.SayAsync(other, "u-9");
            await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
            var forked = await WitnessAsync(other, ExitCode.VerificationFailed);
            Assert.Contains("past was changed", forked.Notes, StringComparison.Ordinal);

            // The evidence: two heads of one ledger and one size, both signed by it.
            Assert.Equal(2, forked.Data.Split('\n').Count(line => line == "3"));
            Assert.Equal(2, forked.Data.Split('\n').Count(line => line.StartsWith("— ", StringComparison.Ordinal)));
            Assert.Equal(held, await File.ReadAllTextAsync(_folder["seen.json"], TestContext.Current.CancellationToken));

            // A witness that remembers nothing signs the fork.
            await WitnessAsync(other, ExitCode.Ok, state: "nothing-seen.json");
            await StoreWithLedger.StopAsync(other);
        }

        Assert.Equal(ExitCode.Ok, (await CliProcess.RunAsync("keys", "rotate", "ledger", "--store", _folder["a"])).Exit);
        using (var server = await ServedStore.StartAsync(_folder["a"]))
        {
            await StoreWithLedger.SayAsync(server, "u-4");
            await WitnessAsync(server, ExitCode.Ok);
            Assert.NotEqual(KeyIn(held), KeyIn(await File.ReadAllTextAsync(_folder["seen.json"], TestContext.Current.CancellationToken)));
            Assert.Equal(ExitCode.VerificationFailed, (await CliProcess.RunAsync(
                "ledger", "witness", "--url", server.Address.ToString(), "--key", _folder["w.key"], "--state", _folder["other.json"], "--ledger-key", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")).Exit);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string KeyIn(string state) => JsonDocument.Parse(state).RootElement.GetProperty("key").GetString()!;

    private async Task<(int Exit, string Data, string Notes)> WitnessAsync(ServedStore server, int expected, string state = "seen.json")
    {
        var round = await CliProcess.RunAsync("ledger", "witness", "--url", server.Address.ToString(), "--key", _folder["w.key"], "--state", _folder[state], "--name", "witness.example/w1");
        Assert.True(round.Exit == expected, round.Data + round.Notes);
        return round;
    }
}
