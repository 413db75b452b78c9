using Fulcrum.Collect;
using Xunit;

namespace Fulcrum.Tests.Collect;

/// <summary>What comes in is told to whoever watches: that it came, and what became of it.</summary>
public sealed class LiveEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_watches_sees_what_became_of_each_event_and_no_name_that_nobody_declared()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var source = core.Workspace.Sources["cdnow-import"];
        var begun = core.Core.Collect.Live.Watch(0);
        Assert.Empty(begun.Events);

        var order = core.Track("ann", "Order Completed", """{"total":12.5,"units":1}""");
        await core.SendAsync(source, default, order, core.Track("ann", "ann@example.com called", "{}"));
        await core.SendAsync(source, default, order);
        await core.Core.Collect.QuarantineBodyAsync(source, "ann@example.com"u8.ToArray(), new Fault("body-not-json", "The body is no JSON.", "Send JSON."), Token);

        var seen = core.Core.Collect.Live.Watch(begun.Last);
        Assert.Equal([("Order Completed", EventFateKind.Stored), ("", EventFateKind.Quarantined), ("Order Completed", EventFateKind.Duplicate), ("", EventFateKind.Quarantined)], seen.Events.Select(one => (one.Name, one.Fate)));
        Assert.Equal([EventType.Track, EventType.Track, EventType.Track, null], seen.Events.Select(one => one.Type));
        Assert.Equal("body-not-json", seen.Events[^1].Reason);
        Assert.All(seen.Events, one => Assert.DoesNotContain("ann", one.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.Empty(core.Core.Collect.Live.Watch(seen.Last).Events);
    }

    [Fact]
    public async Task Nothing_is_remembered_for_nobody_and_at_most_a_hundred_for_somebody()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var (source, live) = (core.Workspace.Sources["cdnow-import"], core.Core.Collect.Live);
        await SendAsync(1);
        var begun = live.Watch(0);
        Assert.Empty(begun.Events);

        await SendAsync(LiveEvents.Kept + 7);
        var seen = live.Watch(begun.Last);
        Assert.Equal((LiveEvents.Kept, 7), (seen.Events.Length, seen.Missed));

        core.Clock.Advance(LiveEvents.WatchedFor);
        await SendAsync(1);
        Assert.Empty(live.Watch(seen.Last).Events);

        async Task SendAsync(int count)
        {
            for (var at = 0; at < count; at++)
            {
                await core.SendAsync(source, default, core.Track("ann", "Order Completed", """{"total":12.5,"units":1}"""));
            }
        }
    }
}
