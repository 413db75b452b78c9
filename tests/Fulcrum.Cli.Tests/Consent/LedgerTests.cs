using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>The ledger from the command line, over the real store: checked, proved, damaged, backed up and restored.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task A_consent_is_proved_by_a_file_and_everything_is_checked_against_an_old_head()
    {
        var sequences = await StoreWithLedger.MakeAsync(_folder, "s", "u-1", "u-2");
        var head = await HeadAsync("s");
        await StoreWithLedger.AddAsync(_folder, "s", "u-3", "u-4", "u-5");

        var verified = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", _folder["s"], "--since", head, "--json");
        Assert.Equal((5, 5), (verified.GetProperty("entries").GetInt32(), verified.GetProperty("matching").GetInt32()));

        var (exit, proof, notes) = await CliProcess.RunAsync("ledger", "prove", "--store", _folder["s"], "--sequence", $"{sequences[1]}");
        Assert.Equal(ExitCode.Ok, exit);
        var (file, key) = (_folder.Write("one.tlog-proof", proof), notes.Trim().Split(' ')[^1]);
        await RunAsync(ExitCode.Ok, "ledger", "check-proof", file, "--ledger-key", key);
        await RunAsync(ExitCode.Usage, "ledger", "check-proof", file);
        await RunAsync(ExitCode.VerificationFailed, "ledger", "check-proof", _folder.Write("other", proof.Replace("index 1", "index 0", StringComparison.Ordinal)), "--ledger-key", key);
        await RunAsync(ExitCode.NotFound, "ledger", "prove", "--store", _folder["s"], "--sequence", "999999");
        await RunAsync(ExitCode.VerificationFailed, "ledger", "verify", "--store", _folder["s"], "--since", _folder.Write("forged", (await File.ReadAllTextAsync(head, TestContext.Current.CancellationToken)).Replace("\n2\n", "\n1\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_changed_byte_is_named_stops_grants_and_lets_withdrawals_through()
    {
        await StoreWithLedger.MakeAsync(_folder, "s", "u-1", "u-2", "u-3");
        var entries = Path.Combine(_folder["s"], "ledger", "entries");
        var bytes = await File.ReadAllBytesAsync(entries, TestContext.Current.CancellationToken);
        bytes[16 + 81 + 20] ^= 4;
        await File.WriteAllBytesAsync(entries, bytes, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(_folder["s"], "ledger", "mark"));

        foreach (var command in new[] { "ledger verify", "doctor --port 0" })
        {
            var (exit, data, notes) = await CliProcess.RunAsync([.. command.Split(' '), "--store", _folder["s"]]);
            Assert.Equal(ExitCode.VerificationFailed, exit);
            Assert.Contains("ledger/entries: entry 1 at byte 97", data + notes, StringComparison.Ordinal);
        }

        using var server = await ServedStore.StartAsync(_folder["s"]);
        Assert.Equal(503, (await StoreWithLedger.TrySayAsync(server, "u-9", "given")).Status);
        Assert.Equal(200, (await StoreWithLedger.TrySayAsync(server, "u-1", "withdrawn")).Status);
        Assert.Equal("ledger-damaged", (await server.GetAsync("/readyz", null)).GetProperty("limited").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_server_killed_while_consents_come_in_has_an_entry_for_each_that_it_acknowledged()
    {
        await StoreWithLedger.MakeAsync(_folder, "s");
        var acknowledged = 0;
        using (var server = await ServedStore.StartAsync(_folder["s"]))
        {
            var saying = Enumerable.Range(0, 8).Select(async caller =>
            {
                for (var number = 0; number < 1_000; number++)
                {
                    try
                    {
                        await StoreWithLedger.SayAsync(server, $"u-{caller}-{number}");
                        Interlocked.Increment(ref acknowledged);
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }
                }
            }).ToArray();
            while (Volatile.Read(ref acknowledged) < 100)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            server.Process.Kill();
            await Task.WhenAll(saying);
        }

        // Before anything is taken in that the journal has and the ledger lacks.
        var killed = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", _folder["s"], "--json");
        Assert.InRange(killed.GetProperty("matching").GetInt32(), acknowledged, 8_000);

        var head = await HeadAsync("s");
        var begun = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", _folder["s"], "--since", head, "--json");
        Assert.Equal((0, killed.GetProperty("matching").GetInt32() + killed.GetProperty("waiting").GetInt32()), (begun.GetProperty("waiting").GetInt32(), begun.GetProperty("matching").GetInt32()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restore_the_ledger_goes_on_where_it_is_left_and_is_the_backups_where_it_is_lost(bool isLeft)
    {
        await StoreWithLedger.MakeAsync(_folder, "s", "u-1", "u-2");
        var older = await HeadAsync("s");
        await RunAsync(ExitCode.Ok, [.. Backup("create"), "--store", _folder["s"]]);
        await RunAsync(ExitCode.Ok, [.. Backup("verify"), "--store", _folder["s"]]);
        await StoreWithLedger.AddAsync(_folder, "s", "u-3", "u-4");
        var newer = await HeadAsync("s");
        await CliProcess.RunShellAsync($"mkdir '{_folder["r"]}'; cp -R '{_folder["s"]}/keys' '{_folder["r"]}/keys'" + (isLeft ? $"; cp -R '{_folder["s"]}/ledger' '{_folder["r"]}/ledger'" : ""));

        var (exit, data, notes) = await CliProcess.RunAsync([.. Backup("restore"), "--store", _folder["r"], "--tail", _folder["s-tail"]]);
        Assert.True(exit == ExitCode.Ok, data + notes);
        Assert.Equal(!isLeft, notes.Contains("forked", StringComparison.Ordinal));
        await StoreWithLedger.AddAsync(_folder, "r", "u-5", "u-6");

        var verified = await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", _folder["r"], "--since", older, "--json");
        Assert.Equal((4, isLeft ? 2 : 0, 1), (verified.GetProperty("matching").GetInt32(), verified.GetProperty("lost").GetInt32(), verified.GetProperty("restores").GetInt32()));
        var since = await CliProcess.RunAsync("ledger", "verify", "--store", _folder["r"], "--since", newer);
        Assert.Equal(isLeft ? ExitCode.Ok : ExitCode.VerificationFailed, since.Exit);
    }

    [Fact]
    public async Task A_copied_store_has_the_same_ledger_under_the_same_key()
    {
        await StoreWithLedger.MakeAsync(_folder, "s", "u-1", "u-2");
        var head = await HeadAsync("s");

        await RunAsync(ExitCode.Ok, "store", "copy", "--from", _folder["s"], "--to", _folder["t"]);

        await StoreWithLedger.AddAsync(_folder, "t", "u-3");
        await RunAsync(ExitCode.Ok, "ledger", "verify", "--store", _folder["t"], "--since", head);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Backup(string what) => ["backup", what, "--to", _folder["data"], "--keys-to", _folder["keys"]];

    private async Task<string> HeadAsync(string store)
    {
        var (exit, data, notes) = await CliProcess.RunAsync("ledger", "head", "--store", _folder[store]);
        Assert.True(exit == 0, notes);
        return _folder.Write(Guid.NewGuid().ToString("n"), data);
    }

    private static async Task<JsonElement> RunAsync(int expected, params string[] arguments)
    {
        var (exit, data, notes) = await CliProcess.RunAsync(arguments);
        Assert.True(exit == expected, $"{string.Join(' ', arguments)}\n{data}\n{notes}");
        return data.StartsWith('{') ? JsonDocument.Parse(data).RootElement : default;
    }
}
