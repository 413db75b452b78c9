using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Rights;

namespace Fulcrum.Simulation;

/// <summary>The core as callers reach it. Planted bugs stand in for it; the real one only passes on.</summary>
internal class Port(FulcrumCore core)
{
    /// <summary>The core behind it.</summary>
    public FulcrumCore Core => core;

    public virtual async Task<EventFateKind> CollectAsync(Event @event) =>
        (await core.Collect.CollectEachAsync(core.Workspace.Current.Sources["web"], [@event], default, CancellationToken.None))[0].Kind;

    public virtual async Task<ConsentOutcome> RecordAsync(ConsentRequest request) => await core.Consents.RecordAsync(request, CancellationToken.None);

    public virtual async Task<Decision> DecideAsync(string placement, IReadOnlyList<Identifier> identifiers, string requestId)
    {
        var question = new Question([core.Workspace.Current.Placements[placement]], identifiers, [], requestId, Signals: false);
        return (await core.Decisions.DecideAsync(question, CancellationToken.None))[0];
    }

    public virtual async Task<ErasureOutcome?> EraseAsync(IReadOnlyList<Identifier> identifiers) =>
        await core.Erasures.EraseAsync(identifiers, "simulation", "asked", CancellationToken.None);

    /// <summary>Cuts the first link of the profile; the two parts' ids, none when it has no link.</summary>
    public virtual async Task<bool> CutAsync(IReadOnlyList<Identifier> identifiers)
    {
        var links = await core.Links.ListAsync(identifiers, CancellationToken.None);
        return links.Count > 0 && await core.Links.CutAsync(links[0].Left, links[0].Right, "simulation", "asked", CancellationToken.None);
    }

    /// <summary>What the program does behind its callers' backs: snapshots of what changed, and the retention sweep.</summary>
    public virtual async Task TidyAsync(bool sweep)
    {
        await core.WriteSnapshotsAsync(CancellationToken.None);
        if (sweep)
        {
            await core.SweepAsync(CancellationToken.None);
        }
    }

    /// <summary>The one fact of a view; null when refused, zero when the subject has none or is not known.</summary>
    public virtual async Task<double?> LookUpAsync(string view, IReadOnlyList<Identifier> identifiers)
    {
        var outcome = await core.Views.LookUpAsync(core.Workspace.Current.Views[view], identifiers, "staff:simulation", "asked", CancellationToken.None);
        return outcome?.Answer switch
        {
            null => 0,
            Permit permit => permit.View[0].Value.IsPresent ? permit.View[0].Value.Number : 0,
            _ => null,
        };
    }

    public virtual async Task<Account?> ExplainAsync(string decision) => await core.Decisions.ExplainAsync(decision, CancellationToken.None);

    /// <summary>What was received and what became of it, over all time.</summary>
    public virtual async Task<ImmutableArray<CollectCount>> ReadCountsAsync() =>
        [.. await core.Store.Intake.ReadCountsAsync(new Instant(0), new Instant(long.MaxValue), CancellationToken.None)];
}
