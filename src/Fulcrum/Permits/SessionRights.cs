using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Permits;

/// <content>What a subject's rights change at once.</content>
public sealed partial class Session
{
    /// <summary>By whom the profile was found.</summary>
    internal SubjectId Asked => _subject;

    /// <summary>Whether every use is stopped.</summary>
    internal bool IsRestricted => _live.Profile.IsRestricted;

    /// <summary>What is contested of a fact; null for nothing.</summary>
    internal ContestedFact? ContestOf(string fact) => _live.Profile.ContestOf(fact);

    /// <summary>Whether anything is held of a fact for any purpose, contested or not.</summary>
    internal bool Holds(FactDefinition fact, Instant at) => !PurposesOf(fact, at).IsEmpty;

    /// <summary>The requests of some parts; one that several parts hold is told once.</summary>
    internal IEnumerable<RightsRequest> Requests(ImmutableArray<SubjectId> subjects) =>
        _live.Profile.Parts.Where(part => subjects.Contains(part.Subject)).SelectMany(part => part.Rights.Requests).DistinctBy(request => request.Id).ToList();

    /// <summary>A request with its clock, by the law of the subject.</summary>
    internal TimedRequest Timed(RightsRequest request, Instant now)
    {
        var demand = ClockOf(request.Kind, request.OpenedAt);
        var clock = demand?.Value.Clock;
        var due = request.DueAt(clock, demand?.Pack, now);

        // Told when it is late already, it is no extension but an excuse.
        return new TimedRequest(request, due, !request.IsClosed && !request.IsExtended && now < due && clock is { Extension: > 0 }, demand?.Pack);
    }

    /// <summary>The law that protects the subject.</summary>
    internal RuleResolution LawAt(Instant at) => SubjectLaw.Of(_live.Profile, null, at, Workspace).Resolution;

    private RuleDemand? ClockOf(RequestKind kind, Instant at) =>
        SubjectLaw.Of(_live.Profile, null, at, Workspace).Resolution.Find("answer-within", kind.ToString().ToLowerInvariant());

    /// <summary>The jurisdiction whose clock a right has, by the law of the subject; empty when no law speaks.</summary>
    internal string LawOf(RequestKind kind, Instant at) => ClockOf(kind, at)?.Pack.Jurisdiction ?? "";

    /// <summary>Seals, journals and folds what is done with a request, in every part that is given: each shows it when they are cut.</summary>
    internal JournalTicket Keep(RequestEntry request, ImmutableArray<SubjectId> subjects)
    {
        RequireReadable();
        var batch = _batches.Rent();
        try
        {
            foreach (var subject in subjects)
            {
                // A part that joined later does not know the request; it is told of none half-way.
                if (request.Act == RequestAct.Open || _live.PartOf(subject).Part.Rights.Requests.Any(known => known.Id == request.Id))
                {
                    batch.Add(_live, _live.PartOf(subject), EntryKind.Request, request, request.At, 0, 0, default);
                }
            }

            // Who asks to be forgotten or left alone is heard on a disk that is full for everything else; asked once more it is heard already.
            return batch.Append([], [], takesBack: request is { Act: RequestAct.Open, Kind: RequestKind.Erasure or RequestKind.Objection or RequestKind.Restriction or RequestKind.Withdrawal });
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    /// <summary>Seals, journals and folds a right, in every part that is given.</summary>
    internal JournalTicket Keep(RightEntry right, ImmutableArray<SubjectId> subjects)
    {
        RequireReadable();
        var batch = _batches.Rent();
        try
        {
            foreach (var subject in subjects)
            {
                batch.Add(_live, _live.PartOf(subject), EntryKind.Right, right, right.At, 0, 0, default);
            }

            return batch.Append([], [], takesBack: right.Act is RightAct.Restrict or RightAct.Contest);
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    /// <summary>Seals, journals and folds a correction of a declared fact; it is kept for what the fact is kept for, and nothing more.</summary>
    internal JournalTicket Correct(FactDefinition fact, FactValue value, SubjectId subject, Instant at)
    {
        RequireReadable();
        var batch = _batches.Rent();
        try
        {
            return batch.AppendOne(_live, _live.PartOf(subject), EntryKind.Event, Correction.Of(fact, value, PurposesOf(fact, at), at), at, 0, isPatient: false);
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    private PurposeSet PurposesOf(FactDefinition fact, Instant at)
    {
        var (kept, shown) = (PurposeSet.Empty, new Profile(_live.Profile.Parts) { ShowsContested = true });
        foreach (var purpose in Workspace.Purposes.Values)
        {
            if (fact.Purposes.Contains(purpose) && IsHeld(shown.Read(fact, purpose, at, Workspace)))
            {
                kept |= purpose.Alone;
            }
        }

        return kept;
    }

    private void RequireReadable()
    {
        if (IsUnreadable)
        {
            throw new StoreUnavailableException($"The profile of {Id} could not be read whole, so nothing can be kept with it.");
        }
    }
}
