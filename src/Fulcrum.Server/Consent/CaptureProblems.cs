using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Consent.Capture;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Consent;

/// <summary>Why a yes was refused, as a problem or in an answer. Nothing of such a yes was kept.</summary>
internal static class CaptureProblems
{
    private static readonly string[] Codes =
    [
        "surface-missing", "proof-missing", "proof-altered", "proof-expired", "proof-of-another", "proof-of-other-surface", "proof-of-other-notice", "proof-too-weak", "proof-used",
        "not-asked-here", "wrong-region",
    ];

    /// <summary>Every one of them, for the description.</summary>
    public static Problem[] All => [.. Codes.Select(code => Of(new Fault(code, "", "")))];

    /// <summary>A surface nobody declared, or that takes no nonces.</summary>
    public static Problem UnknownSurface(string nearest) => new(
        StatusCodes.Status400BadRequest, "unknown-surface", "The surface is not declared",
        $"The workspace in force declares no such surface that takes nonces or tokens from this caller{(nearest.Length > 0 ? $"; did you mean '{nearest}'?" : ".")}",
        "Only what the workspace declares can be used.",
        "Use a surface of the workspace, or declare it in surfaces.yaml.");

    /// <summary>A notice that the surface does not show.</summary>
    public static Problem NoticeElsewhere { get; } = new(
        StatusCodes.Status400BadRequest, "notice-not-shown-here", "The surface does not show this notice",
        "The surface shows no such notice, or several, and the request names none.",
        "A nonce or token is for one version of one text.",
        "Name one of the surface's notices, as name@version.");

    /// <summary>The problem of one.</summary>
    public static Problem Of(Fault fault) => new(
        fault.Code == "proof-used" ? StatusCodes.Status409Conflict : StatusCodes.Status403Forbidden, fault.Code, "The yes is refused", fault.What,
        fault.Code == "wrong-region"
            ? "What is written first of somebody must be written where their law says."
            : "A yes counts only where something shows that its subject gave it; a no is always taken.",
        fault.Remedy);

    /// <summary>Answers with the problem of the first, where every decision was refused.</summary>
    public static void ThrowIfNothingElse(ImmutableArray<RefusedConsent> refused, int decisions)
    {
        if (!refused.IsEmpty && refused.Length == decisions)
        {
            throw new ProblemException(Of(refused[0].Fault));
        }
    }

    /// <summary>Writes those that were refused among others; nothing where none was.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<RefusedConsent> refused)
    {
        if (refused.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("refused"u8);
        foreach (var (purpose, scope, fault) in refused)
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, purpose);
            ConsentRoutes.WriteScope(json, scope);
            json.WriteString("code"u8, fault.Code);
            json.WriteString("detail"u8, fault.What);
            json.WriteString("remedy"u8, fault.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
