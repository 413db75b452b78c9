using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>What is done with the events of a request while the locks of their profiles are held: gate, link, journal, fold.</summary>
/// <remarks>
/// Rows are appended together as far as no event depends on an earlier one of the request; a consent that changes or a link
/// is appended and folded at once, so that what follows is judged by it. Counts travel with the rows they count (law 9).
/// </remarks>
internal sealed partial class IntakeWork(CollectParts parts)
{
    private readonly List<LiveProfile> _held = [];
    private readonly List<Task> _durables = [];
    private readonly List<Intake> _carried = [];
    private readonly List<FoundIdentifier> _bound = [];
    private readonly List<QuarantineRow> _quarantined = [];
    private readonly List<CollectCount> _counts = [];
    private readonly List<string> _released = [];
    private RowBatch _rows = null!;
    private SourceRules _rules = null!;
    private RequestSignals _signals;
    private int _counted;

    /// <summary>When what was appended is on disk.</summary>
    public IReadOnlyList<Task> Durables => _durables;

    /// <summary>Does the work and gives the locks back.</summary>
    public void Run(IntakeBatch batch, SortedList<long, LiveProfile> locked)
    {
        _held.AddRange(locked.Values);
        _rows = parts.Batches.Rent();
        (_rules, _signals, _counted) = (batch.Rules, batch.Signals, 0);
        try
        {
            var all = batch.All;
            for (var at = 0; at < all.Length; at++)
            {
                TakeIn(all[at], all, at);
            }

            Append(all, all.Length);
        }
        finally
        {
            // What a failed append would have bound is bound to nobody.
            foreach (var found in _bound)
            {
                parts.Known.Forget(found.Key);
            }

            ReleaseProofs();
            ReleaseSeen();
            foreach (var live in _held)
            {
                Monitor.Exit(live);
            }

            _held.Clear();
            _bound.Clear();
            _carried.Clear();
            _quarantined.Clear();
            _released.Clear();
            parts.Batches.Return(_rows);
        }
    }

    /// <summary>Says what would become of the only event of a batch. Consents it carries count as given.</summary>
    public void Judge(IntakeBatch batch, LiveProfile? live, Workspace workspace)
    {
        (_rules, _signals) = (batch.Rules, batch.Signals);
        var intake = batch[0];
        if (live is null)
        {
            Judge(intake, null, workspace);
            return;
        }

        lock (live)
        {
            Judge(intake, live, live.Workspace);
        }
    }

    private void Judge(Intake intake, LiveProfile? live, Workspace workspace)
    {
        if (live?.State == LiveState.Unreadable)
        {
            (intake.Fate, intake.Fault) = (Fate.Quarantined, Refusals.Unreadable);
            return;
        }

        if (intake.Shape.Rule is not { } rule)
        {
            intake.Fate = Fate.Stored;
            return;
        }

        var kept = Gate(intake, live?.Profile, rule, workspace);
        foreach (var (name, granted) in intake.Consents)
        {
            if (workspace.Purposes.TryGetValue(name, out var purpose))
            {
                // A yes that stands already needs no proof: one that is not shown leaves what is.
                kept = !granted || !MayGrant(purpose) ? kept - purpose.Alone : IsShown(intake, purpose, workspace) ? kept | (rule.Purposes & purpose.Alone) : kept;
            }
        }

        if (kept.IsEmpty)
        {
            intake.Refuse(intake.ConsentFault ?? Refusals.NoPurpose);
        }
        else
        {
            intake.Fate = Fate.Stored;
        }
    }

    /// <summary>Counts duplicates whose first sending has come to the disk.</summary>
    public Task CountAsync(IntakeBatch batch, IReadOnlyList<(Intake Intake, Task Holder)> waited)
    {
        _counts.Clear();
        _released.Clear();
        foreach (var (intake, _) in waited)
        {
            if (intake.Fate == Fate.Duplicate)
            {
                Count(batch.Rules.Source.Code, intake);
            }
        }

        return parts.Store.Journal.Append(new([], [], [.. _counts], []) { Released = [.. _released] }).Durable;
    }

    /// <summary>Forgets what is to be waited for.</summary>
    public void Clear() => _durables.Clear();

    private void TakeIn(Intake intake, ReadOnlySpan<Intake> all, int at)
    {
        if (intake.Fate == Fate.Open)
        {
            var primary = intake.Identifiers[0];
            var live = LiveOf(primary);
            if (live.State == LiveState.Unreadable)
            {
                (intake.Fate, intake.Fault) = (Fate.Quarantined, Refusals.Unreadable);
            }
            else
            {
                Decide(intake, live, all, at);
            }
        }

        if (intake.Fate == Fate.Quarantined && intake.Replays.Length == 0)
        {
            _quarantined.Add(parts.Quarantine.Keep(_rules.Source.Code, intake.Event, intake.Fault!, intake.Subject, _signals));
        }

        Report(intake);
    }

    private void Decide(Intake intake, LiveProfile live, ReadOnlySpan<Intake> all, int at)
    {
        if (IsWrongRegion(intake, live))
        {
            intake.Refuse(Refusals.WrongRegion);
            return;
        }

        var changed = RecordConsents(intake, live, all, at);
        if (intake.Shape.Rule is not { } rule)
        {
            // The consent event is understood without a contract: its choice is kept, and nothing else of it.
            if (changed || intake.ConsentFault is null)
            {
                intake.Fate = changed ? Fate.Stored : Fate.Duplicate;
            }
            else
            {
                intake.Refuse(intake.ConsentFault);
            }

            return;
        }

        var kept = Gate(intake, live.Profile, rule, live.Workspace);
        if (kept.IsEmpty)
        {
            intake.Refuse(intake.ConsentFault ?? Refusals.NoPurpose);
            return;
        }

        if (intake.Event.Type is EventType.Identify or EventType.Alias)
        {
            live = Link(intake, live, all, at);
            kept &= Gate(intake, live.Profile, rule, live.Workspace);
            if (kept.IsEmpty)
            {
                intake.Refuse(intake.ConsentFault ?? Refusals.NoPurpose);
                return;
            }
        }

        Keep(intake, live, rule, kept);
        intake.Fate = Fate.Stored;
    }

    /// <summary>Whether somebody's first event is written where their law does not want it.</summary>
    private bool IsWrongRegion(Intake intake, LiveProfile live)
    {
        if (live.Workspace.Laws.Region.Length == 0 || !live.IsUnborn)
        {
            return false;
        }

        var residence = intake.Shape.Rule is { } rule ? LawBook.Of(live.Workspace).ResidenceIn(rule, intake.Values) : "";
        return FirstWrite.IsElsewhere(live.Workspace, residence, _rules.Source.Jurisdiction, intake.Event.ReceivedAt);
    }

    /// <summary>Which purposes may keep the event.</summary>
    private PurposeSet Gate(Intake intake, Profile? profile, EventRule rule, Workspace workspace)
    {
        // What was kept aside is judged by what stands now: a yes may have ended since it was received.
        var at = intake.Replays.Length > 0 ? Instant.From(parts.Clock.GetUtcNow()) : intake.Event.ReceivedAt;
        var permitted = ConsentGate.Permitted(profile, at, workspace, intake.Event.OccurredAt, _rules.Source);
        if (_signals.GlobalPrivacyControl)
        {
            permitted &= _rules.LeftByPrivacyControl;
        }

        return rule.Purposes & permitted;
    }

    private void Keep(Intake intake, LiveProfile live, EventRule rule, PurposeSet kept)
    {
        var taken = intake.Event;
        var entry = new AcceptedEvent(
            taken.Type, intake.Name, taken.OccurredAt, taken.ReceivedAt, _rules.Source.Code, kept, KeptIdentifiers(intake),
            KeptProperties(intake, rule, kept, live, _rules.Source), Undeclared(intake), taken.MessageId);
        var bindings = Bind(intake, primaryOnly: taken.Type is not (EventType.Identify or EventType.Alias));
        _rows.Add(live, live.PartOf(intake.Subject), EntryKind.Event, entry, taken.ReceivedAt, _rules.Source.Code, intake.Dedupe, bindings);
        _carried.Add(intake);
    }

    private static ImmutableArray<KeptIdentifier> KeptIdentifiers(Intake intake)
    {
        var kept = new KeptIdentifier[intake.Identifiers.Count];
        var count = 0;
        foreach (var found in intake.Identifiers)
        {
            if (!found.Foreign)
            {
                kept[count++] = new KeptIdentifier((byte)found.Identifier.Type.Code, found.Identifier.Value, found.Identifier.Verified);
            }
        }

        return Whole(kept, count);
    }

    private static ImmutableArray<KeptProperty> KeptProperties(Intake intake, EventRule rule, PurposeSet kept, LiveProfile live, Source source)
    {
        var scoped = live.Profile.IsScoped ? live.Profile : null;
        var law = scoped is null ? null : SubjectLaw.Of(scoped, source, intake.Event.ReceivedAt, live.Workspace);
        var properties = new KeptProperty[rule.Properties.Length];
        var count = 0;
        for (var at = 0; at < rule.Properties.Length; at++)
        {
            var purposes = rule.Properties[at].Purposes & kept;
            if (scoped is not null)
            {
                purposes = ConsentGate.PermittedOf(purposes, rule.Properties[at].Label.Category, scoped, intake.Event.ReceivedAt, live.Workspace, law!);
            }

            if (intake.Values[at].IsPresent && !purposes.IsEmpty)
            {
                properties[count++] = new KeptProperty(rule.Properties[at].Path, intake.Values[at], purposes);
            }
        }

        return Whole(properties, count);
    }

    private static ImmutableArray<T> Whole<T>(T[] array, int count) =>
        ImmutableCollectionsMarshal.AsImmutableArray(count == array.Length ? array : array[..count]);

    private static ReadOnlyMemory<byte> Undeclared(Intake intake) =>
        intake.Undeclared.WrittenCount == 0 ? default : (byte[])[.. intake.Undeclared.WrittenSpan, (byte)'}'];

    /// <summary>Appends and folds what was added, with the counts of the events before <paramref name="until"/>.</summary>
    private void Append(ReadOnlySpan<Intake> all, int until)
    {
        _counts.Clear();
        for (; _counted < until; _counted++)
        {
            Count(_rules.Source.Code, all[_counted]);
        }

        if (_rows.Count == 0 && _counts.Count == 0)
        {
            return;
        }

        var ticket = _rows.Append([.. _counts], [.. _quarantined], [.. _released]);
        _durables.Add(ticket.Durable);
        BindSeen(ticket.Durable);
        foreach (var intake in _carried)
        {
            parts.Store.Dedupe.Bind(intake.Dedupe, ticket.Durable);
            intake.Dedupe = 0;
        }

        foreach (var proof in _proofs)
        {
            parts.Store.Dedupe.Bind(proof, ticket.Durable);
        }

        _proofs.Clear();
        _bound.Clear();
        _carried.Clear();
        _quarantined.Clear();
        _released.Clear();
    }

    private void Count(int source, Intake intake)
    {
        if (intake.Fate is Fate.Open or Fate.Waiting || (intake.Replays.Length > 0 && intake.Fate == Fate.Quarantined))
        {
            return;
        }

        var minute = QuarantineKeeper.MinuteOf(intake.Event.ReceivedAt);
        var at = _counts.FindIndex(count => count.Minute == minute);
        if (at < 0)
        {
            at = _counts.Count;
            _counts.Add(new CollectCount(source, minute, 0, 0, 0, 0, 0));
        }

        var before = intake.Replays.Length > 0 ? Release(intake, _counts[at]) : _counts[at] with { Received = _counts[at].Received + 1 };
        _counts[at] = intake.Fate switch
        {
            Fate.Stored => before with { Stored = before.Stored + 1 },
            Fate.Duplicate => before with { Duplicate = before.Duplicate + 1 },
            Fate.Quarantined => before with { Quarantined = before.Quarantined + 1 },
            _ => before with { Refused = before.Refused + 1 },
        };
    }

    /// <summary>A replayed event was counted when it was received; it leaves the quarantined, in the same transaction as its row.</summary>
    private CollectCount Release(Intake intake, in CollectCount count)
    {
        _released.Add(intake.Replays);
        return count with { Quarantined = count.Quarantined - 1, Replayed = count.Replayed + 1 };
    }

    private bool HasPending(LiveProfile live) => _rows.HasRowOf(live);

    /// <summary>The profile an identifier's subject is in now: an earlier event of the request may have merged it.</summary>
    private LiveProfile LiveOf(in FoundIdentifier found) => LiveOf(found.Live!, found.Subject);

    private LiveProfile LiveOf(LiveProfile live, SubjectId subject)
    {
        if (live.State != LiveState.Gone)
        {
            return live;
        }

        for (var at = _held.Count - 1; at >= 0; at--)
        {
            if (_held[at].State != LiveState.Gone && _held[at].PartOf(subject).Part.Subject == subject)
            {
                return _held[at];
            }
        }

        throw new InvalidOperationException($"The profile of {subject} left while its lock was held.");
    }
}
