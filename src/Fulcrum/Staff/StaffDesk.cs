using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>Everything that staff can do: pages and the API call this and nothing else, so that no way around it exists.</summary>
/// <remarks>
/// Each act is allowed by <see cref="StaffAccess"/>, and its row in the log of acts is on disk before it is answered; a refusal has a row too.
/// Where that row cannot be written the act is not done. Safe from many threads.
/// </remarks>
public sealed partial class StaffDesk : IDisposable
{
    /// <summary>Longest reason, name or note.</summary>
    public const int TextMax = 500;

    private readonly StaffRoster _roster;
    private readonly ActLog _acts;
    private readonly ViewFlow _views;
    private readonly RequestFlow _requests;
    private readonly QuarantineFlow _quarantine;
    private readonly DecisionFlow _decisions;
    private readonly AccessFlow _access;
    private readonly LiveEvents _live;
    private readonly WorkspaceInForce _workspace;
    private readonly IStore _store;
    private readonly SealedRows _rows;
    private readonly TimeProvider _clock;

    internal StaffDesk(
        IStore store, SealedRows rows, ActLog acts, ViewFlow views, RequestFlow requests, QuarantineFlow quarantine, DecisionFlow decisions, AccessFlow access,
        LiveEvents live, WorkspaceInForce workspace, IRandomSource random, TimeProvider clock)
    {
        (_store, _rows, _acts, _views, _requests) = (store, rows, acts, views, requests);
        (_quarantine, _decisions, _access, _live, _workspace, _clock) = (quarantine, decisions, access, live, workspace, clock);
        _roster = new StaffRoster(store, rows, acts);
        Sessions = new StaffSessions(_roster, random, clock);
    }

    /// <summary>Who is signed in.</summary>
    public StaffSessions Sessions { get; }

    /// <summary>The company's decisions about its own people.</summary>
    public StaffBook Book => _workspace.Current.Staff;

    /// <summary>Whether somebody may do something at all, which only says what to show; each act asks for itself.</summary>
    public StaffAnswer Check(StaffSession session, StaffPowers power)
    {
        ArgumentNullException.ThrowIfNull(session);
        return StaffAccess.Check(session.Member, power, null, [], _workspace.Current, Now);
    }

    /// <summary>Takes the answers to a lesson; all right ones make a certificate.</summary>
    /// <returns>Which questions were answered wrongly, from 0; empty for passed.</returns>
    /// <exception cref="StaffRefusedException">There is no such lesson.</exception>
    /// <exception cref="StoreUnavailableException">It may not count.</exception>
    public async ValueTask<ImmutableArray<int>> PassAsync(StaffSession session, string lesson, IReadOnlyList<int> answers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        var asked = Book.Lessons.FirstOrDefault(known => known.Name == lesson) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        var wrong = asked.Wrong(answers);
        if (wrong.IsEmpty)
        {
            var member = session.Member;
            await _roster.KeepAsync(new StaffEntry(StaffChange.Pass, member.Id, By(member), lesson, Now), "staff-trained", known => known is { IsRemoved: false }, cancellation);
        }

        return wrong;
    }

    /// <summary>Every request about rights that waits, the most urgent first. Nobody's data: who asked is not told.</summary>
    public async ValueTask<IReadOnlyList<TimedRequest>> ListRequestsAsync(StaffSession session, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Rights, null, [], "staff-requests", cancellation);
        return [.. (await _requests.ListOpenAsync(cancellation)).Select(open => open.Request).OrderBy(request => request.DueAt)];
    }

    /// <summary>Does something with a request.</summary>
    /// <param name="session">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="act">What: begin, ask, extend, complete or refuse.</param>
    /// <param name="why">What the person is told; needed.</param>
    /// <param name="finding">For a refusal why, for the end of a review what became of the choice, which is needed there.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">They may not, or something is missing.</exception>
    public async ValueTask<RequestOutcome> ActOnRequestAsync(StaffSession session, string id, RequestAct act, string why, RequestFinding finding, CancellationToken cancellation)
    {
        RequireReason(why);
        var role = await RequireAsync(session, StaffPowers.Rights, null, [], "staff-request", cancellation);
        var found = (await _requests.ListOpenAsync(cancellation)).FirstOrDefault(open => open.Request.Request.Id == id);
        if (found.Request is null || act is not (RequestAct.Begin or RequestAct.Ask or RequestAct.Extend or RequestAct.Complete or RequestAct.Refuse))
        {
            throw new StaffRefusedException(StaffRefusal.Unknown);
        }

        var kind = found.Request.Request.Kind;
        if (!finding.Fits(kind, act) || (act == RequestAct.Complete && kind == RequestKind.Review && finding.Outcome == ReviewOutcome.None))
        {
            throw new StaffRefusedException(StaffRefusal.Finding);
        }

        await RecordAsync(session, "staff-request", $"request={id} act={act.ToString().ToLowerInvariant()}", cancellation);
        return await _requests.ActAsync(RightsAsker.Of(found.Subject, $"{role.Name}/{session.Member.Id}", "console"), id, act, why.Trim(), finding, cancellation);
    }

    /// <summary>What was kept aside, newest first: why, never what.</summary>
    public async ValueTask<IReadOnlyList<QuarantineRow>> ListQuarantineAsync(StaffSession session, int limit, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Quarantine, null, [], "staff-quarantine", cancellation);
        return await _quarantine.ListAsync(null, null, limit, cancellation);
    }

    /// <summary>The events that come in now: that they came, and what became of them; nobody's data. Whoever begins to watch has a row in the log of acts.</summary>
    /// <param name="session">Who watches.</param>
    /// <param name="after">Number of the last event seen; 0 to begin.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">They may not.</exception>
    public async ValueTask<LiveReading> WatchEventsAsync(StaffSession session, long after, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Quarantine, null, [], "staff-live", cancellation);
        if (after <= 0)
        {
            await RecordAsync(session, "staff-live", "", cancellation);
        }

        return _live.Watch(Math.Max(0, after));
    }

    /// <summary>Why a decision was made, without what was known of the person.</summary>
    /// <returns>Null when there is none, or it is kept no longer.</returns>
    public async ValueTask<Account?> ExplainAsync(StaffSession session, string decision, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Decisions, null, [], "staff-decision", cancellation);
        await RecordAsync(session, "staff-decision", $"decision={Short(decision)}", cancellation);
        return await _decisions.ExplainAsync(decision, cancellation);
    }

    /// <summary>Messages that were put into a folder instead of being sent, newest first. They hold addresses and codes, so that only who manages staff reads them.</summary>
    /// <exception cref="StaffRefusedException">They may not.</exception>
    /// <exception cref="StoreUnavailableException">It could not be put on record, so nothing is shown.</exception>
    public async ValueTask<IReadOnlyList<KeptMessage>> ListMessagesAsync(StaffSession session, IMessageFolder folder, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        await RequireAsync(session, StaffPowers.Staff, null, [], "staff-messages", cancellation);
        await RecordAsync(session, "staff-messages", "", cancellation);
        return await folder.ListAsync(limit, cancellation);
    }

    /// <summary>Acts on record, newest first.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="find">A text that stands in who, what or which; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StaffRefusedException">They may not.</exception>
    public async ValueTask<IReadOnlyList<Act>> ReadActsAsync(StaffSession session, string find, int limit, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-audit", cancellation);
        await RecordAsync(session, "staff-audit", "", cancellation);
        var acts = new List<Act>();
        await foreach (var act in _acts.ReadAsync(cancellation))
        {
            if (find.Length == 0 || act.By.Contains(find, StringComparison.OrdinalIgnoreCase) || act.What.Contains(find, StringComparison.OrdinalIgnoreCase)
                || act.Detail.Contains(find, StringComparison.OrdinalIgnoreCase) || !act.Holds)
            {
                acts.Add(act);
            }
        }

        acts.Reverse();
        return acts.Count > limit ? acts.GetRange(0, limit) : acts;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _roster.Dispose();
        _watching.Dispose();
    }

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private static string By(StaffMember member) => $"staff:{member.Id}";

    /// <summary>A text of a request may be long, and may be a person's: what is not an id of ours is not kept.</summary>
    private static string Short(string id) => id.Length <= 80 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? id : "?";

    private static void RequireReason(string why)
    {
        if (string.IsNullOrWhiteSpace(why) || why.Length > TextMax)
        {
            throw new StaffRefusedException(StaffRefusal.Reason);
        }
    }

    private async ValueTask<StaffRole> RequireAsync(
        StaffSession session, StaffPowers power, Purpose? purpose, ImmutableArray<DataLabel> labels, string what, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        var member = await _roster.FindAsync(session.Member.Id, cancellation);
        var answer = StaffAccess.Check(member ?? session.Member with { RemovedAt = Now }, power, purpose, labels, _workspace.Current, Now);
        if (answer.Role is { } role)
        {
            return role;
        }

        await RecordAsync(session, "staff-refused", $"{what} missing={answer.Missing.ToString().ToLowerInvariant()}", cancellation);
        throw new StaffRefusedException(
            answer.Missing switch
            {
                StaffMissing.Purpose => StaffRefusal.Purpose, StaffMissing.Label => StaffRefusal.Label, StaffMissing.Training => StaffRefusal.Training, _ => StaffRefusal.Role,
            },
            answer.Ask,
            answer);
    }

    private async ValueTask RequireProofAsync(StaffSession session, string what, CancellationToken cancellation)
    {
        if (Now - session.ProvedAt >= StaffSessions.ProofMax)
        {
            await RecordAsync(session, "staff-refused", $"{what} missing=step-up", cancellation);
            throw new StaffRefusedException(StaffRefusal.StepUp);
        }
    }

    private ValueTask RecordAsync(StaffSession session, string what, string detail, CancellationToken cancellation) =>
        _acts.RecordAsync(Act.OfStaff(By(session.Member), what, detail, Now), cancellation);
}
