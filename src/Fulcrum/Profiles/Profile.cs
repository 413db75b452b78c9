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

    /// <summary>Whether contested facts are read too: only to show them to their subject.</summary>
    public bool ShowsContested { get; init; }

    /// <summary>Whether its subject stopped every use.</summary>
    public bool IsRestricted
    {
        get
        {
            foreach (var part in Parts)
            {
                if (part.Rights.IsRestricted)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What is contested of a fact; null for nothing. What was found right and what still waits both keep it from being used.</summary>
    public ContestedFact? ContestOf(string fact)
    {
        foreach (var part in Parts)
        {
            if (!part.Rights.Contested.IsEmpty && part.Rights.Find(fact) is { } contested)
            {
                return contested;
            }
        }

        return null;
    }

    /// <summary>Whether any part decided about less than a whole purpose.</summary>
    public bool IsScoped
    {
        get
        {
            foreach (var part in Parts)
            {
                if (part.IsScoped)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What stands about a purpose as a whole.</summary>
    public ConsentStanding StandingOf(Purpose purpose, Instant at, Workspace workspace) => StandingOf(purpose, ConsentScope.Whole, at, workspace);

    /// <summary>
    /// What stands about a channel and category of a purpose at an instant, over all parts: the strictest, unless the same verified
    /// subject later said otherwise.
    /// </summary>
    public ConsentStanding StandingOf(Purpose purpose, ConsentScope asked, Instant at, Workspace workspace) =>
        Parts.Length == 1
            ? Parts[0].ConsentOf(purpose, asked, workspace).StandingAt(at, workspace)
            : Judge(purpose, asked, SubjectId.None, default, at, workspace);

    /// <summary>What stands where most is allowed: about the whole, else about any part of it that was agreed to.</summary>
    /// <remarks>What is collected on it may be used only where it was agreed to; the door looks at each fact.</remarks>
    /// <param name="purpose">The purpose.</param>
    /// <param name="at">The instant asked about.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <param name="channel">The only channel that counts; null for any.</param>
    /// <param name="category">The only category that counts; null for any.</param>
    public ConsentStanding BestStandingOf(Purpose purpose, Instant at, Workspace workspace, string? channel = null, string? category = null)
    {
        var whole = StandingOf(purpose, new ConsentScope(channel ?? "", category ?? ""), at, workspace);
        if (whole.State == ConsentState.Given || !IsScoped)
        {
            return whole;
        }

        foreach (var part in Parts)
        {
            foreach (ref readonly var cell in part.Consents)
            {
                if (cell.Bit != purpose.Bit || cell.State != ConsentState.Given)
                {
                    continue;
                }

                var asked = new ConsentScope(channel ?? cell.Scope.Channel, category ?? cell.Scope.Category);
                if (cell.Scope.Covers(asked) && StandingOf(purpose, asked, at, workspace) is { State: ConsentState.Given } standing)
                {
                    return standing;
                }
            }
        }

        return whole;
    }

    /// <summary>What would stand if one part's records about a purpose, in the scope of a cell, folded to that cell.</summary>
    internal ConsentStanding StandingIf(Purpose purpose, SubjectId subject, ConsentCell cell, Instant at, Workspace workspace) =>
        Judge(purpose, cell.Scope, subject, cell, at, workspace);

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

    private ConsentStanding Judge(Purpose purpose, ConsentScope asked, SubjectId replaced, ConsentCell replacement, Instant at, Workspace workspace)
    {
        var plan = FoldPlan.Of(workspace);
        var consents = new PartConsent[Parts.Length];
        for (var index = 0; index < consents.Length; index++)
        {
            var part = Parts[index];
            consents[index] = new PartConsent(part.Subject == replaced ? replacement : part.ConsentOf(purpose, asked, workspace), part.IsPerson(plan) && !part.WasBornAs(Parts.AsSpan()));
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
