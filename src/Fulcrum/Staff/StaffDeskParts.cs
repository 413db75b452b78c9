using System.Collections.Immutable;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Rights.Access;

namespace Fulcrum.Staff;

/// <content>What else a person's card has: choices, decisions, who looked.</content>
public sealed partial class StaffDesk
{
    /// <summary>Most decisions or look-ups that a part shows.</summary>
    public const int PartRowsMax = 20;

    /// <summary>The power that a part takes beside <see cref="StaffPowers.Find"/>.</summary>
    public static StaffPowers PowerOf(StaffPart part) => part switch
    {
        StaffPart.Choices => StaffPowers.None, StaffPart.Decisions => StaffPowers.Decisions, StaffPart.Looks => StaffPowers.Audit,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>Opens a part of a person's card. It is a look like any other: allowed, watched, journaled and told to the person before anything is shown.</summary>
    /// <param name="session">Who looks.</param>
    /// <param name="person">An identifier of the person.</param>
    /// <param name="look">The view whose purpose they look for, and why; what it says of revealing is not looked at.</param>
    /// <param name="part">What they want to see.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">Role, purpose, label or training is missing, or the reason is.</exception>
    /// <exception cref="StoreUnavailableException">It could not be put on record, so nothing is shown.</exception>
    public async ValueTask<StaffPartCard> OpenPartAsync(StaffSession session, Identifier person, StaffLook look, StaffPart part, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(look);
        RequireReason(look.Why);
        RequireCase(look.Case);
        var view = _workspace.Current.Views.GetValueOrDefault(look.View) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        var what = look.IsEmergency ? "staff-emergency-look" : "staff-look";
        if (PowerOf(part) is var more && more != StaffPowers.None)
        {
            await RequireAsync(session, more, null, [], what, cancellation);
        }

        var role = await AllowAsync(session, view, look, what, [], cancellation);
        await WatchLookAsync(session, role, person, look, what, cancellation);
        var who = $"{role.Name}/{session.Member.Id}{(look.IsEmergency ? " (emergency)" : "")}";
        var opened = await _access.LookAsync([person], view, StaffPartCard.NameOf(part), who, look.Why.Trim(), cancellation);
        await RecordAsync(
            session, what, $"look-up={opened.Sequence} view={view.Name} purpose={view.Purpose.Name} role={role.Name}{(look.Case.Length > 0 ? $" case={look.Case}" : "")} part={StaffPartCard.NameOf(part)}", cancellation);
        var card = new StaffPartCard(part, view, opened.Sequence, opened.Refused);
        return opened.Access is { } access ? await FillAsync(card, access, look.IsEmergency ? null : role, cancellation) : card;
    }

    private async ValueTask<StaffPartCard> FillAsync(StaffPartCard card, SelfAccess access, StaffRole? role, CancellationToken cancellation)
    {
        switch (card.Part)
        {
            case StaffPart.Choices:
                var view = await access.ReadViewAsync(cancellation) ?? throw Changed();
                return card with { Choices = view.Standings };
            case StaffPart.Decisions:
                var decisions = ImmutableArray.CreateBuilder<StaffDecision>();
                foreach (var decision in (await RowsAsync(OwnKinds.Decisions)).OfType<OwnDecision>())
                {
                    decisions.Add(Tell(decision, await AccountOfAsync(decision.Id, cancellation), role));
                }

                return card with { Decisions = decisions.ToImmutable() };
            default:
                return card with { Looks = [.. (await RowsAsync(OwnKinds.LookUps)).OfType<OwnLookUp>().Select(row => row with { Why = "" })] };
        }

        async ValueTask<ImmutableArray<OwnEntry>> RowsAsync(OwnKinds kinds) =>
            (await access.ReadAsync(kinds, 0, PartRowsMax, isExplained: false, cancellation) ?? throw Changed()).Entries;
    }

    /// <summary>Null too where the version it was made under cannot be read any more: the row is shown, and its why is not.</summary>
    private async ValueTask<Account?> AccountOfAsync(string decision, CancellationToken cancellation)
    {
        try
        {
            return await _decisions.ExplainAsync(decision, cancellation);
        }
        catch (PinnedVersionUnreadableException)
        {
            return null;
        }
    }

    private static StoreUnavailableException Changed() => new("The profile changed while it was read. Asking again is safe.");

    /// <summary>In an emergency, for which there is no role, every fact may be named.</summary>
    private StaffDecision Tell(OwnDecision decision, Account? account, StaffRole? role)
    {
        var facts = _workspace.Current.Facts;

        // The sentence names what the rules of what was shown looked at, and nothing else.
        var named = account is null ? [] : account.Candidates.Where(candidate => candidate.Chosen > 0).SelectMany(candidate => candidate.Looked).Distinct();
        var hidden = role is null ? 0 : named.Count(name => !facts.TryGetValue(name, out var fact) || !role.Sees(fact.Label));
        return new StaffDecision(decision.Id, decision.At, decision.Placement, decision.Purpose, decision.Offers, hidden > 0 ? null : account?.Sentence, hidden);
    }
}
