using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>What is known from the rows of one subject id: a pure fold over them (law 5).</summary>
/// <remarks>
/// Never changed by a merge: a merged profile reads several parts together, so cutting a link gives each its own
/// back exactly. Applying the rows of a subject in journal order gives equal parts, whatever was snapshotted in
/// between. Not safe from many threads; its profile's lock guards it.
/// </remarks>
internal sealed partial class ProfilePart
{
    /// <summary>Most different texts counted over a whole history; beyond it the rarest is forgotten.</summary>
    private const int TextsMax = 500;

    /// <summary>Most openings and closings held of one fact; beyond it closed cases are forgotten, oldest first.</summary>
    private const int CasesMax = 200;

    /// <summary>Most identifiers counted; link limits are far below it.</summary>
    private const int IdentifiersMax = 1_000;

    private FoldPlan? _plan;
    private Instant _receivedAt = Instant.Never;

    // Only looked at while the rows of the first event are taken in, between which no snapshot falls: it is in none.
    private Instant _bornAt = Instant.Never;
    private PartFacts _facts = new();
    private PartContacts _contacts = new();
    private ConsentCell[] _consents = [];
    private PurposeSet _kept;

    // Most subjects decide about whole purposes only; they need no algebra of scopes.
    private bool _isScoped;
    private HeldIdentifier[] _identifiers = [];
    private PartLink[] _links = [];
    private PartRights _rights = PartRights.None;
    private PartExchanges _exchanges = PartExchanges.None;

    /// <summary>A part before its first row.</summary>
    public ProfilePart(SubjectId subject) => Subject = subject;

    /// <summary>Whose.</summary>
    public SubjectId Subject { get; }

    /// <summary>Which of its answers are too old to be relied on; not part of the fold.</summary>
    public Staleness Staleness { get; init; } = Staleness.None;

    /// <summary>Whether it holds what purposes that ended were kept for too, which is on disk until the sweep and may be used for nothing: only to show it to the subject.</summary>
    public bool HoldsEnded { get; init; }

    /// <summary>Sequence of the last row applied; 0 for none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Subjects linked to this one and not cut since.</summary>
    public IReadOnlyList<SubjectId> Linked => _links.Length == 0 ? [] : Array.ConvertAll(_links, link => link.Other);

    /// <summary>The same links with what is known about each.</summary>
    internal IReadOnlyList<PartLink> Links => _links;

    /// <summary>What its subject's rights stop.</summary>
    internal PartRights Rights => _rights;

    /// <summary>Where its value exchanges stand.</summary>
    internal PartExchanges Exchanges => _exchanges;

    /// <summary>The identifiers its events brought. Do not change the array.</summary>
    internal HeldIdentifier[] Identifiers => _identifiers;

    /// <summary>Its contacts, oldest first. A later row makes another list and leaves this one as it is.</summary>
    internal IReadOnlyList<Contact> Contacts => _contacts.Contacts;

    /// <summary>Takes the next row in. Rows not newer than <see cref="Sequence"/> are ignored, so replay is idempotent.</summary>
    public void Apply(long sequence, Entry entry, Workspace workspace)
    {
        if (sequence <= Sequence)
        {
            return;
        }

        var plan = Align(workspace);
        if (Sequence == 0)
        {
            _bornAt = BirthOf(entry);
        }

        Sequence = sequence;
        switch (entry)
        {
            case AcceptedEvent happened:
                Apply(sequence, happened, plan);
                break;
            case ConsentEntry(var record):
                Apply(sequence, record, workspace);
                break;
            case LinkEntry link:
                Apply(sequence, link);
                break;
            case CutEntry cut:
                _links = Array.FindAll(_links, link => link.Other != cut.Other);
                break;
            case DecisionEntry decision:
                _contacts.Apply(sequence, decision, plan);
                break;
            case OutcomeEntry outcome:
                _contacts.Apply(outcome, plan);
                break;
            case RightEntry right:
                _rights = _rights.Next(right);
                break;
            case RequestEntry request:
                _rights = _rights.Next(request);
                break;
            case ExchangeEntry exchange:
                _exchanges = _exchanges.Next(exchange);
                break;
            default:
                break; // Look-ups, accesses and messages are kept in the journal and change nothing here.
        }
    }

    /// <summary>Whether it decided about less than a whole purpose.</summary>
    internal bool IsScoped => _isScoped;

    /// <summary>Everything that was decided. Do not keep the span.</summary>
    internal ReadOnlySpan<ConsentCell> Consents => _consents;

    /// <summary>What its own records say about a purpose; a yes that a restore made doubtful reads as stale.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="asked">The channel and category it is asked about.</param>
    /// <param name="workspace">The workspace in force.</param>
    internal ConsentCell ConsentOf(Purpose purpose, ConsentScope asked, Workspace workspace)
    {
        var cell = _isScoped || purpose.Parent.Length > 0 ? ConsentScopes.Resolve(_consents, purpose, asked, workspace) : Folded((byte)purpose.Bit, ConsentScope.Whole);
        return Staleness.IsAny ? cell.Under(Staleness, Subject, purpose) : cell;
    }

    /// <summary>
    /// Whether an event was kept for one of these purposes since this part last said no to it. It may have been: by a later yes of a subject
    /// it is merged with.
    /// </summary>
    internal bool HasKept(PurposeSet purposes) => !(_kept & purposes).IsEmpty;

    /// <summary>What its own records say about just this scope, whatever others say.</summary>
    internal ConsentCell ConsentIn(byte bit, ConsentScope scope) => Folded(bit, scope);

    /// <summary>The last time it said no to a purpose as a whole, or to one that it is a part of; never when it did not.</summary>
    internal Instant NoAtOf(Purpose purpose, Workspace workspace)
    {
        var latest = Folded((byte)purpose.Bit, ConsentScope.Whole).NoAt;
        for (var depth = 0; depth < Purpose.DepthMax && workspace.Purposes.TryGetValue(purpose.Parent, out var parent); depth++)
        {
            purpose = parent;
            var above = Folded((byte)parent.Bit, ConsentScope.Whole).NoAt;
            latest = above > latest ? above : latest;
        }

        return latest;
    }

    private ConsentCell Folded(byte bit, ConsentScope scope)
    {
        foreach (ref readonly var cell in _consents.AsSpan())
        {
            if (cell.Bit == bit && cell.Scope == scope)
            {
                return cell;
            }
        }

        return ConsentCell.Unknown(bit, scope);
    }

    /// <summary>Whether it is known by more than anonymous devices.</summary>
    internal bool IsPerson(FoldPlan plan)
    {
        foreach (var identifier in _identifiers)
        {
            if (identifier.Verified || !plan.NamesDevice(identifier.Type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it came into being as another name of one of these subjects, and so never had a silence of its own.</summary>
    internal bool WasBornAs(ReadOnlySpan<ProfilePart> parts)
    {
        foreach (var link in _links)
        {
            foreach (var part in parts)
            {
                if (link.IsBirth && part.Subject == link.Other)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The decision an earlier request with this key got; 0 when there was none in the last 24 hours.</summary>
    internal long FindRequest(UInt128 requestKey, Instant at) => _contacts.FindRequest(requestKey, at);

    /// <summary>Its facts, laid out for a workspace version.</summary>
    internal ref readonly PartFacts FactsFor(Workspace workspace)
    {
        Align(workspace);
        return ref _facts;
    }

    private void Apply(long sequence, AcceptedEvent happened, FoldPlan plan)
    {
        _receivedAt = happened.ReceivedAt > _receivedAt ? happened.ReceivedAt : _receivedAt;
        _kept |= happened.Kept;
        foreach (ref readonly var identifier in happened.Identifiers.AsSpan())
        {
            Hold(HeldIdentifier.Of(identifier.Type, identifier.Value, identifier.Verified));
        }

        // A time in the future counts as the time of receipt.
        var at = happened.OccurredAt > happened.ReceivedAt ? happened.ReceivedAt : happened.OccurredAt;
        if (Correction.Is(happened))
        {
            SetCorrected(sequence, happened, at, plan);
            return;
        }

        SetFacts(sequence, happened, at, plan);
        foreach (ref readonly var feed in plan.FeedsOf(happened.Name))
        {
            Contribute(sequence, happened, at, feed);
        }
    }

    private void SetCorrected(long sequence, AcceptedEvent happened, Instant at, FoldPlan plan)
    {
        foreach (ref readonly var property in happened.Properties.AsSpan())
        {
            var slot = plan.IndexOf(property.Path);
            var kept = slot < 0 ? PurposeSet.Empty : property.Kept & happened.Kept & plan.Facts[slot].Purposes;
            if (!kept.IsEmpty && plan.Facts[slot].Computed is null && _facts.OriginOf(new Origin(kept, Correction.Source, Provenance.Declared)) is >= 0 and var origin)
            {
                _facts.SetLatest(slot, SharedTexts.Share(property.Value), new Stamp(at.UnixMs, sequence, origin));
            }
        }
    }

    private void SetFacts(long sequence, AcceptedEvent happened, Instant at, FoldPlan plan)
    {
        var sets = plan.SetsOf(happened.Source, happened.Type, happened.Name);
        if (sets.IsEmpty)
        {
            return;
        }

        foreach (ref readonly var property in happened.Properties.AsSpan())
        {
            foreach (ref readonly var set in sets)
            {
                var kept = property.Kept & happened.Kept & set.Purposes;
                if (set.Path != property.Path || kept.IsEmpty || !property.Value.IsPresent)
                {
                    continue;
                }

                var origin = _facts.OriginOf(new Origin(kept, (ushort)happened.Source, set.Provenance));
                if (origin >= 0)
                {
                    _facts.SetLatest(set.Slot, SharedTexts.Share(property.Value), new Stamp(at.UnixMs, sequence, origin));
                }
            }
        }
    }

    private void Contribute(long sequence, AcceptedEvent happened, Instant at, Feed feed)
    {
        var plan = feed.Plan;
        if (!plan.TryTake(happened, out var value, out var kept)
            || _facts.OriginOf(new Origin(kept, (ushort)happened.Source, plan.Fact.Provenance)) is not (>= 0 and var origin))
        {
            return;
        }

        var stamp = new Stamp(at.UnixMs, sequence, origin);
        value = SharedTexts.Share(value);
        switch (plan.Keeping)
        {
            case Keeping.Latest:
                _facts.SetLatest(plan.Slot, plan.Computation.Kind == ComputationKind.LastSeen ? FactValue.Of(at) : value, stamp);
                break;
            case Keeping.Window:
                _facts.Contribute(plan, value, stamp, plan.FirstMs(_receivedAt));
                break;
            case Keeping.Tally:
                _facts.AddToTally(plan.Slot, value, stamp, TextsMax);
                break;
            case Keeping.Cases:
                _facts.SetCase(plan.Slot, value, feed.Closes, stamp, CasesMax);
                break;
            default:
                break;
        }
    }

    private void Apply(long sequence, ConsentRecord record, Workspace workspace)
    {
        if (ConsentRules.BitOf(record, workspace) is not { } bit)
        {
            return;
        }

        var after = Folded(bit, record.Scope).Next(sequence, record);
        var at = Array.FindIndex(_consents, cell => cell.Bit == bit && cell.Scope == record.Scope);
        if (at < 0)
        {
            Array.Resize(ref _consents, _consents.Length + 1);
            at = _consents.Length - 1;
        }

        _consents[at] = after with { Notice = SharedTexts.Share(after.Notice) };
        _isScoped = _isScoped || !record.Scope.IsWhole;
        if (!HoldsEnded && Unjustified.Ended(record, workspace) is { IsEmpty: false } ended)
        {
            _facts.Clear(ended);
            _kept -= ended;
        }
    }

    private void Apply(long sequence, LinkEntry link)
    {
        // Linked again while linked: it is joined since the first time.
        if (!Array.Exists(_links, held => held.Other == link.Other))
        {
            var isBirth = _receivedAt == Instant.Never && _links.Length == 0 && link.At == _bornAt;
            _links = [.. _links, new PartLink(link.Other, sequence, SharedTexts.Share(link.Reason), SharedTexts.Share(link.IdentifierType), link.Verified, link.At, isBirth)];
        }
    }

    private static Instant BirthOf(Entry entry) => entry switch
    {
        LinkEntry link => link.At,
        ConsentEntry(var record) => record.ReceivedAt,
        _ => Instant.Never, // Anything else that comes first is a subject that stood alone.
    };

    private void Hold(HeldIdentifier brought)
    {
        for (var at = 0; at < _identifiers.Length; at++)
        {
            if (_identifiers[at].IsSameValue(brought))
            {
                if (brought.Verified && !_identifiers[at].Verified)
                {
                    _identifiers[at] = brought;
                }

                return;
            }
        }

        if (_identifiers.Length < IdentifiersMax)
        {
            Array.Resize(ref _identifiers, _identifiers.Length + 1);
            _identifiers[^1] = brought;
        }
    }

    /// <summary>Lays the facts out for a workspace version: by name, since positions hold within one version only.</summary>
    private FoldPlan Align(Workspace workspace) => FoldPlan.Of(workspace) is var plan && ReferenceEquals(plan, _plan) ? plan : Move(plan);

    // Apart, so that a look at a part makes no closure.
    private FoldPlan Move(FoldPlan plan)
    {
        if (_plan is { } old)
        {
            _facts.MoveSlots(Array.ConvertAll(old.Facts, fact => plan.PlaceOf(fact)));
        }

        return _plan = plan;
    }
}

/// <summary>A link as the part holds it.</summary>
/// <param name="Other">The other subject.</param>
/// <param name="Sequence">Journal sequence of this subject's row about it.</param>
/// <param name="Reason">Why it was made.</param>
/// <param name="IdentifierType">Name of the identifier type that carried it.</param>
/// <param name="Verified">Whether a verified identifier carried it.</param>
/// <param name="At">When.</param>
/// <param name="IsBirth">Whether this subject came into being with it: it was kept for nothing before.</param>
internal sealed record PartLink(SubjectId Other, long Sequence, string Reason, string IdentifierType, bool Verified, Instant At, bool IsBirth);
