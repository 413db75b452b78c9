using System.Text.Json;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Rights;

namespace Fulcrum.Cli.Tests.Acts;

/// <summary>Each privileged act leaves one row in the journal, and is not done when it cannot be noted.</summary>
public sealed class ActTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_act_of_keys_backups_and_clocks_has_one_row()
    {
        using var folder = new Folder();
        var store = folder["store"];
        await RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);
        using (var server = await ServedStore.StartAsync(store))
        {
            // Served meanwhile: whoever serves it journals what others did beside it.
            await RunAsync("keys", "rotate", "decide", "--store", store);
            while (ActOutbox.Pending(store).Count > 0)
            {
                await Task.Delay(50, Token);
            }

            await server.StopAsync();
        }

        string[] places = ["--store", store, "--to", folder["b"], "--keys-to", folder["k"]];
        await RunAsync("keys", "escrow", "--store", store, "--to", folder["shares"]);
        await RunAsync(["backup", "create", .. places]);
        await RunAsync(["backup", "prune-tail", .. places]);
        await RunAsync("keys", "rotate", "kek", "--store", store);
        await RunAsync("keys", "rotate", "tail", "--store", store);
        await RunAsync("keys", "rotate", "ledger", "--store", store);
        await RunAsync("clock", "confirm", "--store", store);
        await RunAsync("downgrade", "--store", store);

        var (_, data, _) = await CliProcess.RunAsync("acts", "--store", store, "--json");

        var acts = JsonDocument.Parse(data).RootElement.GetProperty("acts").EnumerateArray().Select(act => act.GetProperty("what").GetString()).ToArray();
        Assert.Equal(["keys-new", "keys-rotate", "keys-escrow", "backup-create", "tail-prune", "keys-rotate", "keys-rotate", "keys-rotate", "clock-confirm", "downgrade"], acts);
    }

    [Fact]
    public async Task An_act_that_is_not_done_leaves_none_and_one_that_cannot_be_noted_is_not_done()
    {
        using var drill = new DrillFolder();
        await drill.MakeAsync();
        using (ActOutbox.Begin(drill.Path("store"), drill.Around, "keys-rotate", "kek"))
        {
            Assert.Single(ActOutbox.Pending(drill.Path("store")));
        }

        Assert.Empty(ActOutbox.Pending(drill.Path("store")));

        // A file where the notes would go: nothing can be noted.
        Directory.Delete(Path.Combine(drill.Path("store"), "acts"));
        await File.WriteAllTextAsync(Path.Combine(drill.Path("store"), "acts"), "", Token);
        var (exit, _, _) = await CliProcess.RunAsync("keys", "rotate", "kek", "--store", drill.Path("store"));
        Assert.NotEqual(0, exit);
        Assert.True(File.Exists(Path.Combine(drill.Path("store"), "keys", "kek")));
    }

    [Fact]
    public async Task Retention_never_deletes_an_act()
    {
        using var drill = new DrillFolder();
        await drill.MakeAsync();
        await using var store = await drill.OpenAsync();
        await store.Core.Acts.RecordAsync(new Act("1", store.Core.Now, "keys-revoke", "cli:test", "abc"), Token);
        await store.Core.Store.Eraser.RewriteAsync([new RowRewrite(SubjectId.None, store.Core.Store.Journal.Head, default)], 0, Token);

        var kept = 0;
        await foreach (var act in store.Core.Acts.ReadAsync(Token))
        {
            kept += act.What == "keys-revoke" ? 1 : 0;
        }

        Assert.Equal(1, kept);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var (exit, data, notes) = await CliProcess.RunAsync(arguments);
        Assert.True(exit == 0, string.Join(' ', arguments) + data + notes);
    }
}
