using System.Collections.Immutable;

namespace Fulcrum.Prove.Consent;

/// <summary>What a run of the consent checker does.</summary>
/// <param name="Operations">How many operations, each about one subject and one purpose; a request may carry one for several purposes.</param>
/// <param name="Seed">What chance starts from.</param>
public sealed record ConsentPlan(int Operations, long Seed)
{
    /// <summary>Clients that ask at once.</summary>
    public int Clients { get; init; } = 16;

    /// <summary>The purposes, each with a placement that uses it.</summary>
    public ImmutableArray<(string Purpose, string Placement)> Spots { get; init; } =
        [("personalization", "spot-personalization"), ("news", "spot-news"), ("analytics", "spot-analytics"), ("advice", "spot-advice")];

    /// <summary>The notice of the grants, <c>name@version</c>.</summary>
    public string Notice { get; init; } = "scratch@1";

    /// <summary>The identifier type of the made-up subjects.</summary>
    public string Identifier { get; init; } = "userId";

    /// <summary>Operations after which other subjects are asked about, so that none grows without end.</summary>
    public int OperationsAGeneration { get; init; } = 8_000;

    /// <summary>How often the server is killed and started again on the way; only for one of our own.</summary>
    public int Kills { get; init; }

    /// <summary>Called again and again while clients ask, with the operations so far: for a test that disturbs the server meanwhile.</summary>
    public Func<long, Task> Disturb { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Told how far it is.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}
