using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Tests.Stores;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>The ledger of a store that a server has open: checked and proved beside it, while consents come in, over both stores.</summary>
[Collection(SharedPostgres.Name)]
public sealed class LedgerBesideTests(SharedCluster postgres) : IDisposable
{
    private readonly Folder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ledger_is_checked_and_proved_beside_a_server_while_consents_come_in(bool isPostgres)
    {
        var store = await MakeAsync(isPostgres);
        using var server = await ServedStore.StartAsync(store);
        var first = await StoreWithLedger.SayAsync(server, "u-first");
        var head = _folder.Write("head", await HeadAsync(server));

        using var stop = new CancellationTokenSource();
        var said = 1;
        var saying = Task.WhenAll(Enumerable.Range(0, 4).Select(async caller =>
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                await StoreWithLedger.SayAsync(server, $"u-{caller}-{number}");
                Interlocked.Increment(ref said);
            }
        }));
        for (var (turn, before) = (0, 1); turn < 3; turn++)
        {
            while (Volatile.Read(ref said) < before + 20)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            before = Volatile.Read(ref said);
            var verified = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", store, "--since", head, "--json");
            Assert.True(verified.GetProperty("beside").GetBoolean());
            Assert.InRange(verified.GetProperty("matching").GetInt32(), before, Volatile.Read(ref said) + 4);
            Assert.Equal(verified.GetProperty("entries").GetInt32(), verified.GetProperty("matching").GetInt32());
        }

        await stop.CancelAsync();
        await saying;

        var (exit, proof, notes) = await CliProcess.RunAsync("ledger", "prove", "--store", store, "--sequence", $"{first}");
        Assert.True(exit == ExitCode.Ok, notes);
        await RunAsync(ExitCode.Ok, "ledger", "check-proof", _folder.Write("one.tlog-proof", proof), "--ledger-key", notes.Trim().Split(' ')[^1]);

        // Only the server signs heads: what none of them holds yet waits for one.
        var last = await StoreWithLedger.SayAsync(server, "u-last");
        (exit, _, notes) = await CliProcess.RunAsync("ledger", "prove", "--store", store, "--sequence", $"{last}");
        Assert.Equal(ExitCode.RetryLater, exit);
        Assert.Contains("[entry-unpublished]", notes, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken); // A head serves for a second.
        await HeadAsync(server);
        (exit, _, notes) = await CliProcess.RunAsync("ledger", "prove", "--store", store, "--sequence", $"{last}");
        Assert.True(exit == ExitCode.Ok, notes);

        await StoreWithLedger.StopAsync(server);
        var closed = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", store, "--since", head, "--json");
        Assert.Equal((false, said + 1), (closed.GetProperty("beside").GetBoolean(), closed.GetProperty("matching").GetInt32()));
    }

    [Fact]
    public async Task What_is_changed_under_a_running_server_is_found_beside_it()
    {
        var store = await MakeAsync(isPostgres: false);
        using var server = await ServedStore.StartAsync(store);
        foreach (var user in new[] { "u-1", "u-2", "u-3" })
        {
            await StoreWithLedger.SayAsync(server, user);
        }

        await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", store);
        await using (var entries = new FileStream(Path.Combine(store, "ledger", "entries"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            entries.Position = 16 + 81 + 20;
            var value = entries.ReadByte();
            entries.Position--;
            entries.WriteByte((byte)(value ^ 4));
        }

        var (exit, data, notes) = await CliProcess.RunAsync("ledger", "verify", "--store", store);

        Assert.Equal(ExitCode.VerificationFailed, exit);
        Assert.Contains("ledger/entries: entry 1 at byte 97", data + notes, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> MakeAsync(bool isPostgres)
    {
        var store = isPostgres ? postgres.MakeFolder(_folder, "pg").Store : _folder["s"];
        await RunAsync(ExitCode.Ok, "workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);
        return store;
    }

    private static async Task<string> HeadAsync(ServedStore server)
    {
        var (exit, head, notes) = await CliProcess.RunAsync("ledger", "head", "--url", server.Address.ToString());
        Assert.True(exit == ExitCode.Ok, notes);
        return head;
    }

    private static async Task<JsonElement> RunAsync(int expected, params string[] arguments)
    {
        var (exit, data, notes) = await CliProcess.RunAsync(arguments);
        Assert.True(exit == expected, $"{exit}: {data}{notes}");
        return arguments.Contains("--json") ? JsonDocument.Parse(data).RootElement : default;
    }
}
