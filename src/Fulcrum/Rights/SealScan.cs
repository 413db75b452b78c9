using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Opens every row of a journal, to say which cannot be. Reads personal data and hands none on.</summary>
/// <remarks>Holds the keys of the subjects last met, at most 100,000. One thread at a time.</remarks>
public static class SealScan
{
    private const int KeysMax = 100_000;
    private const int NamedMax = 50;

    /// <summary>Reads all rows on disk.</summary>
    /// <param name="store">The store.</param>
    /// <param name="random">Not drawn from; sealing asks for one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreUnavailableException">A page could not be read; its message names the file.</exception>
    public static async ValueTask<SealScanResult> RunAsync(IStore store, IRandomSource random, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var sealing = new Sealing(store.Secrets, random);
        var keys = new Dictionary<long, byte[]?>();
        var (rows, damaged, named) = (0L, 0L, ImmutableArray.CreateBuilder<string>());
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(0, cancellation))
        {
            rows++;
            if (!await IsWholeAsync(store, sealing, keys, row, cancellation))
            {
                damaged++;
                if (named.Count < NamedMax)
                {
                    named.Add(string.Create(CultureInfo.InvariantCulture, $"row {sequence}{(row.Subject.IsNone ? "" : $" of subject {row.Subject}")}"));
                }
            }
        }

        return new SealScanResult(rows, damaged, named.ToImmutable());
    }

    private static async ValueTask<bool> IsWholeAsync(IStore store, Sealing sealing, Dictionary<long, byte[]?> keys, JournalRow row, CancellationToken cancellation)
    {
        if (row.Subject.IsNone)
        {
            return Sealing.OpenRow(sealing.StoreKey, row) is not null;
        }

        if (!keys.TryGetValue(row.Subject.Value, out var key))
        {
            if (keys.Count == KeysMax)
            {
                keys.Clear();
            }

            // Without a wrapped key the subject was erased after the row was read: nothing of it is to be opened.
            var wrapped = await store.Keys.FindAsync(row.Subject, cancellation);
            key = wrapped is { } found ? sealing.UnwrapKey(row.Subject, found.Span) ?? [] : null;
            keys[row.Subject.Value] = key;
        }

        return key is null || (key.Length > 0 && Sealing.OpenRow(key, row) is not null);
    }
}

/// <summary>What a scan found.</summary>
/// <param name="Rows">Rows read; wiped ones are not among them.</param>
/// <param name="Damaged">Rows that cannot be opened: they, or the key of their subject, are damaged or missing.</param>
/// <param name="Named">The first of them, by sequence and subject.</param>
public sealed record SealScanResult(long Rows, long Damaged, ImmutableArray<string> Named);
