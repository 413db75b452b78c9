using System.Collections.Immutable;
using Fulcrum.Identity;

namespace Fulcrum.Rights.Proof;

/// <summary>A passkey that somebody added after they had proved an address: what its device's signatures are checked with.</summary>
/// <param name="Id">The credential's id, as base64url.</param>
/// <param name="PublicKey">COSE key; nothing secret.</param>
/// <param name="Counter">How often it signed, as it says itself; 0 for those that do not count.</param>
/// <param name="IsSyncable">Whether it may live on several devices of its owner.</param>
/// <param name="Name">What its owner calls it.</param>
public sealed record Passkey(string Id, ReadOnlyMemory<byte> PublicKey, uint Counter, bool IsSyncable, string Name)
{
    /// <summary>When it was added.</summary>
    public Instant AddedAt { get; init; }

    /// <summary>When it was used last; <see cref="Instant.Never"/> for not yet.</summary>
    public Instant UsedAt { get; init; } = Instant.Never;

    /// <summary>What its device says when it is used.</summary>
    internal string Handle { get; init; } = "";

    /// <summary>Never whose.</summary>
    public override string ToString() => "Passkey(…)";
}

/// <summary>Somebody who proved an address, by a code or by a passkey, with the passkeys they added under it.</summary>
/// <param name="Address">The address, as verified.</param>
/// <param name="Handle">What devices keep instead of it: it says nothing to anybody but this store.</param>
/// <param name="Passkeys">Theirs, the oldest first.</param>
public sealed record PasskeyOwner(Identifier Address, string Handle, ImmutableArray<Passkey> Passkeys)
{
    /// <summary>Never whose.</summary>
    public override string ToString() => "PasskeyOwner(…)";
}

/// <summary>What was done with a passkey.</summary>
public enum PasskeyAct
{
    /// <summary>It was added.</summary>
    Add = 1,

    /// <summary>Somebody signed in with it.</summary>
    Use = 2,

    /// <summary>It was removed, and opens nothing from then on.</summary>
    Remove = 3,
}

/// <summary>What became of adding a passkey.</summary>
public enum PasskeyAdded
{
    /// <summary>It is there.</summary>
    Done,

    /// <summary>Nothing is kept that their proof opens, so there is nothing it would open.</summary>
    NothingKept,

    /// <summary>It is there already.</summary>
    Known,

    /// <summary>They have as many as anybody may have.</summary>
    TooMany,
}
