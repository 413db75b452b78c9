using Fulcrum.Decisions;

namespace Fulcrum.Simulation;

/// <summary>What every answered decision must satisfy, given only what clients saw.</summary>
internal sealed class DecisionChecks(Ledger ledger)
{
    private static readonly HashSet<string> NoOthers = [];

    /// <summary>Checks a decision the moment it is answered.</summary>
    public void Check(Asking asked)
    {
        var decision = asked.Decision!;
        if (IsRepetition(asked, out var first))
        {
            CheckSame(asked, first);
            return;
        }

        CheckAskedAgain(asked);
        CheckCap(asked);
        if (decision.Mode == DecisionMode.Personal)
        {
            CheckPermitted(asked);
        }
        else
        {
            CheckProgress(asked);
        }
    }

    /// <summary>Caps hold for one identifier whatever ran at the same time.</summary>
    public void CheckCaps()
    {
        foreach (var mine in ledger.Askings.Where(asked => asked.Placement == "hero" && ShowsPromotion(asked)).GroupBy(asked => asked.Identifier))
        {
            // An erasure or a cut between them may have made it another profile.
            var shown = mine.DistinctBy(asked => asked.Decision!.Id).OrderBy(asked => asked.From).ThenBy(asked => asked.Begun).ToArray();
            for (var i = 0; i + Town.PromotionsMax < shown.Length; i++)
            {
                var together = shown[i..(i + Town.PromotionsMax + 1)];
                var certain = together.Max(asked => asked.Until) - together.Min(MadeFrom) < Town.PromotionSpan;
                if (certain && !MayBeAnotherProfile(together))
                {
                    throw new BrokenPromiseException("cap", $"{mine.Key} saw the promotion {together.Length} times, steps {string.Join(", ", together.Select(asked => asked.Begun))}");
                }
            }
        }
    }

    /// <summary>What certainly counts when a decision is asked for leaves no room for the promotion: shown in the hero, reserved at the side, or seen there.</summary>
    private void CheckCap(Asking asked)
    {
        if (!ShowsPromotion(asked))
        {
            return;
        }

        // Made, perhaps, when the request was first asked and nobody heard the answer.
        var first = Same(asked).Min(other => other.Begun);
        var counting = ledger.Askings
            .Where(other => other != asked && other.Identifier == asked.Identifier && other.IsAcknowledgedBefore(first) && ShowsPromotion(other) && IsCounting(other, asked, first))
            .DistinctBy(other => other.Decision!.Id)
            .ToArray();
        if (counting.Length >= Town.PromotionsMax && !MayBeAnotherProfile([asked, .. counting]))
        {
            throw new BrokenPromiseException("cap", $"{asked.Identifier} saw the promotion at step {asked.Begun} though those of steps {string.Join(", ", counting.Select(other => other.Begun))} count");
        }
    }

    private bool IsCounting(Asking shown, Asking asked, int first)
    {
        if (shown.Placement == "hero")
        {
            return asked.Until - MadeFrom(shown) < Town.PromotionSpan;
        }

        // It counts once, from when it was first said to be seen; which report was the first is not always known. One that was not
        // acknowledged before the request was first asked says nothing: the reservation may have lapsed and left room for the answer nobody
        // heard, which is what the request gets when it is asked again, whatever was said to be seen in between.
        var reports = ledger.Sendings.Where(sent => sent.Seen?.Decision?.Id == shown.Decision!.Id && sent.Begun < asked.Begun).ToArray();
        return asked.Until - MadeFrom(shown) < Town.ReservationLapse
            || (reports.Any(sent => sent.IsKept && sent.IsAcknowledgedBefore(first))
                && reports.All(sent => asked.Until - sent.Message.ReceivedAt.ToDateTimeOffset() < Town.PromotionSpan));
    }

    /// <summary>The earliest a decision may have been made: a request asked again gets the one made before, also when nobody heard of that.</summary>
    private DateTimeOffset MadeFrom(Asking shown) => Same(shown).Min(asked => asked.From);

    /// <summary>The askings one of which made a decision: those that were answered otherwise did not.</summary>
    private IEnumerable<Asking> Same(Asking one) => one.RequestId.Length == 0
        ? [one]
        : ledger.Askings.Where(asked => asked.RequestId == one.RequestId && asked.Placement == one.Placement
            && (asked.Decision is null || asked.Decision.Id == one.Decision!.Id));

    private static bool ShowsPromotion(Asking asked) =>
        asked.Decision is { Mode: DecisionMode.Personal } decision && decision.Chosen.Any(offer => offer.Name == "promotion");

    private bool MayBeAnotherProfile(Asking[] together)
    {
        var first = together.Min(asked => asked.Begun);
        return ledger.Erasings.Any(erased => erased.Person == together[0].Person && erased.MayActAfter(first))
            || ledger.Cuttings.Any(cut => cut.Person == together[0].Person && cut.MayActAfter(first));
    }

    private bool IsRepetition(Asking asked, out Asking first)
    {
        first = ledger.Askings.FirstOrDefault(other => other != asked && other.Decision is not null && other.Decision.Id == asked.Decision!.Id)!;
        return first is not null;
    }

    private static void CheckSame(Asking asked, Asking first)
    {
        if (asked.RequestId.Length == 0 || first.RequestId != asked.RequestId
            || !first.Decision!.Chosen.Select(offer => offer.Name).SequenceEqual(asked.Decision!.Chosen.Select(offer => offer.Name))
            || first.Decision.Mode != asked.Decision.Mode)
        {
            throw new BrokenPromiseException("replay", $"one decision id with two answers, steps {first.Begun} and {asked.Begun}");
        }
    }

    // Only a personal decision is remembered by its subject, and a withdrawal since then weighs more than the request id.
    private void CheckAskedAgain(Asking asked)
    {
        var first = ledger.Askings.FirstOrDefault(other => other != asked && asked.RequestId.Length > 0 && other.RequestId == asked.RequestId && other.Placement == asked.Placement
            && other.Decision?.Mode == DecisionMode.Personal && other.IsAcknowledgedBefore(asked.Begun));
        if (first is not null && asked.Decision!.Mode == DecisionMode.Personal && !MayBeAnotherProfile([first, asked]))
        {
            throw new BrokenPromiseException("asked-again", $"request of step {first.Begun} got another decision at step {asked.Begun}");
        }
    }

    // V1 of the consent checker, stricter by what merges must not do.
    private void CheckPermitted(Asking asked)
    {
        var (person, now) = (asked.Person, asked.Acknowledged);
        if (!ledger.MayBeGranted(person, asked.Identifier, asked.Begun, now))
        {
            throw new BrokenPromiseException("unknown-is-no", $"{asked.Identifier} was personalised at step {asked.Begun} without any grant");
        }

        if (ledger.LastReaching(person, asked.Identifier, asked.Begun) is { } reaching
            && !ledger.MayBeGrantedAgain(reaching, now, ledger.MayBeOneSubject(person, asked.Identifier, now)))
        {
            throw new BrokenPromiseException(
                "cut-widens", $"{asked.Identifier} was personalised at step {asked.Begun} after {reaching.Identifier}, linked with it then, withdrew at step {reaching.Begun}");
        }

        var linked = ledger.CertainlyLinked(person, asked.Identifier, asked.Begun, now);
        foreach (var identifier in linked)
        {
            if (ledger.LastWithdrawal(identifier, asked.Begun) is { } withdrawal
                && !ledger.MayBeErased(withdrawal)
                && !ledger.MayBeGrantedAgain(withdrawal, now, NoOthers))
            {
                throw new BrokenPromiseException(
                    identifier == asked.Identifier ? "next-decision" : "merge-widens",
                    $"{asked.Identifier} was personalised at step {asked.Begun} after {identifier} withdrew at step {withdrawal.Begun}");
            }
        }
    }

    // A request id gives the decision it gave first, also one from before the grant: seed 58,636 asked, granted, and asked the same again.
    private bool IsRepeatedFromBefore(Asking asked, Saying granted) =>
        asked.RequestId.Length > 0 && ledger.Askings.Any(other =>
            other != asked && other.RequestId == asked.RequestId && other.Placement == asked.Placement && other.Begun < asked.Begun && !granted.IsAcknowledgedBefore(other.Begun));

    // V6: without this, a core that never personalises would pass.
    private void CheckProgress(Asking asked)
    {
        if (asked.Disturbed || asked.Decision!.Mode == DecisionMode.Suppressed)
        {
            return;
        }

        var (person, now) = (asked.Person, asked.Acknowledged);
        var alone = !ledger.Sendings.Any(sent => sent.Person == person && sent.Other.Length > 0 && sent.Begun < now);
        var granted = ledger.Sayings.LastOrDefault(said => said.Grants && said.Identifier == asked.Identifier && said.IsAcknowledgedBefore(asked.Begun));
        if (alone && granted is not null
            && !IsRepeatedFromBefore(asked, granted)
            && !ledger.Sayings.Any(said => !said.Grants && said.Person == person && said.Begun < now && said.MayActAfter(granted.Begun))
            && !ledger.Erasings.Any(erased => erased.Person == person && erased.Begun < now && erased.MayActAfter(granted.Begun)))
        {
            throw new BrokenPromiseException("progress", $"{asked.Identifier} granted at step {granted.Begun} and was answered '{asked.Decision.Why}' at step {asked.Begun}");
        }
    }
}
