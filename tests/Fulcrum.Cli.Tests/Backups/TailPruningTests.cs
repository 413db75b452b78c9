using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>Of the tail log goes only what no kept backup needs.</summary>
public sealed class TailPruningTests : IDisposable
{
    private readonly DrillFolder _drill = new();

    private BackupPlaces Places => new(_drill.Path("store"), _drill.Path("backups"), _drill.Path("key-backups"));

    public void Dispose() => _drill.Dispose();

    [Fact]
    public async Task Nothing_goes_without_a_backup_and_nothing_a_backup_still_needs_goes_with_one()
    {
        await _drill.MakeAsync();
        Assert.Equal("prune-without-backup", Refusal());
        await using (var store = await _drill.OpenAsync())
        {
            await _drill.AgreeAsync(store, Enumerable.Range(0, 5));
            await _drill.BackUpAsync();
            await _drill.WithdrawAsync(store, Enumerable.Range(0, 5));
        }

        Assert.Equal(0, TailPruning.Run(Places, _drill.Path("store-tail"), json: false, _drill.Around));
        await _drill.RestoreAsync("again", withTail: true);
        Assert.True((await StoreRestore.ReplayAsync(_drill.Path("again"), _drill.Path("again-tail"), _drill.Around, TestContext.Current.CancellationToken)).IsWhole);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_believed_keeps_all_of_it()
    {
        await _drill.MakeAsync();
        await using (var store = await _drill.OpenAsync())
        {
            await _drill.AgreeAsync(store, Enumerable.Range(0, 5));
        }

        var made = await _drill.BackUpAsync();
        File.AppendAllText(Path.Combine(_drill.Path("backups"), made.Id, "manifest.json"), " ");

        Assert.Equal("backup-manifest-broken", Refusal());
    }

    private string Refusal() => Assert.Throws<CommandFault>(() => TailPruning.Run(Places, _drill.Path("store-tail"), json: false, _drill.Around)).Faults[0].Fault.Code;
}
