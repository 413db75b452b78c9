using Fulcrum.Collect;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Rotates the key-encryption key of a closed store. Killed anywhere, the store opens as before, and the next rotation goes on where this one stopped.</summary>
/// <remarks>
/// The new key's file is made first, and from then on both open what they wrapped; the old file goes last, when nothing needs it
/// any more. A wrapped key says its generation, so a piece done is known by looking at it.
/// </remarks>
public static class KekRewrap
{
    private const int KeysAtOnce = 10_000;

    /// <summary>Makes a new key-encryption key, or goes on with a rotation that was cut short.</summary>
    /// <param name="folder">The store's folder; closed.</param>
    /// <param name="random">Where the new key comes from.</param>
    /// <returns>The new generation, and how many keys were wrapped anew now.</returns>
    /// <exception cref="StoreStartException">Another process holds the store, or a key is damaged.</exception>
    public static (int Generation, long Keys) Run(string folder, IRandomSource random) => Run(folder, random, null);

    internal static (int Generation, long Keys) Run(string folder, IRandomSource random, Action? piece)
    {
        using var held = StoreFolder.Open(folder);
        var secrets = StoreFolder.ReadKeys(folder).Secrets;
        if (secrets.Rows.IsEmpty)
        {
            held.WriteSecret("rows", new KekRotation(secrets, random).Rows.Span);
            piece?.Invoke();
        }

        if (secrets.Retired.IsEmpty)
        {
            Span<byte> kek = stackalloc byte[StoreFolder.SecretSize];
            random.Fill(kek);
            held.WriteSecret(StoreFolder.KekName(secrets.KekGeneration + 1), kek);
            piece?.Invoke();
        }

        secrets = StoreFolder.ReadKeys(folder).Secrets;
        var rotation = new KekRotation(secrets, random);
        var rewrapped = RewrapKeys(held.Keys, rotation, piece);
        ResealQuarantine(held.Journal, rotation);
        piece?.Invoke();
        foreach (var retired in secrets.Retired)
        {
            var file = Path.Combine(StoreKeys.FolderOf(folder), StoreFolder.KekName(retired.Generation));
            File.Delete(file);
            File.Delete(file + ".check");
            piece?.Invoke();
        }

        return (secrets.KekGeneration, rewrapped);
    }

    private static long RewrapKeys(string path, KekRotation rotation, Action? piece)
    {
        using var database = Schema.Open(path, Schema.Keys, 4096, "FULL");
        var (after, rewrapped) = (0L, 0L);
        while (true)
        {
            var rows = new List<(long Subject, byte[] Wrapped)>(KeysAtOnce);
            using (var select = database.Prepare("SELECT subject, wrapped FROM keys WHERE subject > ?1 ORDER BY subject LIMIT ?2"))
            {
                select.Bind(1, after).Bind(2, KeysAtOnce);
                while (select.Step())
                {
                    rows.Add((select.Long(0), select.Blob(1).ToArray()));
                }
            }

            if (rows.Count == 0)
            {
                break;
            }

            after = rows[^1].Subject;
            rows.RemoveAll(row => rotation.IsNewest(row.Wrapped));
            database.Write(inside =>
            {
                using var update = inside.Prepare("UPDATE keys SET wrapped = ?2 WHERE subject = ?1");
                foreach (var (subject, wrapped) in rows)
                {
                    var anew = rotation.Rewrap(new SubjectId(subject), wrapped) ?? throw new StoreStartException(new Fault(
                        "wrapped-key-damaged",
                        $"The wrapped key of {new SubjectId(subject)} does not open, so the old key-encryption key cannot be given up.",
                        "Restore the keys from a key backup not older than seven days, or erase this subject; then rotate again."));
                    update.Bind(1, subject).Bind(2, anew).Run();
                }
            });
            rewrapped += rows.Count;
            piece?.Invoke();
        }

        // What was overwritten must not be read in the log either.
        database.CheckpointTruncate();
        return rewrapped;
    }

    private static void ResealQuarantine(string path, KekRotation rotation)
    {
        using var database = Schema.Open(path, Schema.Journal, JournalFile.PageSize, "FULL");
        var rows = new List<(long Number, QuarantineRow Row)>();
        using (var select = database.Prepare("SELECT number, id, source, at, reason, detail, remedy, subject, sealed FROM quarantine"))
        {
            while (select.Step())
            {
                rows.Add((select.Long(0), new QuarantineRow(
                    select.Text(1), (int)select.Long(2), new Instant(select.Long(3)), select.Text(4), select.Text(5), select.Text(6), new SubjectId(select.Long(7)), select.Blob(8).ToArray())));
            }
        }

        database.Write(inside =>
        {
            using var update = inside.Prepare("UPDATE quarantine SET sealed = ?2 WHERE number = ?1");
            foreach (var (number, row) in rows)
            {
                // One that opens under no key was lost before, and is no reason to keep the old key.
                if (rotation.Reseal(row) is { } anew)
                {
                    update.Bind(1, number).Bind(2, anew).Run();
                }
            }
        });
        database.CheckpointTruncate();
    }
}
