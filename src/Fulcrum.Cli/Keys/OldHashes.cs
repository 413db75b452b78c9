using System.Globalization;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Keys;

/// <summary>Looks for hashes of a store in another that was made of it under one more look-up key: there must be none.</summary>
/// <remarks>
/// Apart from what turned them, so that a place it forgot is found. Rows are compared pair by pair; identifiers of the erased,
/// about 50 bytes of memory each, with all of them.
/// </remarks>
internal static class OldHashes
{
    /// <summary>Where they are; empty when every one was turned.</summary>
    public static IEnumerable<string> Find(IStoreContents old, IStoreContents made, CancellationToken cancellation)
    {
        foreach (var (before, after) in old.ReadRows(0).Zip(made.ReadRows(0)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!before.Row.Identifiers.IsEmpty && KeysOf(before.Row).Intersect(KeysOf(after.Row)).Any())
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"journal row {after.Sequence}");
            }
        }

        var erased = old.ReadTombstones().Select(tombstone => tombstone.Key).ToHashSet();
        if (made.ReadTombstones().Any(tombstone => erased.Contains(tombstone.Key)))
        {
            yield return "the tombstones";
        }
    }

    private static IEnumerable<IdentifierKey> KeysOf(JournalRow row) => row.Identifiers.ToArray().Chunk(IdentifierTurn.PackedLength).Select(IdentifierTurn.Unpack);
}
