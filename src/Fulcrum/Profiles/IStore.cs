using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent.Ledger;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>Everything a store keeps, opened and recovered. What the composition root hands to the core.</summary>
/// <remarks>Opening replays the journal's tail into the indexes; it is ready when it exists.</remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>The journal.</summary>
    IJournal Journal { get; }

    /// <summary>Snapshots of profile parts.</summary>
    ISnapshots Snapshots { get; }

    /// <summary>Identifier look-up.</summary>
    IIdentifierIndex Identifiers { get; }

    /// <summary>Subject keys.</summary>
    ISubjectKeys Keys { get; }

    /// <summary>Erasure.</summary>
    IEraser Eraser { get; }

    /// <summary>Removing from the disk what erasures left; null for a store whose disk keeps nothing.</summary>
    ICompaction? Compaction => null;

    /// <summary>Message ids taken in.</summary>
    IDedupe Dedupe { get; }

    /// <summary>Quarantine and counts.</summary>
    IIntakeRecords Intake { get; }

    /// <summary>Workspace versions.</summary>
    IWorkspaceStore Workspaces { get; }

    /// <summary>The store's own secrets.</summary>
    StoreSecrets Secrets { get; }

    /// <summary>The greatest subject id ever given; new ones follow it.</summary>
    long SubjectsMax { get; }

    /// <summary>Why nothing can be written any more, for readiness; null while the store works.</summary>
    Fault? Failed => null;

    /// <summary>Why only withdrawals and erasures are taken in, or no consent is granted; null while everything is taken in.</summary>
    Fault? Limited => null;

    /// <summary>What it knows of its tail log; null for a store that keeps none.</summary>
    ITailState? Tail => null;

    /// <summary>The consent ledger over its journal; null for a store without one.</summary>
    ConsentLedger? Ledger => null;
}

/// <summary>The store's own keys, 32 bytes each, kept in its key folder with mode 0600. Never logged.</summary>
/// <param name="Kek">Wraps subject keys.</param>
/// <param name="LookUp">The first HMAC key for identifiers, message ids and decision ids.</param>
public sealed record StoreSecrets(ReadOnlyMemory<byte> Kek, ReadOnlyMemory<byte> LookUp)
{
    /// <summary>How often <see cref="Kek"/> was rotated, counted from 1.</summary>
    public int KekGeneration { get; init; } = 1;

    /// <summary>Earlier key-encryption keys that still wrap something: while a rotation is not finished.</summary>
    public ImmutableArray<RetiredKek> Retired { get; init; } = [];

    /// <summary>Seals rows that have no subject; empty while it follows from a first <see cref="Kek"/>.</summary>
    public ReadOnlyMemory<byte> Rows { get; init; }

    /// <summary>Look-up keys that came after <see cref="LookUp"/>, oldest first; empty until it is rotated. A hash goes through all of them, in order.</summary>
    public ImmutableArray<LaterLookUp> LaterLookUps { get; init; } = [];

    /// <summary>The look-up key that came last: for what need not outlive a rotation.</summary>
    public ReadOnlyMemory<byte> NewestLookUp => LaterLookUps.IsEmpty ? LookUp : LaterLookUps[^1].Key;

    /// <summary>How many look-up keys there are.</summary>
    public int LookUpGeneration => 1 + LaterLookUps.Length;

    /// <summary>An earlier key-encryption key; empty when it is gone.</summary>
    internal ReadOnlyMemory<byte> FindKek(int generation)
    {
        foreach (var retired in Retired)
        {
            if (retired.Generation == generation)
            {
                return retired.Kek;
            }
        }

        return default;
    }

    /// <summary>Always <c>StoreSecrets(…)</c>.</summary>
    public override string ToString() => "StoreSecrets(…)";
}

/// <summary>An earlier key-encryption key.</summary>
/// <param name="Generation">Counted from 1.</param>
/// <param name="Kek">32 bytes.</param>
public readonly record struct RetiredKek(int Generation, ReadOnlyMemory<byte> Kek)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => $"RetiredKek({Generation})";
}
