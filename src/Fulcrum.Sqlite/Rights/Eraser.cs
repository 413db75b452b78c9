using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Rewrites rows for retention, and erases subjects: tombstone and the order to erase first, then keys, rows, snapshots; each step can be taken again.</summary>
internal sealed class Eraser(Journal journal, JournalQueue queue, JournalFile file, KeyFile keys, SubjectRows rows, Snapshots snapshots, Erased erased, long sweptThrough) : IEraser
{
    private long _sweptThrough = sweptThrough;

    /// <inheritdoc />
    public async ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        SubjectId[] all = [.. subjects.Distinct()];
        var tail = new TailRecord(TailKind.Erasure, tombstone.At, [.. all], "", ConsentState.Unknown, tombstone.Identifiers);
        var ticket = journal.Append(JournalBatch.Of(tombstone) with { Tail = [tail] }, (database, sequence) => Order(database, sequence, tombstone, all));
        Forget(all, tombstone.Identifiers.Span, tombstone.At);
        return await EraseAsync(ticket, all).WaitAsync(cancellation);
    }

    /// <inheritdoc />
    public Instant? FindTombstone(IdentifierKey key) => erased.Find(key);

    /// <inheritdoc />
    public long SweptThrough => Volatile.Read(ref _sweptThrough);

    /// <inheritdoc />
    public async ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation)
    {
        var changed = 0;

        // Runs after everything queued so far is on disk, so the mark never reaches beyond the journal.
        var written = queue.Enqueue(
            database =>
            {
                changed = RowRewriting.Run(database, file.Days, rows);
                using var mark = database.Prepare("INSERT INTO swept VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET through = max(through, excluded.through)");
                mark.Bind(1, sweptThrough).Run();
            },
            emptiesLog: rows.Count > 0);
        await written.WaitAsync(cancellation);
        Volatile.Write(ref _sweptThrough, Math.Max(_sweptThrough, sweptThrough));
        return changed;
    }

    /// <summary>Reads how far retention has looked.</summary>
    public static long RecoverSwept(Database database) => database.ReadLong("SELECT through FROM swept");

    /// <summary>Reads who was erased. Before the indexes are recovered.</summary>
    /// <returns>Erasures a crash left half-way.</returns>
    public static List<(long Sequence, SubjectId[] Subjects)> Recover(Database database, Erased erased)
    {
        var unfinished = new List<(long, SubjectId[])>();
        using var erasures = database.Prepare("SELECT sequence, subjects, done FROM erasures ORDER BY sequence");
        while (erasures.Step())
        {
            var subjects = Unpack(database, erasures.Blob(1));
            foreach (var subject in subjects)
            {
                erased.Add(subject);
            }

            if (erasures.Long(2) == 0)
            {
                unfinished.Add((erasures.Long(0), subjects));
                continue;
            }

            foreach (var subject in subjects)
            {
                erased.AddWiped(subject);
            }
        }

        TombstoneSum.Verify(database);
        using var tombstones = database.Prepare("SELECT type, hash, at FROM tombstones WHERE type >= 0");
        while (tombstones.Step())
        {
            erased.Add(new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(tombstones.Blob(1)), (byte)tombstones.Long(0)), new Instant(tombstones.Long(2)));
        }

        return unfinished;
    }

    /// <summary>Destroys keys, rows, quarantined payloads and snapshots, and notes that it is done.</summary>
    public async Task<EraseResult> FinishAsync(long sequence, SubjectId[] subjects)
    {
        List<long> sequences = [.. subjects.SelectMany(subject => rows.Find(subject, 0)).Distinct().Order()];
        var (destroyed, wiped) = (0, 0);
        await queue.Enqueue(database =>
        {
            // The keys first: from here on nothing of the subject can be read, whatever happens to the rest.
            destroyed = keys.Destroy(subjects);
            wiped = JournalFile.Wipe(database, file.Days, sequences);
            using var delete = database.Prepare("DELETE FROM quarantine WHERE subject = ?1 AND subject <> 0");
            foreach (var subject in subjects)
            {
                delete.Bind(1, subject.Value).Run();
            }
        });
        foreach (var subject in subjects)
        {
            erased.AddWiped(subject);
        }

        await snapshots.ForgetAsync(subjects, CancellationToken.None);
        await queue.Enqueue(database =>
        {
            using var done = database.Prepare("UPDATE erasures SET done = 1 WHERE sequence = ?1");
            done.Bind(1, sequence).Run();
        });
        return new EraseResult(sequence, wiped, destroyed);
    }

    private async Task<EraseResult> EraseAsync(JournalTicket ticket, SubjectId[] subjects)
    {
        await ticket.Durable;
        return await FinishAsync(ticket.FirstSequence, subjects);
    }

    private void Forget(SubjectId[] subjects, ReadOnlySpan<byte> identifiers, Instant at)
    {
        for (; identifiers.Length >= IdentifierIndex.PackedSize; identifiers = identifiers[IdentifierIndex.PackedSize..])
        {
            erased.Add(IdentifierIndex.Unpack(identifiers), at);
        }

        foreach (var subject in subjects)
        {
            erased.Add(subject);
        }
    }

    private static void Order(Database database, long sequence, JournalRow tombstone, SubjectId[] subjects)
    {
        var packed = new byte[(subjects.Length * sizeof(long)) + sizeof(uint)];
        foreach (var (index, subject) in subjects.Index())
        {
            BinaryPrimitives.WriteInt64LittleEndian(packed.AsSpan(index * sizeof(long)), subject.Value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(packed.Length - sizeof(uint)), Crc32.HashToUInt32(packed.AsSpan(0, packed.Length - sizeof(uint))));
        using var erasure = database.Prepare("INSERT INTO erasures VALUES (?1, ?2, ?3, 0)");
        erasure.Bind(1, sequence).Bind(2, tombstone.At.UnixMs).Bind(3, packed).Run();

        TombstoneSum.Add(database, tombstone.Identifiers.Span);
        using var insert = database.Prepare(
            "INSERT INTO tombstones VALUES (?1, ?2, ?3) ON CONFLICT (type, hash) DO UPDATE SET at = max(at, excluded.at)");
        for (var key = tombstone.Identifiers.Span; key.Length >= IdentifierIndex.PackedSize; key = key[IdentifierIndex.PackedSize..])
        {
            insert.Bind(1, key[0]).Bind(2, key[1..IdentifierIndex.PackedSize]).Bind(3, tombstone.At.UnixMs).Run();
        }
    }

    /// <summary>Reads the subjects of an order to erase, and checks its sum.</summary>
    public static SubjectId[] Unpack(Database database, ReadOnlySpan<byte> packed)
    {
        // Without its checksum it is from before there was one.
        if (packed.Length % sizeof(long) == sizeof(uint))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(packed[^sizeof(uint)..]) != Crc32.HashToUInt32(packed[..^sizeof(uint)]))
            {
                throw TombstoneSum.Damaged(database, "erasures");
            }

            packed = packed[..^sizeof(uint)];
        }

        var subjects = new SubjectId[packed.Length / sizeof(long)];
        for (var i = 0; i < subjects.Length; i++)
        {
            subjects[i] = new SubjectId(BinaryPrimitives.ReadInt64LittleEndian(packed[(i * sizeof(long))..]));
        }

        return subjects;
    }
}
