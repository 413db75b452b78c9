using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <content>Consents: what events say was decided.</content>
internal sealed partial class IntakeWork
{
    /// <summary>Records what the event's consent categories change, before the event itself is judged by it.</summary>
    private bool RecordConsents(Intake intake, LiveProfile live, ReadOnlySpan<Intake> all, int at)
    {
        if (intake.Consents.Count == 0)
        {
            return false;
        }

        // What earlier events of the request said must be folded before this one is compared with it.
        if (HasPending(live))
        {
            Append(all, at);
        }

        var primary = intake.Identifiers[0];
        var changed = false;
        foreach (var (purpose, granted) in intake.Consents)
        {
            // What a privacy control signal refuses is not granted: the browser says no while the page says yes.
            if (granted && !(live.Workspace.Purposes.TryGetValue(purpose, out var asked) && MayGrant(asked)))
            {
                continue;
            }

            var record = ConsentRules.Judge(RecordOf(intake, live, purpose, granted), live.Profile, _rules.Source, live.Workspace);
            var told = ConsentRules.PartsToTell(live.Profile, primary.Subject, record, live.Workspace);
            if (granted && NeedsProof(live.Workspace) && !TakeProof(intake, live.Workspace.Purposes[purpose], live.Workspace, ref record, ref told))
            {
                continue;
            }

            foreach (var subject in told)
            {
                // A row remembers one key: the nonce's, where a yes rests on one, since a message that comes again then changes nothing.
                var proof = _unkept;
                _unkept = 0;
                var carries = intake.Shape.Rule is null && !changed && proof == 0;
                var dedupe = proof != 0 ? proof : carries ? intake.Dedupe : 0;
                var bindings = subject == primary.Subject ? Bind(intake, primaryOnly: true) : default;
                _rows.Add(live, live.PartOf(subject), EntryKind.Consent, new ConsentEntry(record), intake.Event.ReceivedAt, _rules.Source.Code, dedupe, bindings,
                    granted ? default : KnownBy(intake), granted ? null : [.. intake.Identifiers.Select(one => one.Identifier)]);
                if (carries)
                {
                    _carried.Add(intake);
                }

                changed = true;
            }
        }

        if (changed)
        {
            Append(all, at);
        }

        return changed;
    }

    private bool MayGrant(Purpose purpose) => !_signals.GlobalPrivacyControl || _rules.LeftByPrivacyControl.Contains(purpose);

    private ConsentRecord RecordOf(Intake intake, LiveProfile live, string purpose, bool granted)
    {
        var state = granted ? ConsentState.Given : ConsentState.Refused;
        if (!granted && live.Workspace.Purposes.TryGetValue(purpose, out var declared)
            && live.Profile.StandingOf(declared, intake.Event.ReceivedAt, live.Workspace).State == ConsentState.Given)
        {
            state = ConsentState.Withdrawn;
        }

        var source = _rules.Source;
        return new ConsentRecord(
            purpose, state, source.Notice, intake.Locale.Length > 0 ? intake.Locale : source.Language, intake.Event.OccurredAt, intake.Event.ReceivedAt,
            source.Channel, ConsentMethod.Express, intake.Identifiers[0].Identifier.Verified, source.Name, [], _signals.Synthetic);
    }
}
