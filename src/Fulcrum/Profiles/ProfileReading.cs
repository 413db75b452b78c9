using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>Reads facts over all parts: for one purpose, at one instant, worked out of exactly what may be used for it.</summary>
internal sealed partial class Profile
{
    /// <summary>Scores may rest on scores; deeper than this they are not known.</summary>
    private const int DepthMax = 8;

    /// <summary>Reads a fact for a purpose at an instant: only what was collected under the purpose and not withdrawn since.</summary>
    public FactReading Read(FactDefinition fact, Purpose purpose, Instant at, Workspace workspace) => Read(fact, purpose, at, workspace, 0);

    /// <summary>The latest value of a fact that events set, whatever it was collected for: only to find out which law protects the subject.</summary>
    internal FactValue LatestOf(FactDefinition fact, Workspace workspace)
    {
        var slot = FoldPlan.Of(workspace).IndexOf(fact);
        var latest = default(Cell);
        foreach (var part in Parts)
        {
            foreach (ref readonly var cell in part.FactsFor(workspace).CellsOf(slot))
            {
                if (!latest.Value.IsPresent || cell.Stamp.IsAfter(latest.Stamp))
                {
                    latest = cell;
                }
            }
        }

        return latest.Value;
    }

    /// <summary>The same, as text; empty when it is none.</summary>
    internal string LatestTextOf(FactDefinition fact, Workspace workspace) =>
        LatestOf(fact, workspace) is { IsPresent: true, Type: FactType.Text } value ? value.Text : "";

    private FactReading Read(FactDefinition fact, Purpose purpose, Instant at, Workspace workspace, int depth)
    {
        var plan = FoldPlan.Of(workspace);
        var slot = plan.IndexOf(fact);
        if (slot < 0 || !fact.Purposes.Contains(purpose) || !plan.Facts[slot].Purposes.Contains(purpose) || (!ShowsContested && ContestOf(fact.Name) is not null))
        {
            return Missing(fact, Absence.NotPermitted);
        }

        return plan.Computed[slot] is { } computed
            ? computed.Computation.Kind switch
            {
                ComputationKind.Last or ComputationKind.LastSeen => ReadLatest(fact, slot, purpose, computed.FirstMs(at), at.UnixMs, workspace, plan),
                ComputationKind.Top => new TopRead(this, computed, purpose, at, workspace).Read(plan),
                ComputationKind.OpenCases => ReadOpenCases(computed, purpose, at, workspace, plan),
                ComputationKind.Score => ReadScore(computed, purpose, at, workspace, depth),
                _ => ReadAmount(computed, purpose, at, workspace, plan),
            }
            : ReadLatest(fact, slot, purpose, long.MinValue, long.MaxValue, workspace, plan);
    }

    private FactReading ReadLatest(FactDefinition fact, int slot, Purpose purpose, long firstMs, long lastMs, Workspace workspace, FoldPlan plan)
    {
        var (latest, latestOrigin, hidden) = (default(Cell), default(Origin), false);
        foreach (var part in Parts)
        {
            ref readonly var facts = ref part.FactsFor(workspace);
            foreach (ref readonly var cell in facts.CellsOf(slot))
            {
                if (cell.Stamp.UnixMs < firstMs || cell.Stamp.UnixMs > lastMs)
                {
                    continue;
                }

                ref readonly var origin = ref facts.Origins[cell.Stamp.Origin];
                if (!origin.Kept.Contains(purpose))
                {
                    hidden = true;
                }
                else if (!latest.Value.IsPresent || cell.Stamp.IsAfter(latest.Stamp))
                {
                    (latest, latestOrigin) = (cell, origin);
                }
            }
        }

        return latest.Value.IsPresent
            ? Present(latest.Value, latest.Stamp, latestOrigin, fact.Computed is null ? latestOrigin.Provenance : fact.Provenance, plan)
            : Missing(fact, hidden ? Absence.NotPermitted : Absence.NotKnown);
    }

    /// <summary>A count or a sum. Nothing counted is a zero that is known now, unless something may not be counted: then it is not known.</summary>
    private FactReading ReadAmount(ComputedPlan computed, Purpose purpose, Instant at, Workspace workspace, FoldPlan plan)
    {
        var amount = new Amount(computed.Computation.Kind == ComputationKind.Sum, purpose, computed.FirstMs(at), at.UnixMs);
        foreach (var part in Parts)
        {
            ref readonly var facts = ref part.FactsFor(workspace);
            if (computed.Keeping == Keeping.Tally)
            {
                amount.AddTallies(in facts, computed.Slot);
            }
            else
            {
                amount.AddSeries(in facts, computed.Slot);
            }
        }

        return amount switch
        {
            { Count: > 0 } => Present(FactValue.Of(amount.Value), amount.Latest, amount.LatestOrigin, computed.Fact.Provenance, plan),
            { Hidden: true } => Missing(computed.Fact, Absence.NotPermitted),
            _ => Zero(computed.Fact, at),
        };
    }

    /// <summary>Cases whose last opening, in the window, no closing followed. Cases of all parts are told apart by their id.</summary>
    private FactReading ReadOpenCases(ComputedPlan computed, Purpose purpose, Instant at, Workspace workspace, FoldPlan plan)
    {
        var (open, latest, latestOrigin, hidden, firstMs) = (0, default(Stamp), default(Origin), false, computed.FirstMs(at));
        foreach (var part in Parts)
        {
            ref readonly var facts = ref part.FactsFor(workspace);
            foreach (ref readonly var cell in facts.CellsOf(computed.Slot))
            {
                ref readonly var origin = ref facts.Origins[cell.Stamp.Origin];
                hidden |= !origin.Kept.Contains(purpose);
                if (cell.Role == CellRole.Opened && origin.Kept.Contains(purpose) && cell.Stamp.UnixMs >= firstMs
                    && !IsFollowed(computed.Slot, in cell, purpose, workspace))
                {
                    open++;
                    (latest, latestOrigin) = open == 1 || cell.Stamp.IsAfter(latest) ? (cell.Stamp, origin) : (latest, latestOrigin);
                }
            }
        }

        return open > 0 ? Present(FactValue.Of(open), latest, latestOrigin, computed.Fact.Provenance, plan)
            : hidden ? Missing(computed.Fact, Absence.NotPermitted)
            : Zero(computed.Fact, at);
    }

    /// <summary>Whether something later is said about the case: a closing, or another opening that is counted instead.</summary>
    private bool IsFollowed(int slot, in Cell opened, Purpose purpose, Workspace workspace)
    {
        foreach (var part in Parts)
        {
            ref readonly var facts = ref part.FactsFor(workspace);
            foreach (ref readonly var cell in facts.CellsOf(slot))
            {
                if (cell.Stamp.IsAfter(opened.Stamp) && cell.Value.Text == opened.Value.Text && facts.Origins[cell.Stamp.Origin].Kept.Contains(purpose))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private FactReading ReadScore(ComputedPlan computed, Purpose purpose, Instant at, Workspace workspace, int depth)
    {
        if (computed.Formula is not { } formula || depth == DepthMax)
        {
            return Missing(computed.Fact, Absence.NotKnown);
        }

        var readings = new FactReading[formula.Inputs.Length];
        var (latest, hidden) = (-1, false);
        for (var index = 0; index < readings.Length; index++)
        {
            readings[index] = Read(formula.Inputs[index], purpose, at, workspace, depth + 1);
            hidden |= readings[index].Absence == Absence.NotPermitted;
            if (readings[index].Value.IsPresent && (latest < 0 || readings[index].At > readings[latest].At))
            {
                latest = index;
            }
        }

        if (formula.Evaluate(readings, at, workspace.Settings.Zone.OffsetMinutes(at)) is not { } score)
        {
            return Missing(computed.Fact, hidden ? Absence.NotPermitted : Absence.NotKnown);
        }

        return latest < 0
            ? new FactReading(FactValue.Of(score), at, "", 0, computed.Fact.Provenance, Absence.None)
            : readings[latest] with { Value = FactValue.Of(score), Provenance = computed.Fact.Provenance };
    }

    private static FactReading Present(FactValue value, Stamp stamp, Origin origin, Provenance provenance, FoldPlan plan) =>
        new(value, new Instant(stamp.UnixMs), plan.SourceName(origin.Source), stamp.Sequence, provenance, Absence.None);

    private static FactReading Zero(FactDefinition fact, Instant at) => new(FactValue.Of(0), at, "", 0, fact.Provenance, Absence.None);

    private static FactReading Missing(FactDefinition fact, Absence absence) => new(default, Instant.Never, "", 0, fact.Provenance, absence);

    /// <summary>The most frequent texts; ties by latest, then by text.</summary>
    private readonly ref struct TopRead(Profile profile, ComputedPlan computed, Purpose purpose, Instant at, Workspace workspace)
    {
        internal FactReading Read(FoldPlan plan)
        {
            var counts = new TextCounts(purpose, computed.FirstMs(at), at.UnixMs);
            foreach (var part in profile.Parts)
            {
                ref readonly var facts = ref part.FactsFor(workspace);
                if (computed.Keeping == Keeping.Tally)
                {
                    counts.AddTallies(in facts, computed.Slot);
                }
                else
                {
                    counts.AddSeries(in facts, computed.Slot);
                }
            }

            var top = counts.Top(computed.Computation.Count);
            return top.Length > 0
                ? Present(FactValue.Of(top), counts.Latest, counts.LatestOrigin, computed.Fact.Provenance, plan)
                : Missing(computed.Fact, counts.Hidden ? Absence.NotPermitted : Absence.NotKnown);
        }
    }
}
