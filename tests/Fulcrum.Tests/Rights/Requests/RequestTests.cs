using Fulcrum.Consent.RulePacks;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Requests;

/// <summary>A request is never stuck, never lost, and due when the law of its subject says.</summary>
public sealed class RequestTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static readonly RequestState[] Final = [RequestState.Done, RequestState.Refused, RequestState.Dropped];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_state_is_reached_every_open_one_can_be_closed_and_a_closed_one_stays_so()
    {
        var reached = Reached();

        Assert.Equal(Enum.GetValues<RequestState>().ToHashSet(), reached.Select(request => request.State).ToHashSet());
        foreach (var request in reached)
        {
            if (Final.Contains(request.State))
            {
                Assert.Empty(request.Acts);
                Assert.NotEqual(Instant.Never, request.ClosedAt);
            }
            else
            {
                Assert.Superset(new HashSet<RequestAct> { RequestAct.Complete, RequestAct.Refuse, RequestAct.Drop }, request.Acts.ToHashSet());
                Assert.Equal(Instant.Never, request.ClosedAt);
                Assert.Contains(request.Acts, act => Final.Contains(request.Next(act, At(9))!.State));
            }

            Assert.Equal(request.State == RequestState.Asked, request.Pauses.Any(pause => pause.Until == Instant.Never));
            Assert.True(request.Pauses.Length <= RightsRequest.PausesMax);
            Assert.DoesNotContain(RequestAct.Open, request.Acts);
        }
    }

    [Fact]
    public void A_machine_with_a_state_that_nothing_leaves_would_be_caught()
    {
        var stuck = new RightsRequest("x", RequestKind.Access, (RequestState)99, At(0));
        Assert.Empty(stuck.Acts);
        Assert.False(stuck.IsClosed);
    }

    [Fact]
    public void Asking_stops_a_clock_that_stops_and_no_other()
    {
        var (pack, received) = (Pack(), Instant.From(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero)));
        Assert.True(RightsClock.TryParse("30 days + 60 days, stops", out var stops));
        Assert.True(RightsClock.TryParse("30 days", out var runs));
        var request = new RightsRequest("x", RequestKind.Access, RequestState.Received, received);
        var asked = request.Next(RequestAct.Ask, received + TimeSpan.FromDays(5))!;
        var answered = asked.Next(RequestAct.Answer, received + TimeSpan.FromDays(12))!;

        var due = request.DueAt(stops, pack, received);
        Assert.Equal(due + TimeSpan.FromDays(3), asked.DueAt(stops, pack, received + TimeSpan.FromDays(8)));
        Assert.Equal(due + TimeSpan.FromDays(7), answered.DueAt(stops, pack, received + TimeSpan.FromDays(40)));
        Assert.Equal(request.DueAt(runs, pack, received), answered.DueAt(runs, pack, received));
        Assert.Equal(due + TimeSpan.FromDays(60), request.Next(RequestAct.Extend, received)!.DueAt(stops, pack, received));
        Assert.Equal(received + TimeSpan.FromDays(30), request.DueAt(null, null, received));
    }

    [Fact]
    public async Task A_request_is_timed_by_the_law_of_its_subject_extended_once_and_closed()
    {
        await using var core = await LivedAsync();
        var opened = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Access, "everything", Token))!;
        Assert.Equal((RequestState.Received, true, "uk-gdpr"), (opened.Request.State, opened.MayBeExtended, opened.Law?.Name));
        Assert.True(opened.Law is not null && opened.DueAt > core.Now + TimeSpan.FromDays(28) && opened.DueAt < core.Now + TimeSpan.FromDays(35));

        var id = opened.Request.Id;
        var extended = await ActAsync(core, id, RequestAct.Extend);
        Assert.Equal((RequestResult.Done, false), (extended.Result, extended.Request!.MayBeExtended));
        Assert.True(extended.Request.DueAt > opened.DueAt + TimeSpan.FromDays(50));
        Assert.Equal(RequestResult.NotNow, (await ActAsync(core, id, RequestAct.Extend)).Result);
        Assert.True(extended.Request.IsLate(extended.Request.DueAt));
        Assert.False(extended.Request.IsLate(extended.Request.DueAt - TimeSpan.FromMilliseconds(1)));

        await core.Core.WriteSnapshotsAsync(Token);
        await core.RestartAsync();
        Assert.Equal(RequestResult.Done, (await ActAsync(core, id, RequestAct.Complete)).Result);
        Assert.Equal(RequestResult.NotNow, (await ActAsync(core, id, RequestAct.Refuse)).Result);
        Assert.Equal(RequestResult.Unknown, (await ActAsync(core, "nonsense", RequestAct.Complete)).Result);
        var listed = Assert.Single(await core.Core.Requests.ListAsync(Desk(core), Token));
        Assert.Equal((RequestState.Done, true), (listed.Request.State, listed.Request.IsExtended));
    }

    [Fact]
    public async Task Told_when_it_is_late_already_no_more_time_is_had()
    {
        await using var core = await LivedAsync();
        var opened = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Access, "everything", Token))!;
        core.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(RequestResult.NotNow, (await ActAsync(core, opened.Request.Id, RequestAct.Extend)).Result);

        var late = Assert.Single(await core.Core.Requests.ListAsync(Desk(core), Token));
        Assert.Equal((opened.DueAt, true, false), (late.DueAt, late.IsLate(core.Now), late.MayBeExtended));
    }

    [Fact]
    public async Task What_was_asked_and_found_is_kept_with_the_request_through_a_snapshot_and_what_does_not_fit_is_not_taken()
    {
        await using var core = await LivedAsync();
        var (review, access) = (await OpenAsync(RequestKind.Review), await OpenAsync(RequestKind.Access));
        Assert.Equal(RequestResult.NotNow, (await FindAsync(access, RequestAct.Complete, new RequestFinding(DenialReason.None, ReviewOutcome.Stands))).Result);
        Assert.Equal(RequestResult.NotNow, (await FindAsync(review, RequestAct.Complete, new RequestFinding(DenialReason.NoMatch, ReviewOutcome.None))).Result);
        Assert.Equal("why", (await FindAsync(access, RequestAct.Ask, default)).Request!.Request.Said);
        Assert.Equal("", (await FindAsync(access, RequestAct.Answer, default)).Request!.Request.Said);
        await FindAsync(review, RequestAct.Complete, new RequestFinding(DenialReason.None, ReviewOutcome.Changed));
        await FindAsync(access, RequestAct.Refuse, default);

        await core.Core.WriteSnapshotsAsync(Token);
        await core.RestartAsync();

        var listed = (await core.Core.Requests.ListAsync(Desk(core), Token)).ToDictionary(one => one.Request.Kind, one => one.Request);
        Assert.Equal((new RequestFinding(DenialReason.None, ReviewOutcome.Changed), "why"), (listed[RequestKind.Review].Finding, listed[RequestKind.Review].Said));
        Assert.Equal(new RequestFinding(DenialReason.Other, ReviewOutcome.None), listed[RequestKind.Access].Finding);

        async Task<string> OpenAsync(RequestKind kind) => (await core.Core.Requests.OpenAsync(Self(core), kind, "please", Token))!.Request.Id;
        async Task<RequestOutcome> FindAsync(string id, RequestAct act, RequestFinding finding) => await core.Core.Requests.ActAsync(Desk(core), id, act, "why", finding, Token);
    }

    [Fact]
    public async Task The_same_asked_again_joins_the_open_one_and_keeps_its_day()
    {
        await using var core = await LivedAsync();
        var first = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Erasure, "", Token))!;
        core.Clock.Advance(TimeSpan.FromDays(3));
        for (var at = 0; at < 20; at++)
        {
            await core.Core.Requests.OpenAsync(Self(core), RequestKind.Erasure, "again", Token);
        }

        var joined = Assert.Single(await core.Core.Requests.ListAsync(Self(core), Token));
        Assert.Equal((first.Request.Id, 20, first.DueAt), (joined.Request.Id, joined.Request.Joined, joined.DueAt));
        var other = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Access, "", Token))!;
        Assert.NotEqual(first.Request.Id, other.Request.Id);

        await ActAsync(core, first.Request.Id, RequestAct.Refuse);
        Assert.NotEqual(first.Request.Id, (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Erasure, "", Token))!.Request.Id);
    }

    [Fact]
    public async Task All_that_is_open_is_listed_once_and_goes_with_an_erasure()
    {
        await using var core = await LivedAsync();
        await core.SendAsync(core.Identify("ann", "d-1"));
        await core.Core.Requests.OpenAsync(Desk(core), RequestKind.Access, "", Token);
        await core.SendAsync(core.Page("d-2", "/x", Yes));
        await core.Core.Requests.OpenAsync(RightsAsker.Self(core.Device("d-2"), "web"), RequestKind.Review, "a person, please", Token);

        Assert.Equal([RequestKind.Access, RequestKind.Review], (await core.Core.Requests.ListOpenAsync(Token)).Select(open => open.Request.Request.Kind));
        await core.Core.Erasures.EraseAsync([core.User("ann")], "anna", "asked", Token);
        Assert.Equal([RequestKind.Review], (await core.Core.Requests.ListOpenAsync(Token)).Select(open => open.Request.Request.Kind));

        // Who had nothing open is looked at again once something of theirs is.
        await core.Core.Requests.ActAsync(RightsAsker.Self(core.Device("d-2"), "web"), (await core.Core.Requests.ListOpenAsync(Token))[0].Request.Request.Id, RequestAct.Complete, "done", Token);
        Assert.Empty(await core.Core.Requests.ListOpenAsync(Token));
        await core.Core.Requests.OpenAsync(RightsAsker.Self(core.Device("d-2"), "web"), RequestKind.Access, "", Token);
        Assert.Equal([RequestKind.Access], (await core.Core.Requests.ListOpenAsync(Token)).Select(open => open.Request.Request.Kind));
        Assert.Empty(await core.Core.Requests.ListAsync(Desk(core), Token));
        Assert.Null(await core.Core.Requests.OpenAsync(Desk(core), RequestKind.Access, "", Token));
    }

    [Fact]
    public async Task However_many_are_closed_open_ones_are_never_forgotten()
    {
        await using var core = await LivedAsync();
        var open = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Review, "", Token))!;
        for (var at = 0; at < 60; at++)
        {
            var request = (await core.Core.Requests.OpenAsync(Self(core), RequestKind.Access, "", Token))!;
            await ActAsync(core, request.Request.Id, RequestAct.Complete);
        }

        var listed = await core.Core.Requests.ListAsync(Self(core), Token);
        Assert.InRange(listed.Length, 40, 51);
        Assert.Contains(listed, one => one.Request.Id == open.Request.Id);
    }

    /// <summary>Every request that can come to be, explored breadth first.</summary>
    private static List<RightsRequest> Reached()
    {
        var (seen, waiting) = (new Dictionary<string, RightsRequest>(), new Queue<RightsRequest>());
        waiting.Enqueue(new RightsRequest("x", RequestKind.Access, RequestState.Received, At(0)));
        while (waiting.TryDequeue(out var request))
        {
            if (request.Joined > 1 || !seen.TryAdd($"{request.State} {request.IsExtended} {request.Joined} {request.Pauses.Length}", request))
            {
                continue;
            }

            foreach (var act in request.Acts)
            {
                waiting.Enqueue(request.Next(act, At(1 + seen.Count))!);
            }
        }

        return [.. seen.Values];
    }

    private static Instant At(int minute) => Instant.From(CoreUnderTest.Noon) + TimeSpan.FromMinutes(minute);

    private static RulePack Pack() => Samples.Motors.Laws.Packs.All[0];

    private static RightsAsker Self(CoreUnderTest core) => RightsAsker.Self(core.User("ann"), "web");

    private static RightsAsker Desk(CoreUnderTest core) => RightsAsker.Desk([core.User("ann")], "clerk-7", "api");

    private static async Task<RequestOutcome> ActAsync(CoreUnderTest core, string id, RequestAct act) =>
        await core.Core.Requests.ActAsync(Desk(core), id, act, "told", Token);

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("ann", "Test Drive Booked", """{"model":"roadster"}""", Yes));
        return core;
    }
}
