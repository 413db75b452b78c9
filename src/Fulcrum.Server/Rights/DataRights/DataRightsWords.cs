using System.Collections.Frozen;
using System.Text.Json;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Server.Rights.DataRights;

/// <summary>How the Data Rights Protocol spells what we know: its actions, its statuses with reasons, its body.</summary>
internal static class DataRightsWords
{
    private static readonly FrozenDictionary<string, RequestKind> Actions = new Dictionary<string, RequestKind>(StringComparer.Ordinal)
    {
        ["access"] = RequestKind.Access,
        ["access:categories"] = RequestKind.Access,
        ["access:specific"] = RequestKind.Access,
        ["deletion"] = RequestKind.Erasure,
        ["sale:opt-out"] = RequestKind.Withdrawal,
        ["sale:opt_out"] = RequestKind.Withdrawal,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The statuses it has.</summary>
    public static string[] Statuses { get; } = ["open", "in_progress", "fulfilled", "revoked", "denied", "expired"];

    /// <summary>The reasons it has.</summary>
    public static string[] Reasons { get; } =
        ["need_user_verification", "suspected_fraud", "insuf_verification", "no_match", "claim_not_covered", "outside_jurisdiction", "too_many_requests", "other"];

    /// <summary>The right that an action is; null for one that is not taken from others.</summary>
    public static RequestKind? Of(string action) => Actions.TryGetValue(action, out var kind) ? kind : null;

    /// <summary>Whether it is a yes, which no other may say.</summary>
    public static bool IsYes(string action) => action is "sale:opt-in" or "sale:opt_in";

    /// <summary>Where a request stands, as it calls it.</summary>
    public static (string Status, string Reason) Of(Referral referral) => referral.Request.State switch
    {
        RequestState.Received => ("open", ""),
        RequestState.Asked => ("in_progress", "need_user_verification"),
        RequestState.Working => ("in_progress", ""),
        RequestState.Done => ("fulfilled", ""),
        RequestState.Refused => ("denied", Of(referral.Reason)),
        _ => (referral.IsExpired ? "expired" : "revoked", ""),
    };

    /// <summary>Where a request stands (its section 3.03).</summary>
    public static void Write(Utf8JsonWriter json, Referral referral, PartnerBook book)
    {
        var (status, reason) = Of(referral);
        json.WriteStartObject();
        json.WriteString("request_id"u8, referral.Asked.Reference);
        json.WriteString("received_at"u8, referral.Request.OpenedAt.ToString());
        json.WriteString("expected_by"u8, referral.Asked.DueAt.ToString());
        if (AgentIdOf(referral) is { Length: > 0 } agentId)
        {
            json.WriteString("agent_request_id"u8, agentId);
        }

        json.WriteString("status"u8, status);
        if (reason.Length > 0)
        {
            json.WriteString("reason"u8, reason);
        }

        if (referral.NeedsProof)
        {
            json.WriteString("user_verification_url"u8, book.DataRights?.VerificationUrl ?? "");
            json.WriteString("expires_at"u8, (referral.Request.OpenedAt + book.ProofWithin).ToString());
            json.WriteString("processing_details"u8, "The customer confirms it in the privacy centre, once they signed in with the address in the request.");
        }

        if (referral.HasResults)
        {
            json.WriteString("results_url"u8, $"https://{book.Domain}/v1/data-rights-request/{referral.Asked.Reference}/results");
            json.WriteString("expires_at"u8, (referral.Request.ClosedAt + ReferralFlow.ResultsFor).ToString());
        }

        json.WriteEndObject();
    }

    /// <summary>What is kept of an action and of what the agent calls the request.</summary>
    public static string TermsOf(string action, string agentId) => $"{action}\n{agentId}";

    private static string AgentIdOf(Referral referral) => referral.Asked.Terms.Split('\n', 2) is [_, var id] ? id : "";

    private static string Of(DenialReason reason) => reason switch
    {
        DenialReason.SuspectedFraud => "suspected_fraud",
        DenialReason.InsufficientVerification => "insuf_verification",
        DenialReason.NoMatch => "no_match",
        DenialReason.ClaimNotCovered => "claim_not_covered",
        DenialReason.OutsideJurisdiction => "outside_jurisdiction",
        DenialReason.TooManyRequests => "too_many_requests",
        _ => "other",
    };
}
