using Fulcrum.Collect;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Identity;

/// <summary>Staff's hand on the identity graph: what was linked and why, what was refused, and cutting a link again.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class LinkFlow
{
    private const int TurnsMax = 8;
    private const int QuarantineLookedAt = 1_000;

    private readonly CollectParts _parts;
    private readonly Door _door;
    private readonly Sealing _sealing;

    internal LinkFlow(CollectParts parts, Door door, Sealing sealing) => (_parts, _door, _sealing) = (parts, door, sealing);

    /// <summary>The links of the profile these identifiers belong to, with their reasons; empty for one that was never merged.</summary>
    public async ValueTask<IReadOnlyList<LinkRow>> ListAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation)
    {
        var links = new List<LinkRow>();
        if (await _door.FindAsync(identifiers, cancellation) is not { Live: { Parts.Length: > 1 } live })
        {
            return links;
        }

        foreach (var part in live.Parts)
        {
            foreach (var (sequence, row) in await _parts.Store.Journal.ReadSubjectAsync(part.Part.Subject, 0, cancellation))
            {
                if (row.Kind is EntryKind.Link or EntryKind.Cut && Sealing.OpenRow(part.Key, row) is { } payload
                    && EntryCodec.TryRead(row.Kind, payload, out var entry))
                {
                    Follow(links, row.Subject, sequence, entry);
                }
            }
        }

        return links;
    }

    /// <summary>Links a limit forbade, newest first.</summary>
    public async ValueTask<IReadOnlyList<RefusedLink>> ListRefusedAsync(int limit, CancellationToken cancellation)
    {
        var refused = new List<RefusedLink>();
        foreach (var row in await _parts.Store.Intake.ListQuarantineAsync(null, null, QuarantineLookedAt, cancellation))
        {
            if (refused.Count < limit && row.Reason.StartsWith(RefusedLinks.ReasonPrefix, StringComparison.Ordinal)
                && _parts.Quarantine.Open(row) is { } payload && RefusedLinks.Read(payload, row.At) is { } link)
            {
                refused.Add(link with { Sequence = await SequenceOfAsync(link, cancellation) });
            }
        }

        return refused;
    }

    /// <summary>Cuts a link: each side has its own events and consents back, exactly. False when there is no such link.</summary>
    public async ValueTask<bool> CutAsync(SubjectId left, SubjectId right, string by, string why, CancellationToken cancellation)
    {
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            if (await _parts.Profiles.FindAsync(left, cancellation) is not { } live)
            {
                return false;
            }

            if (!LiveProfiles.TryEnter(live))
            {
                continue;
            }

            JournalTicket? cut;
            try
            {
                cut = Cut(live, left, right, by, why);
            }
            finally
            {
                Monitor.Exit(live);
            }

            if (cut is not { } ticket)
            {
                // Cut a moment ago, perhaps: that must be sure before it is said.
                await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                return false;
            }

            await ticket.Durable.WaitAsync(cancellation);
            return true;
        }

        throw new StoreUnavailableException("The profile changed hands while a link was cut. Asking again is safe.");
    }

    private JournalTicket? Cut(LiveProfile live, SubjectId left, SubjectId right, string by, string why)
    {
        var one = live.PartOf(left);
        var other = live.PartOf(right);
        if (live.State == LiveState.Unreadable || other.Part.Subject != right || !one.Part.Linked.Contains(right))
        {
            return null;
        }

        var at = Instant.From(_parts.Clock.GetUtcNow());
        var batch = _parts.Batches.Rent();
        try
        {
            batch.Add(live, one, EntryKind.Cut, new CutEntry(right, by, why, at), at, 0, 0, default);
            batch.Add(live, other, EntryKind.Cut, new CutEntry(left, by, why, at), at, 0, 0, default);
            var ticket = batch.Append([], []);
            _parts.Profiles.Split(live);
            return ticket;
        }
        finally
        {
            _parts.Batches.Return(batch);
        }
    }

    /// <summary>A link is in two journals; it is told once, by its smaller side, and no longer once it was cut.</summary>
    private static void Follow(List<LinkRow> links, SubjectId subject, long sequence, Entry entry)
    {
        switch (entry)
        {
            case LinkEntry link when subject < link.Other:
                links.Add(new LinkRow(subject, link.Other, link.Reason, link.IdentifierType, link.Verified, link.At, sequence));
                break;
            case CutEntry cut when subject < cut.Other:
                links.RemoveAll(link => link.Left == subject && link.Right == cut.Other);
                break;
            default:
                break;
        }
    }

    private async ValueTask<long> SequenceOfAsync(RefusedLink link, CancellationToken cancellation)
    {
        foreach (var (sequence, row) in await _parts.Store.Journal.ReadSubjectAsync(link.Left, 0, cancellation))
        {
            if (row.Kind == EntryKind.LinkRefused && row.At == link.At)
            {
                return sequence;
            }
        }

        return 0;
    }
}

/// <summary>A link between two subjects.</summary>
public sealed record LinkRow(SubjectId Left, SubjectId Right, string Reason, string IdentifierType, bool Verified, Instant At, long Sequence);

/// <summary>A link that was not made, and why.</summary>
public sealed record RefusedLink(SubjectId Left, SubjectId Right, string Fault, string IdentifierType, Instant At, long Sequence);
