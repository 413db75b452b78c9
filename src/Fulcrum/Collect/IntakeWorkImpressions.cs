using Fulcrum.Decisions;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <content>Impressions: what events say was seen.</content>
internal sealed partial class IntakeWork
{
    private readonly List<UInt128> _seen = [];

    /// <summary>
    /// What a stored or refused event says was seen counts for the caps, in the same transaction as the event or its count; once,
    /// however often and by whatever event it is said.
    /// </summary>
    private void Report(Intake intake)
    {
        if (intake.Seen is not { } seen || intake.Fate is not (Fate.Stored or Fate.Refused))
        {
            return;
        }

        var live = intake.SeenLive is null ? null : LiveOf(intake.SeenLive, seen.Subject);
        if (live is { State: LiveState.Unreadable })
        {
            return; // Nothing can be kept with it.
        }

        var key = parts.MessageKeys.OfImpression(seen);
        var at = intake.Event.ReceivedAt;
        if (!parts.Store.Dedupe.TryTake(key, at, out var holder))
        {
            // Reported before, perhaps by a request that is not on disk yet.
            _durables.Add(holder);
            return;
        }

        _seen.Add(key);
        if (live is null)
        {
            _rows.AddUnowned(EntryKind.Outcome, at, key, OutcomeReports.Unowned(seen, OutcomeReports.Impression));
        }
        else
        {
            var outcome = new OutcomeEntry(seen.Decision, seen.Offer, OutcomeReports.Impression, at);
            _rows.Add(live, live.PartOf(seen.Subject), EntryKind.Outcome, outcome, at, 0, key, default);
        }
    }

    /// <summary>The rows that carry the impressions wait for this.</summary>
    private void BindSeen(Task durable)
    {
        foreach (var key in _seen)
        {
            parts.Store.Dedupe.Bind(key, durable);
        }

        _seen.Clear();
    }

    /// <summary>What a failed append would have kept was seen by nobody.</summary>
    private void ReleaseSeen()
    {
        foreach (var key in _seen)
        {
            parts.Store.Dedupe.Release(key);
        }

        _seen.Clear();
    }
}
