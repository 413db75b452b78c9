namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>What a witness makes of a head it is shown: it signs only what grew out of the head it signed last.</summary>
public static class WitnessRound
{
    /// <summary>Judges a head. Pure.</summary>
    /// <param name="held">The checkpoint it holds, signed; null when it never saw one.</param>
    /// <param name="shown">The checkpoint it is shown, signed.</param>
    /// <param name="proof">What is said to prove that the second grew out of the first; empty where there is nothing to prove.</param>
    /// <param name="origin">Which log.</param>
    /// <param name="keys">Keys of the log it trusts.</param>
    public static WitnessFinding Judge(string? held, string shown, IReadOnlyList<ReadOnlyMemory<byte>> proof, string origin, IReadOnlyCollection<NoteKey> keys)
    {
        if (!Checkpoint.TryOpen(shown, origin, keys, out var next))
        {
            return WitnessFinding.NotItsOwn;
        }

        if (held is null)
        {
            return WitnessFinding.Grown;
        }

        if (!Checkpoint.TryOpen(held, origin, keys, out var last))
        {
            return WitnessFinding.HeldUnreadable;
        }

        if (next.Size < last.Size)
        {
            return WitnessFinding.RolledBack;
        }

        // Of an empty ledger nothing can be proved, and nothing has to be.
        return last.Size == 0 ? (next.Size > 0 || next.Root.Span.SequenceEqual(last.Root.Span) ? WitnessFinding.Grown : WitnessFinding.Forked)
            : MerkleProof.Extends((ulong)last.Size, (ulong)next.Size, proof, last.Root.Span, next.Root.Span) ? WitnessFinding.Grown
            : WitnessFinding.Forked;
    }
}

/// <summary>What a witness found.</summary>
public enum WitnessFinding
{
    /// <summary>The head grew out of the one held: it may be signed.</summary>
    Grown,

    /// <summary>No key the witness trusts signed it, or it is about another log.</summary>
    NotItsOwn,

    /// <summary>It has fewer entries than the head held.</summary>
    RolledBack,

    /// <summary>It is not proved to have grown out of the head held. Both are signed: together they are the evidence.</summary>
    Forked,

    /// <summary>What the witness holds itself is no checkpoint of this log any more.</summary>
    HeldUnreadable,
}
