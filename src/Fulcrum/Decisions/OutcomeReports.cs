using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Keeps what happened after decisions. An impression turns a reservation into a contact that counts for good.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class OutcomeReports(Door door, SealedRows rows, PlanCatalog plans, TimeProvider clock)
{
    private static readonly ImmutableArray<string> Outcomes = ["impression", "click", "conversion", "complaint"];

    /// <summary>Keeps an outcome, on disk before it returns.</summary>
    /// <returns>False when there is no such decision, or the offer was not in it.</returns>
    internal async ValueTask<bool> KeepAsync(long sequence, string offer, string outcome, CancellationToken cancellation)
    {
        if (!Outcomes.Contains(outcome))
        {
            throw new ArgumentException($"An outcome is one of {string.Join(", ", Outcomes)}.", nameof(outcome));
        }

        if (await rows.FindDecisionAsync(sequence, cancellation) is not { } opened
            || RecordReader.Read(opened.Record.Span) is var record && !record.Chosen.Contains(offer))
        {
            return false;
        }

        if (opened.Subject.IsNone)
        {
            await KeepWithoutSubject(sequence, offer, outcome).Durable.WaitAsync(cancellation);
            return true;
        }

        // Where the placement reports no impressions its decisions count for good already: nothing tells a report from its repetition.
        var once = outcome == "impression" && await ReportsImpressionsAsync(record, cancellation);
        while (await door.OpenAsync(opened.Subject, cancellation) is { } subject)
        {
            var (entered, durable) = TryKeep(subject, new OutcomeEntry(sequence, offer, outcome, Instant.From(clock.GetUtcNow())), once);
            if (entered)
            {
                await (durable ?? Task.CompletedTask).WaitAsync(cancellation);
                return durable is not null;
            }
        }

        return false;
    }

    private async ValueTask<bool> ReportsImpressionsAsync(DecisionRecord record, CancellationToken cancellation)
    {
        try
        {
            var workspace = (await plans.FindAsync(record.Workspace, cancellation)).Workspace;
            return workspace.Placements.GetValueOrDefault(record.Placement) is { ImpressionEvent.Length: > 0 };
        }
        catch (PinnedVersionUnreadableException)
        {
            return true; // What was seen counts whether or not its decision can still be explained; then only its contact says whether it was reported.
        }
    }

    /// <summary>Not entered: the subject must be found again. Entered without a task: its profile cannot be read, so nothing is kept with it.</summary>
    private static (bool Entered, Task? Durable) TryKeep(Subject subject, OutcomeEntry outcome, bool once)
    {
        using var session = subject.Enter();
        return session is null ? (false, null)
            : session.IsUnreadable ? (true, null)
            : (true, once && IsReported(session, outcome) ? Task.CompletedTask : session.Keep(outcome).Durable);
    }

    private static bool IsReported(Session session, OutcomeEntry outcome)
    {
        foreach (var contact in session.Protect([], outcome.At).Contacts)
        {
            if (contact.Decision == outcome.Decision && contact.Offer == outcome.Offer)
            {
                return contact.LapsesAt == Instant.Never;
            }
        }

        return false;
    }

    /// <summary>Sequence, outcome and offer of a decision that belongs to nobody.</summary>
    private JournalTicket KeepWithoutSubject(long sequence, string offer, string outcome)
    {
        var payload = new byte[9 + Encoding.UTF8.GetByteCount(offer)];
        BinaryPrimitives.WriteInt64LittleEndian(payload, sequence);
        payload[8] = (byte)Outcomes.IndexOf(outcome);
        Encoding.UTF8.GetBytes(offer, payload.AsSpan(9));
        return rows.Append(EntryKind.Outcome, Instant.From(clock.GetUtcNow()), 0, payload);
    }
}
