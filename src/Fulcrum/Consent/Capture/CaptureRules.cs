using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Capture;

/// <summary>What a surface demands of a yes that staff or a system brings. Pure.</summary>
/// <remarks>Such a caller has a secret key, so what it brings is kept; what lacks its evidence is kept as invalid and enables nothing.</remarks>
internal static class CaptureRules
{
    /// <summary>The length of a SHA-256 in hex.</summary>
    internal const int HashLength = 64;

    /// <summary>What a yes lacks by the surface that its evidence names; empty where the workspace declares no surfaces, where it names none, and for the privacy centre, which asks by itself.</summary>
    internal static ImmutableArray<string> FaultsOf(ConsentRecord record, Workspace workspace)
    {
        var evidence = record.Evidence;
        if (workspace.Surfaces.Count == 0 || evidence.Surface.Length == 0 || evidence.Surface == CaptureSurface.PrivacyCentre)
        {
            return [];
        }

        if (!workspace.Surfaces.TryGetValue(evidence.Surface, out var surface))
        {
            return ["surface-unknown"];
        }

        var faults = ImmutableArray.CreateBuilder<string>();
        Add(!IsAsked(record, surface, workspace), "not-asked-here");
        Add(record.Notice.Length > 0 && !surface.Notices.Contains(record.Notice), "notice-not-shown-here");

        // What is imported was decided by another way, which its record tells.
        Add(record.Channel.Length > 0 && record.Channel != surface.Channel && surface.Kind != SurfaceKind.Import, "channel-of-other-surface");
        switch (surface.Proof)
        {
            case CaptureProof.Operator:
                Add(string.IsNullOrWhiteSpace(evidence.Operator), "operator-missing");
                Add(string.IsNullOrWhiteSpace(evidence.Reference), "evidence-missing");
                Add(!surface.Evidence.Contains(evidence.Kind), "evidence-of-other-kind");
                Add(evidence.Kind == EvidenceKind.PaperForm && !IsHash(evidence.Hash), "evidence-hash-missing");
                break;
            case CaptureProof.ImportRecord:
                Add(evidence.Kind != EvidenceKind.ImportRecord || string.IsNullOrWhiteSpace(evidence.Reference) || !IsHash(evidence.Hash), "import-record-missing");
                break;
            default:
                // Whether the nonce or token holds was settled before; what rests on none names none.
                Add(evidence.Kind is not (EvidenceKind.PageNonce or EvidenceKind.SubjectToken), "proof-missing");
                break;
        }

        return faults.ToImmutable();

        void Add(bool isFault, string key)
        {
            if (isFault)
            {
                faults.Add(key);
            }
        }
    }

    /// <summary>Whether a surface may ask for what a yes is about.</summary>
    internal static bool IsAsked(ConsentRecord record, CaptureSurface surface, Workspace workspace) =>
        workspace.Purposes.TryGetValue(record.Purpose, out var purpose) && surface.Purposes.Contains(purpose)
        && (record.Scope.Channel.Length == 0 || surface.AsksChannels.IsEmpty || surface.AsksChannels.Contains(record.Scope.Channel));

    /// <summary>Whether a text is a SHA-256 in lower-case hex.</summary>
    internal static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}
