using System.Collections.Immutable;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Profiles;

/// <summary>What a subject's rights stop: everything, or guesses they contest. Most parts have none. Immutable.</summary>
/// <param name="RestrictedAt">Since when nothing may be used; <see cref="Instant.Never"/> when uses go on.</param>
/// <param name="Contested">Facts nobody may use, by name.</param>
/// <param name="Requests">Requests, oldest first; beyond <see cref="RequestsMax"/> the oldest that are closed are forgotten here, not in the journal.</param>
internal sealed record PartRights(Instant RestrictedAt, ImmutableArray<ContestedFact> Contested, ImmutableArray<RightsRequest> Requests)
{
    /// <summary>Most facts one subject can contest.</summary>
    internal const int ContestedMax = 1_000;

    /// <summary>Most requests held of one part.</summary>
    internal const int RequestsMax = 50;

    /// <summary>Nothing is stopped.</summary>
    internal static PartRights None { get; } = new(Instant.Never, [], []);

    /// <summary>Whether nothing may be used.</summary>
    internal bool IsRestricted => RestrictedAt != Instant.Never;

    /// <summary>The fold's step.</summary>
    internal PartRights Next(RightEntry right)
    {
        var at = FindIndex(right.Fact);
        return right.Act switch
        {
            RightAct.Restrict => IsRestricted ? this : this with { RestrictedAt = right.At },
            RightAct.Lift => this with { RestrictedAt = Instant.Never },
            RightAct.Contest when at < 0 && Contested.Length < ContestedMax => this with { Contested = Contested.Add(new ContestedFact(right.Fact, right.At, false)) },
            RightAct.Contest when at >= 0 => this with { Contested = Contested.SetItem(at, new ContestedFact(right.Fact, right.At, false)) },
            RightAct.Uphold when at >= 0 => this with { Contested = Contested.SetItem(at, Contested[at] with { IsUpheld = true }) },
            RightAct.Dismiss when at >= 0 => this with { Contested = Contested.RemoveAt(at) },
            _ => this,
        };
    }

    /// <summary>The fold's step for a request. What its machine does not allow changes nothing.</summary>
    internal PartRights Next(RequestEntry entry)
    {
        var at = IndexOf(entry.Id);
        if (at >= 0)
        {
            return Requests[at].Next(entry) is { } next ? this with { Requests = Requests.SetItem(at, next) } : this;
        }

        if (entry.Act != RequestAct.Open)
        {
            return this;
        }

        var kept = Requests;
        for (var oldest = 0; oldest < kept.Length && kept.Length >= RequestsMax;)
        {
            kept = kept[oldest].IsClosed ? kept.RemoveAt(oldest) : kept;
            oldest += kept.Length >= RequestsMax ? 1 : 0;
        }

        return this with { Requests = kept.Add(new RightsRequest(entry.Id, entry.Kind, RequestState.Received, entry.At)) };
    }

    private int IndexOf(string request)
    {
        for (var at = 0; at < Requests.Length; at++)
        {
            if (Requests[at].Id == request)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>What is contested of a fact; null for nothing.</summary>
    internal ContestedFact? Find(string fact) => FindIndex(fact) is >= 0 and var at ? Contested[at] : null;

    private int FindIndex(string fact)
    {
        for (var at = 0; at < Contested.Length; at++)
        {
            if (Contested[at].Fact == fact)
            {
                return at;
            }
        }

        return -1;
    }
}

/// <summary>A fact its subject contests.</summary>
/// <param name="Fact">Its name.</param>
/// <param name="At">Since when.</param>
/// <param name="IsUpheld">Whether it was looked at, and the subject was right.</param>
internal readonly record struct ContestedFact(string Fact, Instant At, bool IsUpheld);
