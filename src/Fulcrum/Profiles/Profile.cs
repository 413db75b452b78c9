using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>What is known about one subject: its part, and the parts of all subjects linked with it, read together.</summary>
/// <remarks>Not safe from many threads; one lock a profile. No use ever gets one: uses get a <see cref="ProfileView"/> through the door.</remarks>
internal sealed partial class Profile
{
    /// <summary>Joins parts into one profile, smallest subject id first.</summary>
    public Profile(ImmutableArray<ProfilePart> parts) => Parts = parts;

    /// <summary>The parts, smallest subject id first; at least one.</summary>
    public ImmutableArray<ProfilePart> Parts { get; }

    /// <summary>The id of the profile: the smallest of its parts'.</summary>
    public SubjectId Id => Parts[0].Subject;

    /// <summary>The identifiers all parts hold, as limits count them; a value held by two parts is in it twice.</summary>
    public HeldIdentifier[] Identifiers => Parts.Length == 1 ? Parts[0].Identifiers : [.. Parts.SelectMany(part => part.Identifiers)];

    /// <summary>Contacts of all parts, oldest first; those that cannot matter to any cap any more are forgotten.</summary>
    public IReadOnlyList<Contact> Contacts =>
        Parts.Length == 1 ? Parts[0].Contacts : [.. Parts.SelectMany(part => part.Contacts).OrderBy(contact => contact.At).ThenBy(contact => contact.Decision)];

    /// <summary>What stands about a purpose at an instant, over all parts: the strictest, unless the same verified subject later said otherwise.</summary>
    public ConsentStanding StandingOf(Purpose purpose, Instant at, Workspace workspace) =>
        Parts.Length == 1
            ? Parts[0].ConsentOf(purpose).StandingAt(at, workspace)
            : Judge(purpose, SubjectId.None, default, at, workspace);

    /// <summary>What would stand if one part's records about a purpose folded to another cell.</summary>
    internal ConsentStanding StandingIf(Purpose purpose, SubjectId subject, ConsentCell cell, Instant at, Workspace workspace) =>
        Judge(purpose, subject, cell, at, workspace);

    /// <summary>The decision an earlier request with this key got; 0 when there was none in the last 24 hours.</summary>
    public long FindRequest(UInt128 requestKey, Instant at)
    {
        foreach (var part in Parts)
        {
            if (part.FindRequest(requestKey, at) is var decision and not 0)
            {
                return decision;
            }
        }

        return 0;
    }

    private ConsentStanding Judge(Purpose purpose, SubjectId replaced, ConsentCell replacement, Instant at, Workspace workspace)
    {
        var plan = FoldPlan.Of(workspace);
        var consents = new PartConsent[Parts.Length];
        for (var index = 0; index < consents.Length; index++)
        {
            var part = Parts[index];
            consents[index] = new PartConsent(part.Subject == replaced ? replacement : part.ConsentOf(purpose), part.IsPerson(plan) && !part.WasBornAs(Parts.AsSpan()));
        }

        return ConsentMerge.Judge(consents, JoinedAt, at, workspace);
    }

    /// <summary>The journal sequence at which two parts came to be joined, over whichever chain of links did it first.</summary>
    private long JoinedAt(int left, int right)
    {
        var group = Enumerable.Range(0, Parts.Length).ToArray();
        foreach (var (from, to, sequence) in LinksInOrder())
        {
            var (old, joined) = (group[from], group[to]);
            for (var index = 0; index < group.Length; index++)
            {
                group[index] = group[index] == old ? joined : group[index];
            }

            if (group[left] == group[right])
            {
                return sequence;
            }
        }

        return long.MaxValue;
    }

    private IEnumerable<(int From, int To, long Sequence)> LinksInOrder() =>
        from part in Parts
        from link in part.Links
        let to = IndexOf(link.Other)
        where to >= 0
        orderby link.Sequence
        select (Parts.IndexOf(part), to, link.Sequence);

    private int IndexOf(SubjectId subject)
    {
        for (var index = 0; index < Parts.Length; index++)
        {
            if (Parts[index].Subject == subject)
            {
                return index;
            }
        }

        return -1;
    }
}
