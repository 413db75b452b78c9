using System.Collections.Immutable;

namespace Fulcrum.Cli.Import;

/// <summary>What became of the rows so far: rows = stored + duplicate + quarantined + refused + faulty.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Stored">In the journal.</param>
/// <param name="Duplicate">Taken in before.</param>
/// <param name="Quarantined">Kept aside by intake, with a reason.</param>
/// <param name="Refused">Not kept: no permitted purpose justifies it, or its subject was erased.</param>
/// <param name="Faulty">Rows no event could be made of.</param>
/// <param name="Reasons">How many rows were not stored, by reason, with the first lines.</param>
internal sealed record ImportCounts(
    long Rows, long Stored, long Duplicate, long Quarantined, long Refused, long Faulty, ImmutableSortedDictionary<string, ReasonCount> Reasons)
{
    /// <summary>Nothing yet.</summary>
    public static ImportCounts Zero { get; } = new(0, 0, 0, 0, 0, 0, ImmutableSortedDictionary.Create<string, ReasonCount>(StringComparer.Ordinal));

    /// <summary>With one more row that was not stored, and why.</summary>
    public ImportCounts WithReason(Fault fault, long line) => this with
    {
        Reasons = Reasons.SetItem(fault.Code, Reasons.TryGetValue(fault.Code, out var known) ? known.With(line) : new ReasonCount(1, fault.Remedy, [line])),
    };
}

/// <summary>How often a reason was met, and where first.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Lines">The first lines it was met on, at most ten.</param>
internal sealed record ReasonCount(long Rows, string Remedy, ImmutableArray<long> Lines)
{
    private const int LinesMax = 10;

    /// <summary>With one more row.</summary>
    public ReasonCount With(long line) => new(Rows + 1, Remedy, Lines.Length < LinesMax ? Lines.Add(line) : Lines);
}
