using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Access;

/// <summary>Tells rows in the words their subject sees.</summary>
internal static class OwnEntries
{
    internal static bool IsWanted(OwnKinds kinds, EntryKind kind) => (kinds & (kind switch
    {
        EntryKind.Event => OwnKinds.Events,
        EntryKind.Consent => OwnKinds.Consents,
        EntryKind.Decision => OwnKinds.Decisions,
        EntryKind.Outcome => OwnKinds.Outcomes,
        EntryKind.LookUp => OwnKinds.LookUps,
        EntryKind.Access => OwnKinds.Accesses,
        EntryKind.Link or EntryKind.Cut => OwnKinds.Links,
        EntryKind.Right or EntryKind.Request => OwnKinds.Rights,
        EntryKind.Exchange => OwnKinds.Exchanges,
        EntryKind.Passkey => OwnKinds.Passkeys,
        EntryKind.Message or EntryKind.Delivery => OwnKinds.Messages,
        _ => OwnKinds.None,
    })) != OwnKinds.None;

    internal static async ValueTask<OwnEntry> TellAsync(
        OpenedOwnRow row, Workspace workspace, DecisionFlow decisions, bool isExplained, CancellationToken cancellation)
    {
        var (sequence, at) = (row.Sequence, row.At);
        switch (row.Entry)
        {
            case AcceptedEvent happened when Correction.Is(happened):
                return new OwnRight(sequence, at, OwnRightAct.Corrected, happened.Properties.IsEmpty ? "" : happened.Properties[0].Path, AccessRequest.Self, "");
            case RequestEntry request:
                return new OwnRequest(sequence, at, request.Id, request.Kind, request.Act, request.By, request.Why) { Finding = request.Finding };
            case ExchangeEntry exchange:
                return new OwnExchangeAct(sequence, at, exchange.Exchange, exchange.Act, exchange.By, exchange.Why);
            case PasskeyEntry passkey:
                return new OwnPasskey(sequence, at, passkey.Act, passkey.Name);
            case RightEntry right:
                return new OwnRight(sequence, at, (OwnRightAct)right.Act, right.Fact, right.By, right.Why);
            case AcceptedEvent happened:
                return Tell(sequence, at, happened, workspace);
            case ConsentEntry(var record):
                return new OwnConsent(sequence, at, record);
            case DecisionEntry decision:
                var gist = await decisions.GistAsync(decision.Record, cancellation);
                var account = isExplained ? await decisions.AccountAsync(sequence, row.Subject, decision.Record, cancellation) : null;
                return new OwnDecision(sequence, at, decisions.IdOf(sequence), decision.Placement, gist.Purpose, gist.Mode, gist.Why, gist.Offers)
                {
                    Sentence = account?.Sentence,
                };
            case OutcomeEntry outcome:
                return new OwnOutcome(sequence, at, decisions.IdOf(outcome.Decision), outcome.Offer, outcome.Kind);
            case LookUpEntry lookUp:
                return new OwnLookUp(sequence, at, lookUp.Who, lookUp.View, lookUp.Purpose, lookUp.Why);
            case AccessEntry access:
                return new OwnAccess(sequence, at, access.By, access.Surface, access.What, access.Why);
            case MessageEntry message:
                return new OwnMessage(sequence, at, message.Channel, message.Template, "waiting");
            case DeliveryEntry delivery:
                return new OwnMessage(sequence, at, delivery.Channel, delivery.Template, delivery.Outcome);
            case LinkEntry link:
                return new OwnLink(sequence, at, false, link.Reason, link.IdentifierType);
            case CutEntry cut:
                return new OwnLink(sequence, at, true, cut.Why, "");
            default:
                return new OwnUnreadable(sequence, at);
        }
    }

    internal static OwnIdentifier Of(byte type, string value, bool isVerified, Workspace workspace)
    {
        foreach (var declared in workspace.IdentifierTypes.Values)
        {
            if (declared.Code == type)
            {
                return new OwnIdentifier(declared.Name, declared.Form, value, isVerified);
            }
        }

        return new OwnIdentifier("", IdentifierForm.Opaque, value, isVerified);
    }

    private static OwnEvent Tell(long sequence, Instant at, AcceptedEvent happened, Workspace workspace) => new(
        sequence,
        at,
        happened.Type,
        happened.Name,
        happened.OccurredAt,
        FoldPlan.Of(workspace).SourceName(happened.Source),
        NamesOf(happened.Kept, workspace),
        [.. happened.Identifiers.Select(known => Of(known.Type, known.Value, known.Verified, workspace))],
        [.. happened.Properties.Select(property => new OwnProperty(property.Path, property.Value, NamesOf(property.Kept & happened.Kept, workspace)))],
        happened.Undeclared);

    private static ImmutableArray<string> NamesOf(PurposeSet kept, Workspace workspace) =>
        [.. workspace.Purposes.Values.Where(kept.Contains).Select(purpose => purpose.Name).Order(StringComparer.Ordinal)];
}
