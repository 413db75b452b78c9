using System.Runtime.InteropServices;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>The events of one request on their way in. What <see cref="CollectFlow"/> names, step by step.</summary>
/// <remarks>One thread at a time; reused between requests. The work under the profiles' locks is in <see cref="IntakeWork"/>.</remarks>
internal sealed partial class IntakeBatch(CollectParts parts)
{
    private readonly List<Intake> _intakes = [];
    private readonly List<(Intake Intake, Task Holder)> _duplicates = [];
    private readonly List<Claim> _claims = [];
    private readonly SortedList<long, LiveProfile> _toLock = [];
    private readonly IntakeWork _work = new(parts);
    private int _count;

    /// <summary>What the source may send.</summary>
    public SourceRules Rules { get; private set; } = null!;

    /// <summary>What the request says about privacy.</summary>
    public RequestSignals Signals { get; private set; }

    /// <summary>The events, in the order they came.</summary>
    public ReadOnlySpan<Intake> All => CollectionsMarshal.AsSpan(_intakes)[.._count];

    /// <summary>How many.</summary>
    public int Count => _count;

    /// <summary>The event at a position.</summary>
    public Intake this[int at] => _intakes[at];

    /// <summary>Takes a request up.</summary>
    public void Begin(SourceRules rules, RequestSignals signals) => (Rules, Signals, _count) = (rules, signals, 0);

    /// <summary>Adds an event.</summary>
    public void Add(Event taken, int position)
    {
        if (_count == _intakes.Count)
        {
            _intakes.Add(new Intake());
        }

        _intakes[_count++].Begin(taken, Rules.Find(taken.Type, taken.Name) ?? Rules.Undeclared, position);
    }

    /// <summary>Contract: is each declared, labelled and whole?</summary>
    public void Check()
    {
        foreach (var intake in All)
        {
            if (Signals.Anonymous)
            {
                // Nothing of it may carry an identifier, and without one no purpose here justifies keeping it.
                intake.Refuse(Refusals.Anonymous);
                continue;
            }

            ContractCheck.Check(intake, Rules, parts.Reader);
            if (intake.Fault is not null)
            {
                intake.Fate = Fate.Quarantined;
            }
        }
    }

    /// <summary>Takes each message id, once within its window; a second sending is set apart.</summary>
    public void TakeMessageIds()
    {
        foreach (var intake in All)
        {
            if (intake.Fate == Fate.Open)
            {
                TakeMessageId(intake);
            }
        }
    }

    /// <summary>Whose are they? Look-ups, and profiles into memory; an identifier nobody is known by is claimed for a new subject.</summary>
    public async ValueTask ResolveAsync(DecisionFlow? decisions, CancellationToken cancellation)
    {
        for (var at = 0; at < _count; at++)
        {
            var intake = _intakes[at];
            if (intake.Fate == Fate.Open)
            {
                await ResolveAsync(intake, cancellation);
            }
            else if (intake.Fate == Fate.Quarantined && intake.Subject.IsNone && intake.Identifiers.Count > 0)
            {
                intake.Subject = await parts.Known.FindAsync(intake.Identifiers[0].Key, cancellation);
            }

            if (decisions is not null && intake.DecisionId.Length > 0 && intake.Fate is Fate.Open or Fate.Refused)
            {
                await ResolveSeenAsync(intake, decisions, cancellation);
            }
        }
    }

    /// <summary>Takes the locks of all profiles, in order of id. False, and none taken, when one is gone: resolve again.</summary>
    public bool TryEnter()
    {
        _toLock.Clear();
        foreach (var intake in All)
        {
            if (intake.Fate == Fate.Open)
            {
                foreach (var found in intake.Identifiers)
                {
                    if (found.Live is { } live)
                    {
                        _toLock.TryAdd(live.Id.Value, live);
                    }
                }
            }

            if (intake.SeenLive is { } seen)
            {
                _toLock.TryAdd(seen.Id.Value, seen);
            }
        }

        for (var at = 0; at < _toLock.Count; at++)
        {
            if (!LiveProfiles.TryEnter(_toLock.GetValueAtIndex(at)))
            {
                Exit(at);
                ForgetGone();
                return false;
            }
        }

        // Two live profiles of one id cannot be: the later one retired the earlier, which its state says.
        foreach (var intake in All)
        {
            foreach (var found in intake.Identifiers)
            {
                if (intake.Fate == Fate.Open && found.Live is { } live && _toLock[live.Id.Value] != live)
                {
                    Exit(_toLock.Count);
                    ForgetGone();
                    return false;
                }
            }

            if (intake.SeenLive is { } seen && _toLock[seen.Id.Value] != seen)
            {
                Exit(_toLock.Count);
                ForgetGone();
                return false;
            }
        }

        return true;
    }

    /// <summary>Gate, link, journal and fold, under the locks; gives them back.</summary>
    /// <exception cref="StoreUnavailableException">What was appended before stays; the rest was not.</exception>
    public void GateLinkAndJournal()
    {
        try
        {
            _work.Run(this, _toLock);
        }
        finally
        {
            Settle();
        }
    }

    /// <summary>Waits until all that was appended is on disk.</summary>
    public async ValueTask DurableAsync(CancellationToken cancellation)
    {
        foreach (var durable in _work.Durables)
        {
            await durable.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Waits for the first sending of each duplicate to be on disk. Where that came to nothing, the second is taken in
    /// its place: the events at the positions it returns are still to be taken in.
    /// </summary>
    public async ValueTask<List<int>> DuplicatesAsync(CancellationToken cancellation)
    {
        var again = new List<int>();
        foreach (var (intake, holder) in _duplicates)
        {
            await holder.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellation.ThrowIfCancellationRequested();
            if (holder.IsCompletedSuccessfully)
            {
                intake.Fate = Fate.Duplicate;
            }
            else
            {
                again.Add(intake.Position);
            }
        }

        if (_duplicates.Count > again.Count)
        {
            await _work.CountAsync(this, _duplicates).WaitAsync(cancellation);
        }

        return again;
    }

    /// <summary>Says what would become of a single event, by what stands now. Writes nothing and claims nothing.</summary>
    public async ValueTask JudgeAsync(Workspace workspace, CancellationToken cancellation)
    {
        var intake = _intakes[0];
        if (intake.Fate != Fate.Open)
        {
            return;
        }

        var subject = await parts.Known.FindAsync(intake.Identifiers[0].Key, cancellation);
        if (IsFromBeforeAnErasure(intake))
        {
            intake.Refuse(Refusals.Erased);
            return;
        }

        var live = subject.IsNone ? null : await parts.Profiles.FindAsync(subject, cancellation);
        _work.Judge(this, live, workspace);
    }

    /// <summary>Lets go of everything, whatever happened.</summary>
    public void End()
    {
        Settle();
        foreach (var intake in All)
        {
            foreach (var found in intake.Identifiers)
            {
                found.Live?.Unpin();
            }

            intake.SeenLive?.Unpin();
            intake.End();
        }

        _duplicates.Clear();
        _work.Clear();
        _count = 0;
    }

    private void TakeMessageId(Intake intake)
    {
        var key = parts.MessageKeys.Of(Rules.Source.Code, intake.Event);
        if (parts.Store.Dedupe.TryTake(key, intake.Event.ReceivedAt, out var holder))
        {
            intake.Dedupe = key;
        }
        else if (holder.IsCompletedSuccessfully)
        {
            intake.Fate = Fate.Duplicate;
        }
        else
        {
            intake.Fate = Fate.Waiting;
            _duplicates.Add((intake, holder));
        }
    }

    private void Exit(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Monitor.Exit(_toLock.GetValueAtIndex(at));
        }

        _toLock.Clear();
    }

    /// <summary>Gives message ids back that no row carries, and drops claims that no row made good.</summary>
    private void Settle()
    {
        foreach (var intake in All)
        {
            if (intake.Dedupe != 0)
            {
                parts.Store.Dedupe.Release(intake.Dedupe);
                intake.Dedupe = 0;
            }
        }

        foreach (var (key, subject, live) in _claims)
        {
            parts.Known.Drop(key, subject);
            lock (live)
            {
                if (live.IsUnborn && live.State == LiveState.Live)
                {
                    parts.Profiles.Retire(live, LiveState.Gone);
                }
            }
        }

        _claims.Clear();
    }

    private readonly record struct Claim(IdentifierKey Key, SubjectId Subject, LiveProfile Live);
}
