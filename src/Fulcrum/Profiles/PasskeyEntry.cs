using System.Collections.Immutable;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Profiles;

/// <summary>What was done with a passkey of the subject. Only the row that adds it says more than which.</summary>
/// <param name="Act">What was done.</param>
/// <param name="Id">The credential's id, as base64url.</param>
/// <param name="Handle">What its device says when it is used; finds the subject again.</param>
/// <param name="PublicKey">COSE key that its signatures are checked with; nothing secret.</param>
/// <param name="Counter">How often it signed, as it says itself; 0 for those that do not count.</param>
/// <param name="IsSyncable">Whether it may live on several devices of its owner.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Address">The one address it was added under.</param>
/// <param name="At">When.</param>
internal sealed record PasskeyEntry(
    PasskeyAct Act, string Id, string Handle, ReadOnlyMemory<byte> PublicKey, long Counter, bool IsSyncable, string Name, ImmutableArray<KeptIdentifier> Address, Instant At) : Entry
{
    /// <summary>A row that only says what was done with which.</summary>
    internal static PasskeyEntry Of(PasskeyAct act, string id, long counter, string name, Instant at) => new(act, id, "", default, counter, false, name, [], at);
}
