using Fulcrum.Identity;
using Fulcrum.Portal.Rights.Requests;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;

namespace Fulcrum.Portal.Identity;

/// <summary>Somebody who proved that an address is theirs, in one browser, until they sign out or the time is over.</summary>
/// <param name="id">Tells this session from every other; what its forms and links are bound to. Known to its own browser only.</param>
/// <param name="proven">The address.</param>
/// <param name="since">When they proved it.</param>
internal sealed class ProvenVisitor(string id, Identifier proven, Instant since)
{
    private long _seenAt = since.UnixMs;
    private DataCopy? _copy;

    /// <summary>Tells this session from every other.</summary>
    public string Id => id;

    /// <summary>The address, as verified.</summary>
    public Identifier Proven => proven;

    /// <summary>When they proved it.</summary>
    public Instant Since => since;

    /// <summary>When they last asked for something.</summary>
    public Instant SeenAt => new(Volatile.Read(ref _seenAt));

    /// <summary>Who asks for a right.</summary>
    public RightsAsker Asker => RightsAsker.Self(proven, Visit.Surface);

    /// <summary>Enough of the address for its owner to know it again.</summary>
    public string Masked => OwnIdentifier.Of(proven).Masked;

    /// <summary>The copy of their data that they asked for last; null for none.</summary>
    public DataCopy? Copy => Volatile.Read(ref _copy);

    /// <summary>Takes a copy over; the one before is gone.</summary>
    public void Keep(DataCopy? copy) => Interlocked.Exchange(ref _copy, copy)?.Dispose();

    /// <summary>Notes that they are still there.</summary>
    public void See(Instant at) => Volatile.Write(ref _seenAt, at.UnixMs);

    /// <summary>Never an address.</summary>
    public override string ToString() => "ProvenVisitor(…)";
}
