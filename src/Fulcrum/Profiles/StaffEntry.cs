using System.Collections.Immutable;
using Fulcrum.Staff;

namespace Fulcrum.Profiles;

/// <summary>What became of one of our own people. No customer's data.</summary>
/// <param name="Change">What.</param>
/// <param name="Member">Whose id.</param>
/// <param name="By">Who did it.</param>
/// <param name="Detail">The link's hash, the passkey's id, the lesson's name, or why; as the change wants it.</param>
/// <param name="At">When.</param>
internal sealed record StaffEntry(StaffChange Change, string Member, string By, string Detail, Instant At) : Entry
{
    /// <summary>Their name, or what they call a passkey.</summary>
    public string Name { get; init; } = "";

    /// <summary>Their roles.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Until when a link opens something, or an emergency lasts.</summary>
    public Instant Until { get; init; } = Instant.Never;

    /// <summary>COSE key of a passkey; nothing secret.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>How often a passkey signed, as it says itself.</summary>
    public long Counter { get; init; }

    /// <summary>Whether a passkey may live on several devices.</summary>
    public bool IsSyncable { get; init; }
}
