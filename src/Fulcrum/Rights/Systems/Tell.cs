using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Systems;

/// <summary>What connected systems are told of one right of somebody, and how far each is. Immutable; its history is the journal's. It holds nobody's data but the ids of whose it is.</summary>
/// <param name="Id">Tells them apart; 32 hex digits.</param>
/// <param name="Kind">Which right.</param>
/// <param name="At">When it was exercised.</param>
/// <param name="Systems">Each system and how far it is.</param>
public sealed record Tell(string Id, RequestKind Kind, Instant At, ImmutableArray<ToldSystem> Systems)
{
    /// <summary>Journal sequence of the row that says whose right it is.</summary>
    internal long Identities { get; init; }

    /// <summary>Whose it is, the part it was exercised in first; empty for an erasure, which leaves nobody.</summary>
    internal ImmutableArray<SubjectId> Subjects { get; init; } = [];

    /// <summary>For a withdrawal: what was taken back.</summary>
    public ImmutableArray<WithdrawnUse> Withdrawn { get; init; } = [];

    /// <summary>Jurisdiction of their law, for example <c>EU</c>; empty when no law speaks.</summary>
    public string Law { get; init; } = "";

    /// <summary>For a rectification: name of the fact.</summary>
    public string Fact { get; init; } = "";

    /// <summary>Whether the right itself is done, so that others may hear of it.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether the right was not done after all: nobody hears of it.</summary>
    public bool IsVoid { get; init; }

    /// <summary>Whether every system said that it is done: until then nobody may say so.</summary>
    public bool IsDone => IsConfirmed && Systems.All(system => system.State == ToldState.Done);

    /// <summary>Whether nothing is left to send or to wait for.</summary>
    public bool IsOver => IsVoid || (IsConfirmed && Systems.All(system => system.IsOver));

    /// <summary>Whether a request is what it was told for: the same right, exercised while the request was open.</summary>
    public bool IsOf(RightsRequest request) => Kind == request.Kind && At >= request.OpenedAt && (!request.IsClosed || At <= request.ClosedAt);

    /// <summary>The fold's step; what its machine does not allow changes nothing.</summary>
    internal Tell Next(TellActEntry act)
    {
        if (act.System.Length == 0)
        {
            return act.State == ToldState.Failed ? this with { IsVoid = true } : this with { IsConfirmed = true };
        }

        var at = Systems.ToList().FindIndex(system => system.Name == act.System);
        return at >= 0 && Systems[at].May(act.State) ? this with { Systems = Systems.SetItem(at, Systems[at] with { State = act.State, At = act.At }) } : this;
    }
}

/// <summary>How far one system is.</summary>
/// <param name="Name">Which.</param>
/// <param name="State">How far.</param>
/// <param name="At">Since when.</param>
public sealed record ToldSystem(string Name, ToldState State, Instant At)
{
    /// <summary>Whether nothing more is sent or waited for.</summary>
    public bool IsOver => State is ToldState.Done or ToldState.Failed or ToldState.GivenUp;

    /// <summary>The table of the machine: every state but done leads on, and a system that answers late is still heard.</summary>
    internal bool May(ToldState next) => (State, next) switch
    {
        (ToldState.Waiting, ToldState.Acknowledged or ToldState.Done or ToldState.Failed or ToldState.GivenUp) => true,
        (ToldState.Acknowledged, ToldState.Done or ToldState.Failed or ToldState.GivenUp) => true,
        (ToldState.GivenUp or ToldState.Failed, ToldState.Done) => true,
        _ => false,
    };
}

/// <summary>How far a system is with what it is told.</summary>
public enum ToldState : byte
{
    /// <summary>It is to be told.</summary>
    Waiting = 1,

    /// <summary>It took it over, and has not said that it is done.</summary>
    Acknowledged = 2,

    /// <summary>It said that it is done.</summary>
    Done = 3,

    /// <summary>It said that it cannot.</summary>
    Failed = 4,

    /// <summary>It did not answer for too long: a person has to ask.</summary>
    GivenUp = 5,
}

/// <summary>Tells a system.</summary>
public interface ISystemSender
{
    /// <summary>Sends. Ends once it was answered; what it throws counts as to be tried later.</summary>
    /// <param name="tell">What it is told of.</param>
    /// <param name="system">Which system.</param>
    /// <param name="token">What its answer comes with.</param>
    /// <param name="whose">Whose right it is, as it knows them.</param>
    /// <param name="cancellation">Stops it.</param>
    ValueTask<Messages.SendResult> SendAsync(Tell tell, ConnectedSystem system, string token, ToldOf whose, CancellationToken cancellation);
}

/// <summary>Whose right a system is told of, and no more of them than it holds.</summary>
/// <param name="Identifiers">By the identifier types it knows people by.</param>
/// <param name="Value">For a rectification of a fact it holds: what it is now; empty else.</param>
public sealed record ToldOf(ImmutableArray<Identity.Identifier> Identifiers, string Value)
{
    /// <summary>Never whose.</summary>
    public override string ToString() => $"{Identifiers.Length} identifiers";
}
