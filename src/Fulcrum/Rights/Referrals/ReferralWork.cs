using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Referrals;

/// <summary>Does what partners handed on: each when it is due, with no more than its proof opens. What was cut short is done again, which is safe.</summary>
/// <remarks>Safe from many threads; one of them works.</remarks>
public sealed class ReferralWork : IDisposable
{
    private readonly ReferralFlow _flow;
    private readonly Door _door;
    private readonly ErasureFlow _erasures;
    private readonly AccessFlow _access;
    private readonly RequestFlow _requests;
    private readonly ConsentFlow _consents;
    private readonly WorkspaceInForce _workspace;
    private readonly SemaphoreSlim _working = new(1, 1);

    internal ReferralWork(ReferralFlow flow, Door door, ErasureFlow erasures, AccessFlow access, RequestFlow requests, ConsentFlow consents, WorkspaceInForce workspace) =>
        (_flow, _door, _erasures, _access, _requests, _consents, _workspace) = (flow, door, erasures, access, requests, consents, workspace);

    /// <summary>Does what is due.</summary>
    /// <returns>How many were closed.</returns>
    /// <exception cref="StoreUnavailableException">What was begun is begun again by the next turn.</exception>
    public async ValueTask<int> RunDueAsync(CancellationToken cancellation)
    {
        await _working.WaitAsync(cancellation);
        try
        {
            var closed = 0;
            foreach (var referral in await _flow.ListOpenAsync(cancellation))
            {
                closed += await StepAsync(referral, cancellation) ? 1 : 0;
            }

            return closed;
        }
        finally
        {
            _working.Release();
        }
    }

    /// <summary>Works until cancelled. The host runs it; the core has no threads of its own.</summary>
    public Task RunAsync(CancellationToken cancellation) => _flow.RunAsync(RunDueAsync, cancellation);

    /// <summary>Opens what was asked to see, for the partner that asked. Journaled like every access.</summary>
    /// <returns>Null when there is nothing to fetch, or no longer.</returns>
    /// <exception cref="StoreUnavailableException">The access could not be journaled; nothing is shown.</exception>
    public async ValueTask<SelfAccess?> OpenResultsAsync(Referral referral, string surface, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(referral);
        if (await _flow.ResultsOfAsync(referral, cancellation) is not { IsEmpty: false } identities)
        {
            return null;
        }

        var request = new AccessRequest($"partner:{referral.Asked.Partner}", surface, "export") { Why = referral.Asked.Reference };
        return referral.Proven >= 0
            ? await _access.OpenProvenAsync(identities[referral.Proven] with { Verified = true }, request, cancellation)
            : await _access.OpenAsync(identities, request, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => _working.Dispose();

    private async ValueTask<bool> StepAsync(Referral referral, CancellationToken cancellation)
    {
        var (now, id) = (_flow.Now, referral.Request.Id);
        switch (referral.Request.State)
        {
            case RequestState.Asked when now >= referral.Request.OpenedAt + _workspace.Current.Partners.ProofWithin:
                return await _flow.ActAsync(id, RequestAct.Drop, "nobody confirmed it", DenialReason.None, cancellation) is not null;
            case RequestState.Received when now >= referral.Asked.BeginAt:
                return await _flow.ActAsync(id, RequestAct.Begin, "", DenialReason.None, cancellation) is { } begun && await ServeAsync(begun, cancellation);
            case RequestState.Working:
                return await ServeAsync(referral, cancellation);
            case RequestState.Done when now >= referral.Request.ClosedAt + ReferralFlow.ResultsFor:
                await _flow.ForgetResultsAsync(referral, cancellation);
                return false;
            default:
                return false;
        }
    }

    private async ValueTask<bool> ServeAsync(Referral referral, CancellationToken cancellation)
    {
        // Gone with an erasure since: there is nothing left to show or to erase.
        var identities = await _flow.Rows.OpenAsync(referral.Asked.Identities, cancellation) ?? [];
        if (referral.Request.Kind is RequestKind.Access or RequestKind.Portability)
        {
            var isKnown = await IsAnyKnownAsync(referral, identities, cancellation);
            return !isKnown && referral.Asked.Protocol == ReferralProtocol.DataRights
                ? await CloseAsync(referral, RequestAct.Refuse, "", DenialReason.NoMatch, cancellation)
                : await CloseAsync(referral, RequestAct.Complete, isKnown ? Profiles.ReferralEntry.Found : "", DenialReason.None, cancellation);
        }

        if (referral.Request.Kind == RequestKind.Withdrawal)
        {
            await EndSaleAsync(referral, identities);
            return await CloseAsync(referral, RequestAct.Complete, "", DenialReason.None, cancellation);
        }

        if (referral.Proven >= 0)
        {
            return await EraseProvenAsync(referral, identities, cancellation);
        }

        foreach (var identity in identities)
        {
            await _erasures.EraseAsync([identity], $"partner:{referral.Asked.Partner}", referral.Asked.Reference, CancellationToken.None);
        }

        return await CloseAsync(referral, RequestAct.Complete, "", DenialReason.None, cancellation);
    }

    /// <summary>A no to every purpose that is a sale of data, for each identity: also for somebody of whom nothing is kept yet.</summary>
    private async ValueTask EndSaleAsync(Referral referral, ImmutableArray<Identifier> identities)
    {
        var asked = referral.Proven >= 0 ? [identities[referral.Proven] with { Verified = true }] : identities;
        var (workspace, now, by) = (_workspace.Current, _flow.Now, $"partner:{referral.Asked.Partner}");
        var noes = (workspace.Partners.DataRights?.Sale ?? []).Select(purpose => new ConsentRecord(
            purpose, ConsentState.Withdrawn, "", workspace.Languages[0], now, now, "partner", ConsentMethod.Express, referral.Proven >= 0, by, [], Synthetic: false)).ToImmutableArray();
        foreach (var identity in noes.IsEmpty ? [] : asked)
        {
            await _consents.RecordAsync(new ConsentRequest([identity], "", noes), CancellationToken.None);
        }
    }

    private async ValueTask<bool> IsAnyKnownAsync(Referral referral, ImmutableArray<Identifier> identities, CancellationToken cancellation) =>
        !identities.IsEmpty && await _door.FindAsync(referral.Proven >= 0 ? [identities[referral.Proven]] : identities, cancellation) is not null;

    /// <summary>Erases when all of the profile is the customer's; whose the rest is, a person has to see, and then it waits for them.</summary>
    private async ValueTask<bool> EraseProvenAsync(Referral referral, ImmutableArray<Identifier> identities, CancellationToken cancellation)
    {
        if (identities.IsEmpty)
        {
            return await CloseAsync(referral, RequestAct.Complete, "", DenialReason.None, cancellation);
        }

        var proven = identities[referral.Proven] with { Verified = true };
        var asker = RightsAsker.Self(proven, "partner");
        if (referral.Desk.Length > 0)
        {
            var desk = (await _requests.ListAsync(asker, cancellation)).FirstOrDefault(request => request.Request.Id == referral.Desk);
            return desk?.Request.State switch
            {
                null or RequestState.Done => await CloseAsync(referral, RequestAct.Complete, "", DenialReason.None, cancellation),
                RequestState.Refused => await CloseAsync(referral, RequestAct.Refuse, "", desk.Request.Finding.Reason is DenialReason.None ? DenialReason.Other : desk.Request.Finding.Reason, cancellation),
                RequestState.Dropped => await CloseAsync(referral, RequestAct.Drop, "", DenialReason.None, cancellation),
                _ => false,
            };
        }

        var erased = await _erasures.EraseProvenAsync(proven, $"partner:{referral.Asked.Partner}", referral.Asked.Reference, CancellationToken.None);
        if (erased.Result != OwnErasureResult.NotAllTheirs)
        {
            return await CloseAsync(referral, RequestAct.Complete, "", DenialReason.None, cancellation);
        }

        var opened = await _requests.OpenAsync(asker, RequestKind.Erasure, "", CancellationToken.None);
        if (opened is not null)
        {
            await _flow.ActAsync(referral.Request.Id, RequestAct.Join, opened.Request.Id, DenialReason.None, cancellation);
        }

        return false;
    }

    private async ValueTask<bool> CloseAsync(Referral referral, RequestAct act, string why, DenialReason reason, CancellationToken cancellation) =>
        await _flow.ActAsync(referral.Request.Id, act, why, reason, cancellation) is not null;
}
