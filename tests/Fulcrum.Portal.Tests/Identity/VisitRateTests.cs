using System.Net;
using Fulcrum.Hosting.Doors;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>Nobody reads or changes by the thousand: one network is asked to come back, and no other notices.</summary>
public sealed class VisitRateTests
{
    private const int More = 2_000;

    // So slow that no machine is slower.
    private static PortalOptions Slow(PortalOptions options) => options with { Door = Door.Default with { Proxies = TrustedProxies.ThisMachine }, OwnPagesPerSecond = 1, ChangesPerSecond = 1 };

    [Fact]
    public async Task A_network_that_reads_pages_of_its_own_by_the_thousand_is_asked_to_come_back_and_another_is_not()
    {
        await using var portal = await RunningPortal.StartAsync(options: Slow);
        using var visitor = new PlainVisitor(portal) { From = "203.0.113.7" };
        await visitor.SignInAsync("ann@example.com");

        var answer = await UntilRefusedAsync(() => visitor.GetAsync("/en/data"));

        Assert.Contains("Too many pages at once", answer.Body, StringComparison.Ordinal);
        visitor.From = "198.51.100.7";
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/en/data")).Status);
    }

    [Fact]
    public async Task A_network_that_changes_by_the_thousand_is_asked_to_come_back_and_nothing_is_changed()
    {
        await using var portal = await RunningPortal.StartAsync(options: Slow);
        using var visitor = new PlainVisitor(portal) { From = "203.0.113.7" };
        await visitor.GetAsync("/en/choices");

        var answer = await UntilRefusedAsync(() => visitor.PostAsync("/en/choices"));

        Assert.Contains("Nothing was changed this time", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<PlainAnswer> UntilRefusedAsync(Func<Task<PlainAnswer>> ask)
    {
        for (var asked = 0; asked < More; asked++)
        {
            if (await ask() is { Status: HttpStatusCode.TooManyRequests } refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException("Nobody was asked to come back.");
    }
}
