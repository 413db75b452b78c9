using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Profiles;

namespace Fulcrum.Rights.Access.Export;

/// <summary>The stable words of the archive's data.</summary>
internal static class ExportWords
{
    internal static string Of(Provenance provenance) => provenance.ToString().ToLowerInvariant();

    internal static string Of(ConsentState state) => state.ToString().ToLowerInvariant();

    internal static string Of(DecisionMode mode) => mode.ToString().ToLowerInvariant();

    internal static string Of(OwnUseKind kind) => kind switch { OwnUseKind.LookUp => "look-up", _ => kind.ToString().ToLowerInvariant() };

    internal static string Of(OwnRightAct act) => act.ToString().ToLowerInvariant();

    internal static string Of(Instant at) => at == Instant.Never ? "" : at.ToString();

    internal static string Of(LegalBasis basis) => basis switch
    {
        LegalBasis.LegalObligation => "legal-obligation",
        LegalBasis.VitalInterest => "vital-interest",
        LegalBasis.PublicTask => "public-task",
        LegalBasis.LegitimateInterest => "legitimate-interest",
        _ => basis.ToString().ToLowerInvariant(),
    };

    internal static string KindOf(OwnEntry entry) => entry switch
    {
        OwnEvent => "event",
        OwnConsent => "consent",
        OwnDecision => "decision",
        OwnOutcome => "outcome",
        OwnLookUp => "look-up",
        OwnAccess => "access",
        OwnMessage => "message",
        OwnRight => "right",
        OwnRequest => "request",
        OwnExchangeAct => "exchange",
        OwnPasskey => "passkey",
        OwnLink => "link",
        _ => "unreadable",
    };
}
