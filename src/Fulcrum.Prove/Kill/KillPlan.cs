using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Kill;

/// <summary>What a run of the kill test does.</summary>
/// <param name="Program">The program that is killed.</param>
/// <param name="Store">Over which scratch store.</param>
/// <param name="Kills">How often.</param>
/// <param name="Seed">Decides the moments and what clients do; the server's own speed still varies.</param>
public sealed record KillPlan(ServerProgram Program, ScratchStore Store, int Kills, long Seed)
{
    /// <summary>Clients that send at once.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>The moments tried, in turn.</summary>
    public IReadOnlyList<KillMoment> Moments { get; init; } = KillMoment.Usual;

    /// <summary>Ends the run at the first violation, for a control that wants no more than one.</summary>
    public bool StopsAtFirst { get; init; }

    /// <summary>Told how far it is.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}
