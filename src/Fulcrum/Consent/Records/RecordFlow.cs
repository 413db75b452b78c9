using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Records;

/// <summary>A subject's consents out of the journal, as records any system can read: each decision with its time, and what stands of it.</summary>
/// <remarks>Safe from many threads. Reads only; what is told is on disk.</remarks>
public sealed class RecordFlow
{
    private readonly CollectParts _parts;
    private readonly Door _door;
    private readonly Sealing _sealing;

    internal RecordFlow(CollectParts parts, Door door, Sealing sealing) => (_parts, _door, _sealing) = (parts, door, sealing);

    /// <summary>One record for each purpose, or part of one, that the subject ever decided about; none for a subject nobody knows.</summary>
    /// <param name="identifiers">Whose.</param>
    /// <param name="asking">What the records call the subject (empty for the subject's id), in which language, under whose law.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StoreUnavailableException">A row of the subject could not be opened, or the store could not answer.</exception>
    public async ValueTask<ImmutableArray<IsoRecord>> ExportAsync(IReadOnlyList<Identifier> identifiers, RecordAsking asking, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return [];
            }

            if (Stand(subject) is not { } standing)
            {
                continue; // Merged, cut or erased meanwhile.
            }

            var rows = new List<RecordedConsent>();
            foreach (var part in standing.Parts)
            {
                await ReadAsync(part, rows, cancellation);
            }

            // What is read may be queued only, and a crash would take it back: nobody is told before it is on disk.
            await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
            return [.. Make(standing, rows, asking with { PrincipalId = asking.PrincipalId.Length > 0 ? asking.PrincipalId : standing.Subject.ToString() })];
        }

        throw Turns.Spent("its consents were read");
    }

    private Standing? Stand(Subject subject)
    {
        var now = Instant.From(_parts.Clock.GetUtcNow());
        using var session = subject.Enter();
        return session is null
            ? null
            : new Standing(session.Id, session.Subjects, session.ReadStandings(now), subject.Live.Workspace, now);
    }

    private static IEnumerable<IsoRecord> Make(Standing standing, List<RecordedConsent> rows, RecordAsking asking)
    {
        // A no is told to every part of a merged profile: it is one decision.
        var decided = rows.OrderBy(row => row.Sequence).GroupBy(row => new ScopedPurpose(row.Record.Purpose, row.Record.Scope));
        foreach (var about in decided.OrderBy(group => group.Key.ToString(), StringComparer.Ordinal))
        {
            var distinct = about.DistinctBy(row => (row.Record.State, row.Record.At, row.Record.ReceivedAt, row.Record.Notice, row.Record.Source)).ToArray();
            yield return RecordMaker.Make(standing.Subject, about.Key, distinct, standing.StateOf(about.Key), asking, standing.Workspace, standing.At);
        }
    }

    private async ValueTask ReadAsync(SubjectId subject, List<RecordedConsent> into, CancellationToken cancellation)
    {
        if (await _parts.Store.Keys.FindAsync(subject, cancellation) is not { } wrapped || _sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            throw new StoreUnavailableException($"The key of {subject} is lost, so its consents cannot be told.");
        }

        foreach (var (sequence, row) in await _parts.Store.Journal.ReadSubjectAsync(subject, 0, cancellation))
        {
            if (row.Kind != EntryKind.Consent)
            {
                continue;
            }

            if (Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                throw new StoreUnavailableException($"Row {sequence} of {subject} could not be opened, so its consents cannot be told whole.");
            }

            into.Add(new RecordedConsent(sequence, ((ConsentEntry)entry).Record));
        }
    }

    /// <summary>What stands for a subject at one moment.</summary>
    private sealed record Standing(SubjectId Subject, ImmutableArray<SubjectId> Parts, ImmutableArray<PurposeStanding> Purposes, Workspaces.Workspace Workspace, Instant At)
    {
        /// <summary>Unknown for a purpose the workspace does not have any more.</summary>
        internal ConsentState StateOf(ScopedPurpose about)
        {
            foreach (var (purpose, whole, parts) in Purposes)
            {
                if (purpose.Name == about.Purpose)
                {
                    return about.Scope.IsWhole || parts.IsDefault ? whole.State : parts.Where(part => part.Scope == about.Scope).Select(part => part.Standing.State).FirstOrDefault(whole.State);
                }
            }

            return ConsentState.Unknown;
        }
    }
}
