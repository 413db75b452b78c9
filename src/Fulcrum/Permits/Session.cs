using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Consent.Signals;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>Operations on one profile, one at a time. Lives on one thread; dispose it before awaiting anything.</summary>
public sealed partial class Session : IDisposable
{
    private readonly LiveProfile _live;
    private readonly SubjectId _subject;
    private readonly RowBatches _batches;
    private bool _left;

    internal Session(LiveProfile live, SubjectId subject, RowBatches batches) => (_live, _subject, _batches) = (live, subject, batches);

    /// <summary>The profile's id.</summary>
    public SubjectId Id => _live.Id;

    /// <summary>Whether a row or key of it could not be opened. Every use is refused, and nothing can be kept with it.</summary>
    public bool IsUnreadable => _live.State == LiveState.Unreadable;

    private Workspace Workspace => _live.Workspace;

    /// <summary>Asks for a use. Unknown is no; an unreadable profile is no.</summary>
    public PermitAnswer Ask(Use use, Instant at)
    {
        var check = Check(_live, use, at, out var law);
        if (!check.IsPermitted || law is null)
        {
            return new Refusal(use, at, check.Reason ?? RefusalReason.PurposeUndeclared, check.Standing);
        }

        var isScoped = _live.Profile.IsScoped;
        var plan = FoldPlan.Of(Workspace);
        var readings = new FactReading[use.Fields.Length];
        for (var index = 0; index < readings.Length; index++)
        {
            readings[index] = isScoped && IsCategoryRefused(use, use.Fields[index], law, at, plan)
                ? Absent(use.Fields[index], Absence.NotPermitted)
                : Read(use.Fields[index], law.Purpose, use.AgeMax, at, plan);
        }

        return new Permit(use, at, _live.Id, check.Standing, new ProfileView(use, readings));
    }

    /// <summary>Whether a use would get a permit, without opening a view: what <see cref="Ask"/> decides by.</summary>
    public PermitCheck Check(Use use, Instant at) => Check(_live, use, at, out _);

    internal static PermitCheck Check(LiveProfile live, Use use, Instant at, out PurposeLaw? law)
    {
        law = null;
        if (live.State == LiveState.Unreadable)
        {
            return new PermitCheck(false, RefusalReason.ProfileUnreadable, ConsentStanding.Unknown);
        }

        // The purpose of the workspace in force counts, not the one the asker holds: a name can have changed its basis.
        var workspace = live.Workspace;
        if (!workspace.Purposes.TryGetValue(use.Purpose.Name, out var purpose) || purpose.Protective)
        {
            return new PermitCheck(false, RefusalReason.PurposeUndeclared, ConsentStanding.Unknown);
        }

        if (live.Profile.IsRestricted)
        {
            return new PermitCheck(false, RefusalReason.Restricted, ConsentStanding.Unknown);
        }

        var standing = live.Profile.IsScoped
            ? live.Profile.BestStandingOf(purpose, at, workspace, use.Channel)
            : live.Profile.StandingOf(purpose, at, workspace);
        law = SubjectLaw.Of(live.Profile, null, at, workspace)[purpose];
        var reason = RefusalOf(law, standing, law.BannedBelowAge is null ? null : SubjectLaw.AgeOf(live.Profile, at, workspace));
        return new PermitCheck(
            reason is null, reason == RefusalReason.ConsentUnknown && IsUnsettled(live, purpose, at) ? RefusalReason.ConsentUnsettled : reason, standing);
    }

    /// <summary>What protects the subject: its contacts, and the protective facts named. Needs no consent and can only remove.</summary>
    /// <param name="fields">Facts of protective purposes; a fact of any other purpose reads as not permitted.</param>
    /// <param name="at">The instant asked about.</param>
    public ProtectiveView Protect(ImmutableArray<FactDefinition> fields, Instant at)
    {
        var readings = new FactReading[fields.Length];
        for (var index = 0; index < readings.Length; index++)
        {
            readings[index] = ReadProtective(fields[index], at);
        }

        return new ProtectiveView(fields, readings, IsUnreadable ? [] : _live.Profile.Contacts);
    }

    /// <summary>Sequence of the decision an earlier request with this key got; 0 for none.</summary>
    public long FindRequest(UInt128 requestKey, Instant at) => IsUnreadable ? 0 : _live.Profile.FindRequest(requestKey, at);

    /// <summary>The subjects whose parts make up the profile.</summary>
    internal ImmutableArray<SubjectId> Subjects => [.. _live.Profile.Parts.Select(part => part.Subject)];

    /// <summary>What stands for every purpose of the workspace, by name. The subject's own answers, shown to whoever may record them.</summary>
    internal ImmutableArray<PurposeStanding> ReadStandings(Instant at)
    {
        var standings = ImmutableArray.CreateBuilder<PurposeStanding>(Workspace.Purposes.Count);
        var law = IsUnreadable ? null : SubjectLaw.Of(_live.Profile, null, at, Workspace);
        foreach (var purpose in Workspace.Purposes.Values.OrderBy(purpose => purpose.Name, StringComparer.Ordinal))
        {
            if (law is null)
            {
                standings.Add(new(purpose, ConsentStanding.Unknown));
                continue;
            }

            var standing = _live.Profile.StandingOf(purpose, at, Workspace);
            standings.Add(new(purpose, standing, ReadParts(_live.Profile, purpose, at))
            {
                Basis = law[purpose].Basis,
                AskAgainFrom = standing.State is ConsentState.Refused or ConsentState.Withdrawn ? law[purpose].MayAskFrom(standing.At) : null,
            });
        }

        return standings.MoveToImmutable();
    }

    /// <summary>Settles what machines say against what stands. An unreadable profile has nothing to settle: nothing of it is used.</summary>
    internal ImmutableArray<ResolvedSignal> Resolve(SignalReport report, Instant at)
    {
        if (IsUnreadable)
        {
            return [];
        }

        var (law, left) = (SubjectLaw.Of(_live.Profile, null, at, Workspace), PrivacyControl.LeftForEvents(Workspace));
        var resolved = ImmutableArray.CreateBuilder<ResolvedSignal>();
        foreach (var purpose in Workspace.Purposes.Values.OrderBy(purpose => purpose.Name, StringComparer.Ordinal))
        {
            var (ruled, standing) = (law[purpose], _live.Profile.StandingOf(purpose, at, Workspace));
            foreach (var no in report.NoesTo(purpose, !left.Contains(purpose)))
            {
                var outcome = SignalResolution.Of(no, standing, ruled);
                var decided = no.Kind == SignalKind.Gpc ? ruled.Signal : null;
                resolved.Add(new ResolvedSignal(
                    purpose, no, standing, outcome, decided is null ? "" : ConsentDemands.NameOf(decided), SignalResolution.Sentence(outcome, no.Kind),
                    law.Resolution.Find("confirm-signal", Rulebook.Any)?.Value.Strictness > 0));
            }
        }

        return resolved.ToImmutable();
    }

    private ImmutableArray<ScopeStanding> ReadParts(Profile profile, Purpose purpose, Instant at)
    {
        if (!profile.IsScoped)
        {
            return default;
        }

        var scopes = new HashSet<ConsentScope>();
        foreach (var part in profile.Parts)
        {
            foreach (ref readonly var cell in part.Consents)
            {
                if (!cell.Scope.IsWhole && (cell.Bit == purpose.Bit || cell.Bit == ConsentCell.EveryPurpose))
                {
                    scopes.Add(cell.Scope);
                }
            }
        }

        return
        [
            .. scopes.OrderBy(scope => scope.Channel, StringComparer.Ordinal).ThenBy(scope => scope.Category, StringComparer.Ordinal)
                .Select(scope => new ScopeStanding(scope, profile.StandingOf(purpose, scope, at, Workspace))),
        ];
    }

    /// <summary>Seals, journals and folds a decision about this subject. Its contacts count from this moment.</summary>
    internal JournalTicket Keep(DecisionEntry decision) => Keep(EntryKind.Decision, decision, decision.At, decision.RequestKey, isPatient: !Workspace.Settings.DecisionsDurable);

    /// <summary>Seals, journals and folds an outcome.</summary>
    /// <param name="outcome">What happened.</param>
    /// <param name="dedupe">The key that lets it happen once; 0 when it may happen again.</param>
    internal JournalTicket Keep(OutcomeEntry outcome, UInt128 dedupe) => Keep(EntryKind.Outcome, outcome, outcome.At, dedupe);

    /// <summary>Seals, journals and folds a look-up by staff.</summary>
    internal JournalTicket Keep(LookUpEntry lookUp) => Keep(EntryKind.LookUp, lookUp, lookUp.At, 0);

    /// <summary>Seals, journals and folds an access by the subject themselves.</summary>
    internal JournalTicket Keep(AccessEntry access) => Keep(EntryKind.Access, access, access.At, 0);

    /// <summary>Seals, journals and folds a message to the subject.</summary>
    internal JournalTicket Keep(MessageEntry message) => Keep(EntryKind.Message, message, message.At, 0);

    /// <summary>Seals, journals and folds what became of a message.</summary>
    internal JournalTicket Keep(DeliveryEntry delivery) => Keep(EntryKind.Delivery, delivery, delivery.At, 0);

    /// <summary>Seals and journals whose request a partner handed on.</summary>
    internal JournalTicket Keep(ReferralIdentitiesEntry whose, bool takesBack) => Keep(EntryKind.ReferralIdentities, whose, whose.At, 0, takesBack: takesBack);

    /// <summary>Seals and journals what was done with a passkey of theirs.</summary>
    internal JournalTicket Keep(PasskeyEntry passkey) => Keep(EntryKind.Passkey, passkey, passkey.At, 0);

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            Monitor.Exit(_live);
        }
    }

    /// <summary>Why a use is refused; null when it is not. What the law forbids at an age is refused whatever stands.</summary>
    internal static RefusalReason? RefusalOf(PurposeLaw law, ConsentStanding standing, double? age) =>
        law.IsBannedAt(age) ? RefusalReason.MinorProtected : RefusalOf(law, standing);

    private static RefusalReason? RefusalOf(PurposeLaw law, ConsentStanding standing) => standing.State switch
    {
        ConsentState.Given => null,
        ConsentState.Refused when law.EndsByNo || law.NeedsConsent => RefusalReason.ConsentRefused,
        ConsentState.Withdrawn when law.EndsByNo || law.NeedsConsent => RefusalReason.ConsentWithdrawn,
        ConsentState.Stale when law.EndsByNo || law.NeedsConsent => RefusalReason.ConsentStale,
        _ when !law.NeedsConsent => null,
        ConsentState.Expired => standing.NoticeChanged ? RefusalReason.NoticeChanged : RefusalReason.ConsentExpired,
        ConsentState.Invalid => RefusalReason.ConsentInvalid,
        ConsentState.Requested => RefusalReason.ConsentRequested,
        _ => RefusalReason.ConsentUnknown,
    };

    /// <summary>Whether a part of a merged profile agreed, which does not count for the whole until the person is asked.</summary>
    private static bool IsUnsettled(LiveProfile live, Purpose purpose, Instant at)
    {
        foreach (var part in live.Parts)
        {
            if (part.Part.ConsentOf(purpose, ConsentScope.Whole, live.Workspace).StateAt(at, live.Workspace) == ConsentState.Given)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the subject keeps a category that a fact says something about out of the purpose, or this channel for it.</summary>
    private bool IsCategoryRefused(Use use, FactDefinition asked, PurposeLaw law, Instant at, FoldPlan plan)
    {
        var index = plan.IndexOf(asked);
        foreach (var category in index < 0 ? [] : plan.Categories[index])
        {
            if (RefusalOf(law, _live.Profile.StandingOf(law.Purpose, new ConsentScope(use.Channel, category), at, Workspace)) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static FactReading Absent(FactDefinition fact, Absence absence) => new(default, Instant.Never, "", 0, fact.Provenance, absence);

    private FactReading Read(FactDefinition asked, Purpose purpose, TimeSpan? ageMax, Instant at, FoldPlan plan)
    {
        // What the workspace in force declares counts, not what the asker holds.
        var index = plan.IndexOf(asked);
        if (index < 0 || !plan.Facts[index].Purposes.Contains(purpose))
        {
            return Absent(asked, Absence.NotPermitted);
        }

        var reading = _live.Profile.Read(plan.Facts[index], purpose, at, Workspace);
        return reading.Absence == Absence.None && ageMax is { } most && at - reading.At > most
            ? reading with { Value = default, Source = "", Sequence = 0, Absence = Absence.TooOld }
            : reading;
    }

    private FactReading ReadProtective(FactDefinition asked, Instant at)
    {
        if (!IsUnreadable && Workspace.Facts.TryGetValue(asked.Name, out var fact))
        {
            foreach (var purpose in Workspace.Purposes.Values)
            {
                if (purpose.Protective && fact.Purposes.Contains(purpose))
                {
                    return _live.Profile.Read(fact, purpose, at, Workspace);
                }
            }
        }

        return Absent(asked, Absence.NotPermitted);
    }

    private JournalTicket Keep(EntryKind kind, Entry entry, Instant at, UInt128 dedupe, bool isPatient = false, bool takesBack = false)
    {
        if (IsUnreadable)
        {
            throw new InvalidOperationException($"Nothing can be kept with {_subject}: it could not be read whole. Keep it without a subject.");
        }

        var batch = _batches.Rent();
        try
        {
            return batch.AppendOne(_live, _live.PartOf(_subject), kind, entry, at, dedupe, isPatient, takesBack);
        }
        finally
        {
            _batches.Return(batch);
        }
    }
}
