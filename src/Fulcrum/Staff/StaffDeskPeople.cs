using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <content>Looking at a person.</content>
public sealed partial class StaffDesk
{
    /// <summary>How long an emergency lasts.</summary>
    public static readonly TimeSpan EmergencyMax = TimeSpan.FromHours(1);

    /// <summary>The views somebody may open: those of the purposes their roles are for; in an emergency of theirs all of them.</summary>
    public async ValueTask<ImmutableArray<ViewDefinition>> ViewsAsync(StaffSession session, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        var (workspace, isEmergency) = (_workspace.Current, await EmergencyOfAsync(session, cancellation) is not null);
        return
        [
            .. workspace.Views.Values.OrderBy(view => view.Name, StringComparer.Ordinal)
                .Where(view => isEmergency || StaffAccess.Check(session.Member, StaffPowers.Find, view.Purpose, [], workspace, Now).Missing is StaffMissing.Nothing or StaffMissing.Training),
        ];
    }

    /// <summary>Looks at a person. They get to read that it was done, by whom and why; what they refused stays shut for everybody, in an emergency too.</summary>
    /// <param name="session">Who looks.</param>
    /// <param name="person">An identifier of the person.</param>
    /// <param name="look">What they want to see, and why.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">Role, purpose, label or training is missing, or the reason is.</exception>
    /// <exception cref="StoreUnavailableException">It could not be put on record, so nothing is shown.</exception>
    public async ValueTask<StaffCard> LookAsync(StaffSession session, Identifier person, StaffLook look, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(look);
        RequireReason(look.Why);
        RequireCase(look.Case);
        var view = _workspace.Current.Views.GetValueOrDefault(look.View) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        var (what, asked) = (look.IsEmergency ? "staff-emergency-look" : look.Reveal.IsEmpty ? "staff-look" : "staff-reveal", Asked(view, look.Reveal));
        var role = await AllowAsync(session, view, look, what, [.. asked.Select(fact => fact.Label)], cancellation);
        var seen = view with { Facts = look.IsEmergency ? view.Facts : [.. view.Facts.Where(fact => role.Sees(fact.Label))] };
        if (seen.Facts.IsEmpty)
        {
            await RequireAsync(session, StaffPowers.Find, view.Purpose, [.. view.Facts.Select(fact => fact.Label)], what, cancellation);
        }

        await WatchLookAsync(session, role, person, look, what, cancellation);
        var who = $"{role.Name}/{session.Member.Id}{(look.IsEmergency ? " (emergency)" : "")}";
        var outcome = await _views.LookUpAsync(seen, [person], who, look.Why.Trim(), cancellation);
        var names = asked.IsEmpty ? "" : $" facts={string.Join(',', asked.Select(fact => fact.Name))}";
        await RecordAsync(session, what, $"look-up={outcome?.Sequence ?? 0} view={view.Name} purpose={view.Purpose.Name} role={role.Name}{(look.Case.Length > 0 ? $" case={look.Case}" : "")}{names}", cancellation);
        return Card(seen, outcome, [.. asked.Select(fact => fact.Name)], view.Facts.Length - seen.Facts.Length);
    }

    /// <summary>Declares an emergency: for an hour they see beyond their role, and somebody else looks at it afterwards.</summary>
    public async ValueTask<Emergency> DeclareEmergencyAsync(StaffSession session, string why, CancellationToken cancellation)
    {
        RequireReason(why);
        await RequireAsync(session, StaffPowers.Emergency, null, [], "staff-emergency", cancellation);
        await RequireProofAsync(session, "staff-emergency", cancellation);
        var now = Now;
        await _roster.KeepAsync(
            new StaffEntry(StaffChange.Emergency, session.Member.Id, By(session.Member), why.Trim(), now) { Until = now + EmergencyMax }, "staff-emergency",
            member => member is { IsRemoved: false }, cancellation);
        return await EmergencyOfAsync(session, cancellation) ?? throw new StaffRefusedException(StaffRefusal.NoEmergency);
    }

    /// <summary>The emergency of theirs that lasts; null for none.</summary>
    public async ValueTask<Emergency?> EmergencyOfAsync(StaffSession session, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        return (await _roster.EmergenciesAsync(cancellation)).LastOrDefault(one => one.Member == session.Member.Id && Now < one.Until);
    }

    /// <summary>Emergencies, newest first.</summary>
    public async ValueTask<IReadOnlyList<Emergency>> ListEmergenciesAsync(StaffSession session, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-emergencies", cancellation);
        return [.. (await _roster.EmergenciesAsync(cancellation)).Reverse()];
    }

    /// <summary>Says that an emergency was looked at. Nobody reviews their own.</summary>
    public async ValueTask ReviewAsync(StaffSession session, int number, string found, CancellationToken cancellation)
    {
        RequireReason(found);
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-review", cancellation);
        var emergency = (await _roster.EmergenciesAsync(cancellation)).FirstOrDefault(one => one.Number == number) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        if (emergency.Member == session.Member.Id)
        {
            await RecordAsync(session, "staff-refused", "staff-review missing=second-person", cancellation);
            throw new StaffRefusedException(StaffRefusal.Self);
        }

        await _roster.KeepAsync(
            new StaffEntry(StaffChange.Review, emergency.Member, By(session.Member), found.Trim(), Now) { Counter = number }, "staff-review", member => member is not null, cancellation);
    }

    private async ValueTask<StaffRole> AllowAsync(StaffSession session, ViewDefinition view, StaffLook look, string what, ImmutableArray<DataLabel> labels, CancellationToken cancellation)
    {
        if (!look.IsEmergency)
        {
            var role = await RequireAsync(session, StaffPowers.Find, view.Purpose, [], what, cancellation);
            return labels.IsEmpty ? role : await RequireAsync(session, StaffPowers.Find | StaffPowers.Reveal, view.Purpose, labels, what, cancellation);
        }

        var own = await RequireAsync(session, StaffPowers.Emergency, null, [], what, cancellation);
        if (await EmergencyOfAsync(session, cancellation) is null)
        {
            await RecordAsync(session, "staff-refused", $"{what} missing=emergency", cancellation);
            throw new StaffRefusedException(StaffRefusal.NoEmergency, own.Ask);
        }

        return own;
    }

    private static ImmutableArray<FactDefinition> Asked(ViewDefinition view, ImmutableArray<string> reveal)
    {
        var asked = ImmutableArray.CreateBuilder<FactDefinition>();
        foreach (var name in reveal)
        {
            asked.Add(view.Facts.FirstOrDefault(fact => fact.Name == name) ?? throw new StaffRefusedException(StaffRefusal.Unknown));
        }

        return asked.ToImmutable();
    }

    private static StaffCard Card(ViewDefinition view, ViewOutcome? outcome, ImmutableArray<string> revealed, int hidden) => outcome switch
    {
        null => new StaffCard(view, 0, RefusalReason.UnknownSubject, [], hidden),
        { Answer: Permit permit } => new StaffCard(
            view, outcome.Sequence, null, [.. view.Facts.Select((fact, at) => StaffFact.Of(fact, permit.View[at], revealed.Contains(fact.Name)))], hidden),
        { Answer: Refusal refusal } => new StaffCard(view, outcome.Sequence, refusal.Reason, [], hidden),
        _ => new StaffCard(view, outcome.Sequence, RefusalReason.ProfileUnreadable, [], hidden),
    };
}
