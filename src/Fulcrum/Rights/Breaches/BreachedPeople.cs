using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Proof;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Breaches;

/// <summary>Whose data a breach is about: everybody of whom something came in by its source in its span, and who was not erased since.</summary>
internal static class BreachedPeople
{
    /// <summary>Goes through them, each person once however many parts they were known by.</summary>
    /// <param name="store">Where.</param>
    /// <param name="door">Opens profiles.</param>
    /// <param name="breach">Which breach.</param>
    /// <param name="workspace">Knows sources and laws.</param>
    /// <param name="take">Takes somebody's parts, and the names of the laws that protect them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many parts cannot be opened for now.</returns>
    public static async ValueTask<int> EachAsync(
        IStore store, Door door, Breach breach, Workspace workspace, Func<ImmutableArray<SubjectId>, ImmutableArray<string>, ValueTask> take, CancellationToken cancellation)
    {
        var (seen, unreadable) = (new HashSet<SubjectId>(), 0);
        foreach (var subject in await ListAsync(store.Journal, breach, workspace, cancellation))
        {
            if (seen.Contains(subject) || await OpenAsync(door, subject, breach.KnownAt, workspace, cancellation) is not var (parts, laws))
            {
                continue;
            }

            seen.UnionWith(parts);
            if (laws.IsDefault)
            {
                unreadable++;
                continue;
            }

            await take(parts, laws);
        }

        return unreadable;
    }

    /// <summary>Where somebody can be told: addresses that came in with their data, whoever they say they are.</summary>
    public static async ValueTask<ImmutableArray<Identifier>> AddressesAsync(IStore store, Sealing sealing, ImmutableArray<SubjectId> parts, Workspace workspace, CancellationToken cancellation)
    {
        var found = new HashSet<Identifier>();
        foreach (var part in parts)
        {
            foreach (var row in (await SubjectRows.ReadAsync(store, sealing, part, cancellation))?.Opened ?? [])
            {
                if (row.Entry is AcceptedEvent happened)
                {
                    found.UnionWith(happened.Identifiers.Select(one => one.In(workspace)).OfType<Identifier>().Where(one => CodeFlow.CanReach(one.Type)).Select(one => one with { Verified = false }));
                }
            }
        }

        return [.. found.OrderBy(one => one.Type.Code).ThenBy(one => one.Value, StringComparer.Ordinal)];
    }

    private static async ValueTask<SortedSet<SubjectId>> ListAsync(IJournal journal, Breach breach, Workspace workspace, CancellationToken cancellation)
    {
        var (subjects, source) = (new SortedSet<SubjectId>(), breach.Source.Length > 0 ? workspace.Sources.GetValueOrDefault(breach.Source)?.Code ?? -1 : 0);
        await foreach (var (_, row) in journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(journal, breach.From, cancellation), cancellation))
        {
            if (row.At >= breach.Until)
            {
                break;
            }

            if (row.Kind == EntryKind.Event && row.At >= breach.From && !row.Subject.IsNone && (source == 0 || row.Source == source))
            {
                subjects.Add(row.Subject);
            }
        }

        return subjects;
    }

    /// <summary>Null when they were erased; no laws when they cannot be read for now.</summary>
    private static async ValueTask<(ImmutableArray<SubjectId> Parts, ImmutableArray<string> Laws)?> OpenAsync(Door door, SubjectId id, Instant at, Workspace workspace, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await door.OpenAsync(id, cancellation) is not { } subject)
            {
                return null;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.IsUnreadable ? ([id], default) : (session.Subjects, LawsOf(session, at, workspace));
            }
        }

        throw Turns.Spent("whom a breach concerns was listed");
    }

    private static ImmutableArray<string> LawsOf(Session session, Instant at, Workspace workspace)
    {
        var places = session.LawAt(at).Jurisdictions;
        return [.. workspace.Laws.Packs.All.Where(pack => places.Contains(pack.Jurisdiction)).Select(pack => pack.Name).Order(StringComparer.Ordinal)];
    }
}
