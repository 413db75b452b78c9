using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Storage;

namespace Fulcrum.Prove.Bits;

/// <summary>A store that was filled and left, with what it had acknowledged.</summary>
internal sealed class FilledStore : IDisposable
{
    private const int Subjects = 16;
    private const int Deeds = 400;

    private readonly ScratchFolder _folder = new();

    private FilledStore(StoreLedger ledger) => Ledger = ledger;

    /// <summary>What was asked of it.</summary>
    public StoreLedger Ledger { get; }

    /// <summary>What it acknowledged.</summary>
    public HashSet<long> Acknowledged =>
        [.. Ledger.Subjects.SelectMany(subject => subject.Deeds).Where(deed => deed.IsAcknowledged).Select(deed => deed.Number), .. Ledger.Heads.Select(head => head.Number)];

    /// <summary>Fills one.</summary>
    /// <param name="seed">What chance starts from.</param>
    /// <param name="isKilled">Left as a killed process leaves it, with the log full and the indexes behind; else closed in good order.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<FilledStore> MakeAsync(int seed, bool isKilled, CancellationToken cancellation)
    {
        var filled = new FilledStore(new StoreLedger(Subjects));
        using var live = new ScratchFolder();
        await using (var store = await ProvedStore.OpenAsync(live.Path, ProvedStore.Small with { CheckpointAfter = 1 << 21 }, cancellation))
        {
            await new StoreLoad(store, filled.Ledger, null, seed).RunAsync(Deeds, cancellation);
            filled.Ledger.Entries = [.. Enumerable.Range(0, (int)store.Ledger.Size).Select(index => new ReadOnlyMemory<byte>(store.Ledger.Read(index).ToBytes()))];
            if (isKilled)
            {
                live.CopyTo(filled._folder.Path);
            }
        }

        if (!isKilled)
        {
            live.CopyTo(filled._folder.Path);
        }

        return filled;
    }

    /// <summary>Copies its files.</summary>
    public void CopyTo(string folder) => _folder.CopyTo(folder);

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();
}
