using System.Buffers.Binary;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Certificates;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Rights;

/// <summary>Erases a subject: destroys the keys, deletes, leaves a tombstone (law 7).</summary>
/// <remarks>Safe from many threads; erasing again is safe.</remarks>
public sealed class ErasureFlow
{
    private const int TurnsMax = 8;
    private const int PackedLength = 17;

    private readonly CollectParts _parts;
    private readonly Door _door;
    private readonly Sealing _sealing;
    private readonly IRandomSource _random;
    private readonly TellFlow _tells;

    internal ErasureFlow(CollectParts parts, Door door, Sealing sealing, IRandomSource random, TellFlow tells) => (_parts, _door, _sealing, _random, _tells) = (parts, door, sealing, random, tells);

    /// <summary>Erases the whole profile the identifiers belong to. Use stops before this returns.</summary>
    /// <returns>What was removed; null when nobody is known by them.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; erasing again is safe.</exception>
    public async ValueTask<ErasureOutcome?> EraseAsync(IReadOnlyList<Identifier> identifiers, string by, string why, CancellationToken cancellation) =>
        (await EraseAsync(identifiers, null, by, why, cancellation)).Outcome;

    /// <summary>Erases the whole profile of whoever proved control of one identifier, as long as all of it is theirs.</summary>
    /// <remarks>
    /// Anybody can claim another's identifier, and a claim may link (<c>docs/decisions/0025-self-access.md</c>). So a proof that does not open
    /// every part of the profile erases nothing: whose the rest is has to be looked at first.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">The outcome is not known; erasing again is safe.</exception>
    public ValueTask<OwnErasure> EraseProvenAsync(Identifier proven, string by, string why, CancellationToken cancellation) => EraseAsync([proven], proven, by, why, cancellation);

    private async ValueTask<OwnErasure> EraseAsync(IReadOnlyList<Identifier> identifiers, Identifier? proven, string by, string why, CancellationToken cancellation)
    {
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            if (await _door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return await NothingAsync(cancellation);
            }

            var law = LawOf(subject);
            var erased = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (subjects, reach) = StopUse(subject, proven, erased.Task);
            if (reach != OwnErasureResult.Erased)
            {
                // A proof that opens nothing is answered like one by which nobody is known.
                return reach == OwnErasureResult.NothingKept ? await NothingAsync(cancellation) : new OwnErasure(reach, null);
            }

            if (subjects is not null)
            {
                try
                {
                    // From here on it runs to its end: half an erasure is none.
                    return new OwnErasure(OwnErasureResult.Erased, await EraseAsync(subjects, identifiers, law, by, why));
                }
                finally
                {
                    _parts.Profiles.EndErasing(subjects);
                    erased.SetResult();
                }
            }
        }

        throw new StoreUnavailableException("The profile changed hands while it was erased. Asking again is safe.");
    }

    /// <summary>The law they are erased under, for systems that want it named; while it can still be told.</summary>
    private string LawOf(Subject subject)
    {
        if (!_tells.MustHear(RequestKind.Erasure))
        {
            return "";
        }

        using var session = subject.Enter();
        return session?.LawOf(RequestKind.Erasure, Instant.From(_parts.Clock.GetUtcNow())) ?? "";
    }

    /// <summary>Whoever erased them a moment ago may still wait for the disk: nobody is told they are gone before that is sure.</summary>
    private async ValueTask<OwnErasure> NothingAsync(CancellationToken cancellation)
    {
        await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
        return new OwnErasure(OwnErasureResult.NothingKept, null);
    }

    /// <summary>Takes the profile out of use, once it is sure that all of it is the asker's: both under one lock, so that no claim comes between.</summary>
    private (List<SubjectId>? Subjects, OwnErasureResult Reach) StopUse(Subject subject, Identifier? proven, Task erased)
    {
        if (proven is null)
        {
            return (StopUse(subject.Live, erased), OwnErasureResult.Erased);
        }

        using var session = subject.Enter();
        return session?.ReachOf(proven) switch
        {
            null => (null, OwnErasureResult.Erased),
            { IsEmpty: true } => (null, OwnErasureResult.NothingKept),
            { } reached when reached.Length < session.Subjects.Length => (null, OwnErasureResult.NotAllTheirs),
            _ => (StopUse(subject.Live, erased), OwnErasureResult.Erased),
        };
    }

    /// <summary>Takes the profile out of use, and everybody who asks for it meanwhile waits; null when it is gone: find it again.</summary>
    private List<SubjectId>? StopUse(LiveProfile live, Task erased)
    {
        if (!LiveProfiles.TryEnter(live))
        {
            return null;
        }

        try
        {
            var subjects = live.Parts.Select(part => part.Part.Subject).ToList();
            _parts.Profiles.BeginErasing(subjects, erased);
            _parts.Profiles.Retire(live, LiveState.Erased);
            _sealing.Forget(subjects);
            return subjects;
        }
        finally
        {
            Monitor.Exit(live);
        }
    }

    private async ValueTask<ErasureOutcome> EraseAsync(List<SubjectId> subjects, IReadOnlyList<Identifier> asked, string law, string by, string why)
    {
        // Before their identifiers are gone: whoever else has data of theirs must hear of it.
        var told = await _tells.BeginAsync(new TellAbout(RequestKind.Erasure) { Law = law }, subjects, asked, CancellationToken.None);
        var salt = new byte[SubjectCommitment.SaltBytes];
        _random.Fill(salt);
        var at = Instant.From(_parts.Clock.GetUtcNow());
        var keys = await ReadKeysAsync(subjects);
        var payload = TombstoneText.Write(subjects, by, why, asked.Select(identifier => SubjectCommitment.Of(salt, identifier)), told);
        var text = _sealing.SealRow(_sealing.StoreKey, EntryKind.Tombstone, SubjectId.None, at, 0, 0, payload);
        var tombstone = new JournalRow(EntryKind.Tombstone, SubjectId.None, at, 0, 0, Packed(keys), text);
        await _parts.Profiles.SnapshotGate.WaitAsync();
        try
        {
            var result = await _parts.Store.Eraser.EraseAsync(tombstone, subjects, CancellationToken.None);
            await _tells.EndAsync(told, isDone: true);
            return new ErasureOutcome(result.Sequence, subjects.Count, result.Rows, result.Keys, at) { Salt = salt, Told = told };
        }
        finally
        {
            _parts.Profiles.SnapshotGate.Release();
            foreach (var key in keys)
            {
                _parts.Known.Forget(key);
            }
        }
    }

    private async ValueTask<HashSet<IdentifierKey>> ReadKeysAsync(List<SubjectId> subjects)
    {
        var keys = new HashSet<IdentifierKey>();
        foreach (var subject in subjects)
        {
            foreach (var (_, row) in await _parts.Store.Journal.ReadSubjectAsync(subject, 0, CancellationToken.None))
            {
                for (var from = 0; from + PackedLength <= row.Identifiers.Length; from += PackedLength)
                {
                    var packed = row.Identifiers.Span.Slice(from, PackedLength);
                    keys.Add(new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(packed[1..]), packed[0]));
                }
            }
        }

        return keys;
    }

    private static byte[] Packed(HashSet<IdentifierKey> keys)
    {
        var packed = new byte[keys.Count * PackedLength];
        var from = 0;
        foreach (var key in keys)
        {
            packed[from] = key.Type;
            BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan(from + 1), key.Hash);
            from += PackedLength;
        }

        return packed;
    }
}

/// <summary>What an erasure removed.</summary>
/// <param name="Sequence">Journal sequence of the tombstone.</param>
/// <param name="Subjects">Parts erased.</param>
/// <param name="Rows">Journal rows deleted.</param>
/// <param name="Keys">Keys destroyed.</param>
/// <param name="At">When.</param>
public sealed record ErasureOutcome(long Sequence, int Subjects, long Rows, int Keys, Instant At)
{
    /// <summary>How long a backup of wrapped keys may be kept, and so how long destroyed keys may linger in one.</summary>
    public static readonly TimeSpan KeyBackupAgeMax = TimeSpan.FromDays(7);

    /// <summary>What the commitments of the certificate are salted with, 32 bytes: for whoever asked. It is kept nowhere else.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    /// <summary>What connected systems are told of it; empty when none has to hear.</summary>
    public string Told { get; init; } = "";

    /// <summary>From then on no backup the program keeps holds the destroyed keys.</summary>
    public Instant KeysGoneFromBackupsAt => At + KeyBackupAgeMax;
}

/// <summary>What became of an erasure that somebody asked for themselves.</summary>
/// <param name="Result">What.</param>
/// <param name="Outcome">What was removed; null when nothing was.</param>
public sealed record OwnErasure(OwnErasureResult Result, ErasureOutcome? Outcome);

/// <summary>What can become of an erasure that somebody asked for themselves.</summary>
public enum OwnErasureResult
{
    /// <summary>All of it is erased.</summary>
    Erased,

    /// <summary>Nothing is kept that the proof opens.</summary>
    NothingKept,

    /// <summary>The profile holds parts that the proof does not open: nothing was erased.</summary>
    NotAllTheirs,
}
