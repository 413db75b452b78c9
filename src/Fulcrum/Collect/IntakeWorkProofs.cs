using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <content>Proofs: whether a yes that came with a public write key shows that its visitor gave it.</content>
internal sealed partial class IntakeWork
{
    /// <summary>Keys of nonces that rows not yet appended carry.</summary>
    private readonly List<UInt128> _proofs = [];

    /// <summary>Key of a nonce that was taken and stands in no row yet; 0 for none.</summary>
    private UInt128 _unkept;

    /// <summary>Whether a yes of this source must be proved: its key is public, and the workspace says where people are asked.</summary>
    private bool NeedsProof(Workspace workspace) => !_rules.Source.Trusted && workspace.Surfaces.Count > 0;

    /// <summary>Whether a yes may be recorded. One that stands already needs no proof; but a good one that it brings is used up.</summary>
    /// <param name="intake">The event.</param>
    /// <param name="purpose">What it says yes to.</param>
    /// <param name="workspace">In force.</param>
    /// <param name="record">The yes; gets its evidence.</param>
    /// <param name="told">The parts it changes; the visitor's own, where only the nonce has to be remembered.</param>
    private bool TakeProof(Intake intake, Purpose purpose, Workspace workspace, ref ConsentRecord record, ref ImmutableArray<SubjectId> told)
    {
        var fault = FaultOf(intake, purpose, workspace, out var token);
        if (fault is null && !intake.HoldsProof)
        {
            var key = parts.MessageKeys.OfCapture(token!.Id);
            if (parts.Store.Dedupe.TryTake(key, intake.Event.ReceivedAt, out _))
            {
                _unkept = key;
                _proofs.Add(key);
                intake.HoldsProof = true;
            }
            else
            {
                fault = CaptureFaults.Used;
            }
        }

        if (fault is null)
        {
            record = CaptureGate.Proved(record, token!);
            told = told.IsEmpty && _unkept != 0 ? [intake.Identifiers[0].Subject] : told;
            return true;
        }

        if (!told.IsEmpty)
        {
            intake.ConsentFault ??= fault;
        }

        return false;
    }

    /// <summary>The same for an event that is only judged.</summary>
    private bool IsShown(Intake intake, Purpose purpose, Workspace workspace)
    {
        if (!NeedsProof(workspace))
        {
            return true;
        }

        intake.ConsentFault ??= FaultOf(intake, purpose, workspace, out _);
        return intake.ConsentFault is null;
    }

    private Fault? FaultOf(Intake intake, Purpose purpose, Workspace workspace, out CaptureToken? token)
    {
        token = null;
        if (CaptureGate.SurfaceOf(intake.Proof, _rules.Source, workspace) is not { } surface)
        {
            return CaptureFaults.NoSurface;
        }

        var demand = new CaptureDemand(surface, _rules.Source.Code, _rules.Source.Notice, intake.Identifiers[0].Key, intake.Event.ReceivedAt);
        return parts.Capture.Check(intake.Proof, demand, out token) ?? (surface.Purposes.Contains(purpose) ? null : CaptureFaults.NotAsked);
    }

    private void ReleaseProofs()
    {
        foreach (var proof in _proofs)
        {
            parts.Store.Dedupe.Release(proof);
        }

        _proofs.Clear();
        _unkept = 0;
    }
}
