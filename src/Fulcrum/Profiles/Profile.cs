using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>What is known about one subject: its part, and the parts of all subjects linked with it, read together.</summary>
/// <remarks>Not safe from many threads; one lock a profile. No use ever gets one: uses get a <see cref="ProfileView"/> through the door.</remarks>
internal sealed class Profile
{
    /// <summary>Joins parts into one profile, smallest subject id first.</summary>
    public Profile(ImmutableArray<ProfilePart> parts) => Parts = parts;

    /// <summary>The parts, smallest subject id first; at least one.</summary>
    public ImmutableArray<ProfilePart> Parts { get; }

    /// <summary>The id of the profile: the smallest of its parts'.</summary>
    public SubjectId Id => Parts[0].Subject;

    /// <summary>What stands about a purpose at an instant, over all parts: the strictest, unless the same verified subject later said otherwise.</summary>
    public ConsentStanding StandingOf(Purpose purpose, Instant at, Workspace workspace) => throw new NotSupportedException();

    /// <summary>Reads a fact for a purpose at an instant: only what was collected under the purpose and not withdrawn since.</summary>
    public FactReading Read(FactDefinition fact, Purpose purpose, Instant at, Workspace workspace) => throw new NotSupportedException();

    /// <summary>Contacts of all parts, oldest first; those that cannot matter to any cap any more are forgotten.</summary>
    public IReadOnlyList<Contact> Contacts => throw new NotSupportedException();

    /// <summary>The decision an earlier request with this key got; 0 when there was none in the last 24 hours.</summary>
    public long FindRequest(UInt128 requestKey, Instant at) => throw new NotSupportedException();
}
