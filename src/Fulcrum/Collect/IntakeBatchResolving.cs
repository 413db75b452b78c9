using System.Runtime.InteropServices;
using Fulcrum.Decisions;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <content>Whose the events are: from identifiers and decision ids to profiles in memory.</content>
internal sealed partial class IntakeBatch
{
    /// <summary>Finds the decision whose offer was seen, and the profile it is about.</summary>
    private async ValueTask ResolveSeenAsync(Intake intake, DecisionFlow decisions, CancellationToken cancellation)
    {
        intake.Seen ??= await decisions.FindSeenAsync(intake.DecisionId, intake.Offer, cancellation);
        if (intake.SeenLive is not null || intake.Seen is not { Subject.IsNone: false } seen)
        {
            return;
        }

        intake.SeenLive = await parts.Profiles.FindAsync(seen.Subject, cancellation);
        if (intake.SeenLive is { } live)
        {
            live.Pin();
        }
        else
        {
            intake.Seen = null; // Erased meanwhile.
        }
    }

    private async ValueTask ResolveAsync(Intake intake, CancellationToken cancellation)
    {
        var links = intake.Event.Type is EventType.Identify or EventType.Alias;
        if (IsFromBeforeAnErasure(intake))
        {
            intake.Refuse(Refusals.Erased);
            return;
        }

        for (var at = 0; at < intake.Identifiers.Count; at++)
        {
            var found = intake.Identifiers[at];
            if ((at == 0 || links) && found.Live is null)
            {
                intake.Identifiers[at] = found = await ResolveAsync(found, at == 0 ? null : intake, cancellation);
                found.Live?.Pin();
                if (at == 0 && found.Live is null)
                {
                    (intake.Fate, intake.Fault, intake.Subject) = (Fate.Quarantined, Refusals.Unreadable, found.Subject);
                    return;
                }
            }
        }

        // Whoever was being erased was waited for, and is nobody now: an event of before must not make them known anew.
        if (IsFromBeforeAnErasure(intake))
        {
            intake.Refuse(Refusals.Erased);
            return;
        }

        intake.Subject = intake.Identifiers[0].Subject;
    }

    private bool IsFromBeforeAnErasure(Intake intake)
    {
        foreach (var found in intake.Identifiers)
        {
            if (parts.Store.Eraser.FindTombstone(found.Key) is { } erased && intake.Event.OccurredAt <= erased)
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<FoundIdentifier> ResolveAsync(FoundIdentifier found, Intake? boundWith, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await parts.Known.FindAsync(found.Key, cancellation);
            if (subject.IsNone)
            {
                if (boundWith is not null && boundWith.Identifiers[0].Live is { } own)
                {
                    // New, and brought along with a stronger one: it is bound to the subject of that one.
                    return Claimed(found, boundWith.Identifiers[0].Subject, own, out var taken) ? taken : found;
                }

                var begun = parts.Profiles.Begin(parts.Profiles.NextSubject());
                if (Claimed(found, begun.Id, begun, out var mine))
                {
                    return mine;
                }

                lock (begun)
                {
                    parts.Profiles.Retire(begun, LiveState.Gone);
                }
            }
            else if (await parts.Profiles.FindAsync(subject, cancellation) is { } live)
            {
                return found with { Subject = subject, Live = live };
            }
            else
            {
                // Erased meanwhile, or a claim just dropped: what is known of it no longer holds.
                parts.Known.Drop(found.Key, subject);
                parts.Known.Forget(found.Key);
                cancellation.ThrowIfCancellationRequested();
                if (await parts.Store.Identifiers.FindAsync(found.Key, cancellation) == subject)
                {
                    return found with { Subject = subject }; // Bound, and its key is lost.
                }
            }
        }

        throw Turns.Spent("an event's identifiers were resolved");
    }

    private bool Claimed(FoundIdentifier found, SubjectId subject, LiveProfile live, out FoundIdentifier claimed)
    {
        claimed = found with { Subject = subject, Live = live };
        if (!parts.Known.TryClaim(found.Key, subject, out _))
        {
            return false;
        }

        _claims.Add(new Claim(found.Key, subject, live));
        return true;
    }

    private void ForgetGone()
    {
        foreach (var intake in All)
        {
            var identifiers = CollectionsMarshal.AsSpan(intake.Identifiers);
            foreach (ref var found in identifiers)
            {
                if (found.Live is { } live && (live.State is LiveState.Gone or LiveState.Erased || parts.Profiles.TryGet(found.Subject) != live))
                {
                    live.Unpin();
                    found = found with { Live = null, Subject = SubjectId.None };
                }
            }

            if (intake.SeenLive is { } seen && (seen.State is LiveState.Gone or LiveState.Erased || parts.Profiles.TryGet(intake.Seen!.Subject) != seen))
            {
                seen.Unpin();
                intake.SeenLive = null;
            }
        }
    }
}
