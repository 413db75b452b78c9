using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Portal.Tests.Insight;

/// <summary>The trust figures are what the journal says, and point at nobody.</summary>
public sealed class TrustTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Answers_are_counted_as_the_journal_has_them_and_made_up_ones_apart()
    {
        await using var portal = await RunningPortal.StartAsync();
        for (var at = 0; at < 12; at++)
        {
            await SayAsync(portal, $"d-{at}", "analytics", ConsentState.Given);
            await SayAsync(portal, $"d-{at}", "analytics", ConsentState.Withdrawn, late: TimeSpan.FromMilliseconds(at == 11 ? 60_000 : 400));
        }

        await SayAsync(portal, "d-100", "analytics", ConsentState.Refused);
        await SayAsync(portal, "d-101", "analytics", ConsentState.Given, synthetic: true);
        await portal.Core.Erasures.EraseAsync([portal.Read("anonymous-id", "d-100")], "test", "asked", TestContext.Current.CancellationToken);

        Assert.False(await portal.Core.Trust.ReadOnAsync(5, TestContext.Current.CancellationToken));
        Assert.False(portal.Core.Trust.Read(90, portal.Core.Now).IsWhole);
        Assert.True(await portal.Core.Trust.ReadOnAsync(10_000, TestContext.Current.CancellationToken));
        Assert.True(await portal.Core.Trust.ReadOnAsync(10_000, TestContext.Current.CancellationToken));
        var figures = portal.Core.Trust.Read(90, portal.Core.Now);

        Assert.True(figures.IsWhole);
        Assert.Equal((12L, 12L, 1L, 1L), (figures.Granted, figures.Withdrawn, figures.Erased, figures.Synthetic));
        Assert.InRange(figures.WithdrawalWait.Median.TotalMilliseconds, 396, 450);
        Assert.InRange(figures.WithdrawalWait.P99.TotalMilliseconds, 59_400, 61_000);
    }

    [Fact]
    public async Task Answers_to_requests_and_erasures_to_the_last_byte_are_timed_out_of_the_journal()
    {
        await using var portal = await RunningPortal.StartAsync();
        var token = TestContext.Current.CancellationToken;
        for (var at = 0; at < 12; at++)
        {
            await SayAsync(portal, $"r-{at}", "analytics", ConsentState.Given);
            var asker = RightsAsker.Self(portal.Read("anonymous-id", $"r-{at}"), "test");
            var request = await portal.Core.Requests.OpenAsync(asker, RequestKind.Review, "why", token);
            await portal.Core.Requests.OpenAsync(asker, RequestKind.Review, "again", token);
            var act = at == 11 ? RequestAct.Drop : at == 10 ? RequestAct.Refuse : RequestAct.Complete;
            Assert.Equal(RequestResult.Done, (await portal.Core.Requests.ActAsync(asker, request!.Request.Id, act, "because", token)).Result);
        }

        await portal.Core.Trust.ReadOnAsync(10_000, token);
        var before = portal.Core.Trust.Read(90, portal.Core.Now);
        Assert.Equal((11L, 0L), (before.AnswerWait.Count, before.ErasureWait.Count));
        Assert.InRange(before.AnswerWait.P99.TotalMinutes, 0, 10);

        await portal.Core.Erasures.EraseAsync([portal.Read("anonymous-id", "r-0")], "test", "asked", token);
        await portal.Core.Trust.ReadOnAsync(10_000, token);
        Assert.Equal(0, portal.Core.Trust.Read(90, portal.Core.Now).ErasureWait.Count);
        await portal.Core.Compaction.RunAsync(CompactionOrder.Gentle, null, token);
        await portal.Core.Trust.ReadOnAsync(10_000, token);
        Assert.Equal((11L, 1L), (portal.Core.Trust.Read(90, portal.Core.Now).AnswerWait.Count, portal.Core.Trust.Read(90, portal.Core.Now).ErasureWait.Count));
    }

    [Fact]
    public async Task A_small_number_is_not_told_and_a_larger_one_is()
    {
        await using var visitor = await visits.VisitAsync();
        await SayAsync(visits.Portal, "t-0", "analytics", ConsentState.Refused);
        await visitor.OpenAsync("/en/trust");
        Assert.Contains("fewer than 10", await visitor.Page.ContentAsync(), StringComparison.Ordinal);

        for (var at = 1; at < 23; at++)
        {
            await SayAsync(visits.Portal, $"t-{at}", "analytics", ConsentState.Refused, late: TimeSpan.FromMilliseconds(250 + at));
        }

        await visitor.OpenAsync("/en/trust");
        Assert.Equal("23", await visitor.Page.Locator("dt:text-is('Noes') + dd").InnerTextAsync());
        Assert.EndsWith("ms", await visitor.Page.Locator("dt:text-is('Half of all noes') + dd").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task SayAsync(RunningPortal portal, string device, string purpose, ConsentState state, TimeSpan late = default, bool synthetic = false)
    {
        var now = portal.Core.Now;
        ImmutableArray<ConsentRecord> record =
        [
            new ConsentRecord(purpose, state, "web-privacy@2026-11", "en", now - late, now, "web", ConsentMethod.Express, false, "test", [], synthetic),
        ];
        await portal.Core.Consents.RecordAsync(new ConsentRequest([portal.Read("anonymous-id", device)], "", record), TestContext.Current.CancellationToken);
    }
}
