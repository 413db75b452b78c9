using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>From a question to an explained answer. Start reading here: each line is one capability.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class DecisionFlow
{
    private const int TurnsMax = 8;

    private readonly Door _door;
    private readonly SealedRows _rows;
    private readonly TimeProvider _clock;
    private readonly DecisionIds _ids;
    private readonly PlanCatalog _plans;
    private readonly ContextualAnswers _contextual;
    private readonly PersonalAnswers _personal;
    private readonly OutcomeReports _reports;

    internal DecisionFlow(WorkspaceInForce inForce, IStore store, Door door, SealedRows rows, MessageKeys keys, TimeProvider clock)
    {
        (_door, _rows, _clock) = (door, rows, clock);
        _ids = new DecisionIds(store.Secrets);
        _plans = new PlanCatalog(inForce, store.Workspaces);
        _contextual = new ContextualAnswers(_ids, rows);
        _personal = new PersonalAnswers(_ids, _contextual, clock);
        _reports = new OutcomeReports(door, rows, store.Dedupe, keys, clock);
    }

    /// <summary>The contact policy in force, compiled.</summary>
    internal ContactPlan Contact => _plans.InForce().Contact;

    /// <summary>Decides what to show in each placement, and keeps why; by default on disk before it answers.</summary>
    /// <exception cref="StoreUnavailableException">The decision could not be kept, so there is none. Asking again is safe.</exception>
    /// <exception cref="ArgumentException">A placement is not in the workspace in force.</exception>
    public async ValueTask<ImmutableArray<Decision>> DecideAsync(Question question, CancellationToken cancellation)
    {
        var plans = _plans.InForce();
        var asked = AskedPlacement.All(question, plans, _ids);
        var kept = await KeepAsync(question, asked, plans, cancellation);
        if (plans.Workspace.Settings.DecisionsDurable)
        {
            foreach (var decision in kept)
            {
                await (cancellation.CanBeCanceled ? decision.Durable.WaitAsync(cancellation) : decision.Durable);
            }
        }

        return await AnswerAsync(kept, cancellation);
    }

    /// <summary>The full account of a decision, rendered by running its pinned rules again; null when there is none, or its subject was erased.</summary>
    public async ValueTask<Account?> ExplainAsync(string decisionId, CancellationToken cancellation)
    {
        if (!_ids.TryRead(decisionId, out var sequence) || await _rows.FindDecisionAsync(sequence, cancellation) is not { } opened)
        {
            return null;
        }

        var record = RecordReader.Read(opened.Record.Span);
        var plans = await _plans.FindAsync(record.Workspace, cancellation);
        return AccountWriter.Write(decisionId, opened.Subject, record, plans);
    }

    /// <summary>The id of the decision a journal row holds.</summary>
    internal string IdOf(long sequence) => _ids.Of(sequence);

    /// <summary>What a decision was about, without running its rules again.</summary>
    internal async ValueTask<DecisionGist> GistAsync(ReadOnlyMemory<byte> kept, CancellationToken cancellation)
    {
        var record = RecordReader.Read(kept.Span);
        var purpose = "";
        try
        {
            purpose = (await _plans.FindAsync(record.Workspace, cancellation)).Find(record.Placement)?.Placement.Purpose.Name ?? "";
        }
        catch (PinnedVersionUnreadableException)
        {
            // The version that knew the purpose is gone; that the decision was made is told all the same.
        }

        return new DecisionGist(purpose, record.Mode, record.Why, record.Chosen);
    }

    /// <summary>The account of a decision whose record is at hand; null when the version it was made under cannot be read any more.</summary>
    internal async ValueTask<Account?> AccountAsync(long sequence, SubjectId subject, ReadOnlyMemory<byte> kept, CancellationToken cancellation)
    {
        var record = RecordReader.Read(kept.Span);
        try
        {
            return AccountWriter.Write(_ids.Of(sequence), subject, record, await _plans.FindAsync(record.Workspace, cancellation));
        }
        catch (PinnedVersionUnreadableException)
        {
            return null;
        }
    }

    /// <summary>Whether an id is of a decision that was made here and is kept no longer: its retention is over, or its subject was erased.</summary>
    public async ValueTask<bool> IsKeptNoLongerAsync(string decisionId, CancellationToken cancellation) =>
        _ids.TryRead(decisionId, out var sequence) && await _rows.FindDecisionAsync(sequence, cancellation) is null;

    /// <summary>Reports what happened after a decision: impression, click, conversion or complaint. Reporting an impression again counts once.</summary>
    /// <returns>False when there is no such decision, or the offer was not in it.</returns>
    /// <exception cref="ArgumentException">The outcome is none of the four.</exception>
    public async ValueTask<bool> ReportAsync(string decisionId, string offer, string outcome, CancellationToken cancellation) =>
        _ids.TryRead(decisionId, out var sequence) && await _reports.KeepAsync(sequence, offer, outcome, cancellation);

    /// <summary>The offer of a decision that an event says was seen; null when there is no such decision, or the offer was not in it.</summary>
    internal async ValueTask<SeenOffer?> FindSeenAsync(string decisionId, string offer, CancellationToken cancellation) =>
        _ids.TryRead(decisionId, out var sequence) ? await _reports.FindAsync(sequence, offer, cancellation) : null;

    /// <summary>Resolve, enter, permit, decide, keep. Whatever stands in the way of the personal answer leads to the contextual one.</summary>
    private async ValueTask<KeptDecision[]> KeepAsync(
        Question question, ImmutableArray<AskedPlacement> asked, DecisionPlans plans, CancellationToken cancellation)
    {
        var kept = new KeptDecision[asked.Length];
        var why = RefusalReason.ProfileUnreadable;
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            (var subject, why) = await ResolveAsync(question, asked, cancellation);
            if (subject is null)
            {
                break;
            }

            if (_personal.TryKeep(subject, asked, plans, kept))
            {
                return kept;
            }
        }

        var at = Instant.From(_clock.GetUtcNow());
        for (var index = 0; index < kept.Length; index++)
        {
            kept[index] = _contextual.Keep(asked[index], (asked[index].IsRefused ? RefusalReason.PrivacyControl : why).Key(), at, plans);
        }

        return kept;
    }

    /// <summary>Whose question it is; nobody's when the request asks for anonymity or a signal refuses all of it, nobody is known, or the store cannot say.</summary>
    private async ValueTask<(Subject? Subject, RefusalReason Why)> ResolveAsync(
        Question question, ImmutableArray<AskedPlacement> asked, CancellationToken cancellation)
    {
        if (question.Signals)
        {
            return (null, RefusalReason.AnonymousRequested);
        }

        if (question.GlobalPrivacyControl && asked.All(placement => placement.IsRefused))
        {
            return (null, RefusalReason.PrivacyControl);
        }

        try
        {
            var subject = await _door.FindAsync(question.Identifiers, cancellation);
            return (subject, subject is null ? RefusalReason.UnknownSubject : RefusalReason.ProfileUnreadable);
        }
        catch (StoreUnavailableException)
        {
            return (null, RefusalReason.ProfileUnreadable);
        }
    }

    private async ValueTask<ImmutableArray<Decision>> AnswerAsync(KeptDecision[] kept, CancellationToken cancellation)
    {
        var answers = ImmutableArray.CreateBuilder<Decision>(kept.Length);
        foreach (var decision in kept)
        {
            answers.Add(decision.Answer ?? await ReadBackAsync(decision.Sequence, cancellation));
        }

        return answers.MoveToImmutable();
    }

    /// <summary>A decision made for an earlier request with the same id.</summary>
    private async ValueTask<Decision> ReadBackAsync(long sequence, CancellationToken cancellation)
    {
        var opened = await _rows.FindDecisionAsync(sequence, cancellation)
            ?? throw new StoreUnavailableException("The decision of an earlier request could not be read back.");
        var record = RecordReader.Read(opened.Record.Span);
        return AccountWriter.Answer(_ids.Of(sequence), record, await _plans.FindAsync(record.Workspace, cancellation));
    }
}
