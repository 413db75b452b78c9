using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Keeps what happened after decisions. An impression turns a reservation into a contact that counts for good.</summary>
/// <remarks>
/// An impression is kept once, whoever reports it and however often: its row carries a key of decision and offer, like a message
/// id. Clicks and the like may truly happen again. Safe from many threads.
/// </remarks>
internal sealed class OutcomeReports(Door door, SealedRows rows, IDedupe dedupe, MessageKeys keys, TimeProvider clock)
{
    internal const string Impression = "impression";

    private static readonly ImmutableArray<string> Outcomes = [Impression, "click", "conversion", "complaint"];

    /// <summary>The decision an outcome is about; null when there is none, it is kept no longer, or the offer was not in it.</summary>
    internal async ValueTask<SeenOffer?> FindAsync(long sequence, string offer, CancellationToken cancellation) =>
        await rows.FindDecisionAsync(sequence, cancellation) is { } opened && RecordReader.Read(opened.Record.Span).Chosen.Contains(offer)
            ? new SeenOffer(sequence, opened.Subject, offer)
            : null;

    /// <summary>Keeps an outcome, on disk before it returns.</summary>
    /// <returns>False when there is no such decision, or the offer was not in it.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; reporting the same again is safe.</exception>
    internal async ValueTask<bool> KeepAsync(long sequence, string offer, string outcome, CancellationToken cancellation)
    {
        if (!Outcomes.Contains(outcome))
        {
            throw new ArgumentException($"An outcome is one of {string.Join(", ", Outcomes)}.", nameof(outcome));
        }

        if (await FindAsync(sequence, offer, cancellation) is not { } seen)
        {
            return false;
        }

        var key = outcome == Impression ? keys.OfImpression(seen) : 0;
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (key == 0 || dedupe.TryTake(key, Instant.From(clock.GetUtcNow()), out var holder))
            {
                return await KeepOnceAsync(seen, outcome, key, cancellation);
            }

            await holder.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellation.ThrowIfCancellationRequested();
            if (holder.IsCompletedSuccessfully)
            {
                return true;
            }
        }

        throw Turns.Spent("an impression was reported whose first report came to nothing");
    }

    /// <summary>Sequence, outcome and offer: the row of a decision that belongs to nobody.</summary>
    internal static byte[] Unowned(SeenOffer seen, string outcome)
    {
        var payload = new byte[9 + Encoding.UTF8.GetByteCount(seen.Offer)];
        BinaryPrimitives.WriteInt64LittleEndian(payload, seen.Decision);
        payload[8] = (byte)Outcomes.IndexOf(outcome);
        Encoding.UTF8.GetBytes(seen.Offer, payload.AsSpan(9));
        return payload;
    }

    private async ValueTask<bool> KeepOnceAsync(SeenOffer seen, string outcome, UInt128 key, CancellationToken cancellation)
    {
        Task? durable = null;
        try
        {
            durable = seen.Subject.IsNone
                ? rows.Append(EntryKind.Outcome, Instant.From(clock.GetUtcNow()), key, Unowned(seen, outcome)).Durable
                : await AppendAsync(seen, outcome, key, cancellation);
            if (durable is not null && key != 0)
            {
                dedupe.Bind(key, durable);
            }
        }
        finally
        {
            if (durable is null && key != 0)
            {
                dedupe.Release(key);
            }
        }

        await (durable ?? Task.CompletedTask).WaitAsync(cancellation);
        return durable is not null;
    }

    /// <summary>Appends to the subject's journal; null when the subject was erased, or cannot be read whole, so that nothing is kept with it.</summary>
    private async ValueTask<Task?> AppendAsync(SeenOffer seen, string outcome, UInt128 key, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await door.OpenAsync(seen.Subject, cancellation) is not { } subject)
            {
                return null;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.IsUnreadable ? null : session.Keep(new OutcomeEntry(seen.Decision, seen.Offer, outcome, Instant.From(clock.GetUtcNow())), key).Durable;
            }
        }

        throw Turns.Spent("an outcome was reported");
    }
}
