using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>The events that come in, in a real browser: they come by themselves, stop when paused, and are there without a script too.</summary>
public sealed class LiveTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_come_to_whoever_watches_and_name_nobody(bool scripts)
    {
        await using var console = await RunningConsole.StartAsync();
        using var engineer = await console.EnterAsync("Eva", "data-engineer", "careful-use", "keeping-records");
        await using var desk = await Desk.OpenAsync(fixture, scripts: scripts, console: console);
        await desk.SitAsync(engineer);
        await desk.GoAsync("/en/live");
        await Assertions.Expect(desk.Page.GetByText("Nothing came in since")).ToBeVisibleAsync();

        await console.KnowAsync("mira");
        if (!scripts)
        {
            await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
        }

        var rows = desk.Page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1, new() { Timeout = 20_000 });
        await Assertions.Expect(rows.First).ToContainTextAsync("dealer-crm");
        await Assertions.Expect(rows.First).ToContainTextAsync("identify");
        Assert.DoesNotContain("mira", await desk.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(desk.Complaints);
        if (!scripts)
        {
            return;
        }

        await desk.PressAsync("Pause");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Paused. Nothing moves.");
        await console.KnowAsync("nils");
        await desk.PressAsync("Go on");
        await Assertions.Expect(rows).ToHaveCountAsync(2, new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Who_begins_to_watch_is_on_record_once_and_a_number_that_is_none_is_refused()
    {
        await using var console = await RunningConsole.StartAsync();
        using var engineer = await console.EnterAsync("Eva", "data-engineer", "careful-use", "keeping-records");
        var (_, begun) = await engineer.SendAsync("GET", "events/0");
        await engineer.SendAsync("GET", $"events/{begun["last"]!.GetValue<long>()}");
        await engineer.SendAsync("GET", $"events/{begun["last"]!.GetValue<long>()}");

        Assert.Equal("staff-bad-body", (await engineer.SendAsync("GET", "events/last")).Body["code"]!.GetValue<string>());
        Assert.Single(await console.Core.Acts.ReadAsync(TestContext.Current.CancellationToken).Where(act => act.What == "staff-live").ToListAsync(TestContext.Current.CancellationToken));
    }
}
