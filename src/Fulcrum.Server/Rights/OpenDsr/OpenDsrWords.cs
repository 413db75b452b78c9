using System.Text.Json;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>How OpenDSR spells what we know: its types, its four statuses, its bodies.</summary>
internal static class OpenDsrWords
{
    /// <summary>The version we speak.</summary>
    public const string Version = "2.0";

    /// <summary>What stands in the place of a law where a request came by the earlier name.</summary>
    public const string OpenGdpr = "opengdpr";

    /// <summary>The types of requests it has.</summary>
    public static string[] Types { get; } = ["access", "portability", "erasure"];

    /// <summary>The statuses it has.</summary>
    public static string[] Statuses { get; } = ["pending", "in_progress", "completed", "cancelled"];

    /// <summary>A law, as it calls it. It has two words: of any other than California's it hears the one that asks more of it.</summary>
    public static string RegulationOf(string jurisdiction) => jurisdiction.StartsWith("US-", StringComparison.Ordinal) ? "ccpa" : "gdpr";

    /// <summary>A right, as it calls it.</summary>
    public static string Of(RequestKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Where a request stands, as it calls it; what was refused has no other word there than cancelled.</summary>
    public static string Of(RequestState state) => state switch
    {
        RequestState.Received or RequestState.Asked => "pending",
        RequestState.Working => "in_progress",
        RequestState.Done => "completed",
        _ => "cancelled",
    };

    /// <summary>Where a request stands: the answer to who asks, and what is said to a callback, which is named then.</summary>
    public static void WriteStatus(Utf8JsonWriter json, Referral referral, string domain, string callback)
    {
        json.WriteStartObject();
        json.WriteString("controller_id"u8, referral.Asked.Partner);
        json.WriteString("expected_completion_time"u8, referral.Asked.DueAt.ToString());
        if (callback.Length > 0)
        {
            json.WriteString("status_callback_url"u8, callback);
        }

        json.WriteString("subject_request_id"u8, referral.Asked.Reference);
        json.WriteString("request_status"u8, Of(referral.Request.State));
        json.WriteString("api_version"u8, Version);
        if (referral.HasResults)
        {
            json.WriteString("results_url"u8, $"https://{domain}/v2/requests/{referral.Asked.Reference}/results");
        }

        WriteMore(json, referral, domain, []);
        json.WriteEndObject();
    }

    /// <summary>What the protocol has no member for, below our domain as it wants extensions: what a pending request waits for, why one was refused, what could not be matched.</summary>
    public static void WriteMore(Utf8JsonWriter json, Referral referral, string domain, IReadOnlyList<UnmatchedIdentity> unmatched)
    {
        json.WriteStartObject("extensions"u8);
        json.WriteStartObject(domain);
        if (referral.IsPending)
        {
            json.WriteString("waits_for"u8, referral.NeedsProof ? "customer-confirmation" : "hold");
        }

        if (referral.Reason != DenialReason.None)
        {
            json.WriteString("denial_reason"u8, Words.Of(referral.Reason));
        }

        json.WriteStartArray("unmatched_identities"u8);
        foreach (var identity in unmatched)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, identity.Index);
            json.WriteString("identity_type"u8, identity.Type);
            json.WriteString("identity_format"u8, identity.Format);
            json.WriteString("reason"u8, identity.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
