using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <content>What is exchanged with a subject.</content>
public sealed partial class Session
{
    /// <summary>Where an exchange stands with some parts of the profile.</summary>
    internal ExchangeStanding StandingOf(string exchange, ImmutableArray<SubjectId> subjects)
    {
        var standing = ExchangeStanding.Open(exchange);
        foreach (var part in _live.Profile.Parts)
        {
            foreach (var known in part.Exchanges.Standings)
            {
                standing = known.Exchange == exchange && subjects.Contains(part.Subject) ? ExchangeStanding.Of(standing, known) : standing;
            }
        }

        return standing;
    }

    /// <summary>The exchanges that were spoken of with any part.</summary>
    internal IEnumerable<string> ExchangeNames() => _live.Profile.Parts.SelectMany(part => part.Exchanges.Standings).Select(standing => standing.Exchange).Distinct(StringComparer.Ordinal).ToList();

    /// <summary>An exchange as its subject sees it.</summary>
    /// <param name="exchange">Which.</param>
    /// <param name="subjects">The parts it is shown of.</param>
    /// <param name="policy">When nobody is asked.</param>
    /// <param name="isSuppressed">Whether something of the contact policy holds asks back now.</param>
    /// <param name="at">The instant asked about.</param>
    internal OwnExchange Own(ValueExchange exchange, ImmutableArray<SubjectId> subjects, AskPolicy policy, bool isSuppressed, Instant at)
    {
        var standing = StandingOf(exchange.Name, subjects);
        var check = Check(new Use("exchange", exchange.Purpose, null, [], null), at);
        var hold = standing.State is ExchangeState.Accepted or ExchangeState.Delivered ? HoldBack.Taken
            : check.Reason is RefusalReason.Restricted or RefusalReason.MinorProtected or RefusalReason.ProfileUnreadable or RefusalReason.PurposeUndeclared ? HoldBack.Forbidden
            : isSuppressed ? HoldBack.Suppressed
            : IsDeclined(exchange, standing, check.Standing, policy, at) ? HoldBack.Declined
            : LastNoAt is var last && last != Instant.Never && at - last < policy.AfterNo ? HoldBack.RecentNo
            : HoldBack.None;
        return new OwnExchange(exchange, standing, check.IsPermitted, hold, exchange.Fact is { } fact && PurposesOf(fact, at).Contains(exchange.Purpose));
    }

    /// <summary>Seals, journals and folds what is done with an exchange, with the datum that was stated for it, in one batch.</summary>
    internal JournalTicket Keep(ExchangeEntry entry, ImmutableArray<SubjectId> subjects, AcceptedEvent? stated)
    {
        RequireReadable();
        var batch = _batches.Rent();
        try
        {
            if (stated is not null)
            {
                var part = _live.PartOf(subjects.Contains(_subject) ? _subject : subjects[0]);
                batch.Add(_live, part, EntryKind.Event, stated, entry.At, 0, 0, default);
            }

            foreach (var subject in subjects)
            {
                // A part that joined later was never asked: what the others took is no concern of it when they are cut.
                if (entry.Act != ExchangeAct.Deliver || _live.PartOf(subject).Part.Exchanges.Standings.Any(known => known.Exchange == entry.Exchange && known.State == ExchangeState.Accepted))
                {
                    batch.Add(_live, _live.PartOf(subject), EntryKind.Exchange, entry, entry.At, 0, 0, default);
                }
            }

            return batch.Append([], []);
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    /// <summary>The last time the subject said no to anything; never when they did not.</summary>
    private Instant LastNoAt
    {
        get
        {
            var last = Instant.Never;
            foreach (var part in _live.Profile.Parts)
            {
                foreach (ref readonly var cell in part.Consents)
                {
                    last = Later(last, cell.NoAt);
                }

                foreach (var known in part.Exchanges.Standings)
                {
                    last = known.State == ExchangeState.Declined ? Later(last, known.At) : last;
                }
            }

            return last;
        }
    }

    private static Instant Later(Instant one, Instant other) => one == Instant.Never ? other : other == Instant.Never || one > other ? one : other;

    private bool IsDeclined(ValueExchange exchange, ExchangeStanding standing, ConsentStanding consent, AskPolicy policy, Instant at)
    {
        if (standing.State == ExchangeState.Declined && at - standing.At < policy.AfterNo)
        {
            return true;
        }

        if (consent.State is not (ConsentState.Refused or ConsentState.Withdrawn) || consent.At == Instant.Never)
        {
            return false;
        }

        // The longest counts: what the workspace says, what a law says, and half a year, since asking sooner for what was refused is nagging.
        var law = SubjectLaw.Of(_live.Profile, null, at, Workspace)[Workspace.Purposes[exchange.Purpose.Name]];
        return at - consent.At < policy.AfterNo || at - consent.At < AskPolicy.RefusedPurposeMin || law.MayAskFrom(consent.At) is { } from && at < from;
    }
}
