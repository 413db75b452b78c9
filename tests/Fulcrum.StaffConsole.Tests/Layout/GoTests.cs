using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Layout;

/// <summary>Every page and act is a key and a few letters away, with a script and without one, and only what one's roles have.</summary>
public sealed class GoTests(Pages.DeskFixture fixture) : IClassFixture<Pages.DeskFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_leads_from_every_page_to_the_list_and_letters_to_the_page(bool scripts)
    {
        using var ada = await fixture.Console.EnterAsync("Gus", "owner,service-desk,auditor", "careful-use", "keeping-records");
        await using var desk = await Pages.Desk.OpenAsync(fixture, scripts: scripts);
        await desk.SitAsync(ada);
        foreach (var page in new[] { "", "people", "audit" })
        {
            await desk.GoAsync($"/en/{page}");
            await PressKeyAsync(desk.Page);
            await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Go to");
        }

        await Assertions.Expect(desk.Page.Locator("#find")).ToBeFocusedAsync();
        await desk.Page.Keyboard.TypeAsync("close alarm");
        if (scripts)
        {
            await Assertions.Expect(desk.Page.Locator("ul.ways a:visible")).ToHaveCountAsync(1);
            await desk.Page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(desk.Page.Locator("ul.ways a:visible")).ToBeFocusedAsync();
        }

        await desk.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Audit");
        Assert.Empty(desk.Complaints);
    }

    /// <summary>As a keyboard does it: what Playwright sends for Alt and a letter bears no letter, and opens no access key.</summary>
    private static async Task PressKeyAsync(IPage page)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "keyDown", "keyUp" })
        {
            await devices.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["modifiers"] = 1, ["key"] = "k", ["code"] = "KeyK", ["unmodifiedText"] = "k", ["windowsVirtualKeyCode"] = 75 });
        }
    }

    [Fact]
    public async Task Only_what_ones_roles_have_is_listed_in_either_language_and_what_was_typed_is_in_no_address()
    {
        using var auditor = await fixture.Console.EnterAsync("Nia", "auditor", "keeping-records");
        var (_, page, answer) = await auditor.PageAsync("/ru/go");
        answer.Dispose();
        Assert.Contains("Закрыть тревогу", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Найти человека", page, StringComparison.Ordinal);

        Assert.Equal(303, (int)(await auditor.SubmitAsync("/ru/go", page, ("find", "тревогу"))).Status);
        var (status, found) = await auditor.SubmitAsync("/ru/go", page, ("find", "mira@example.com"));
        Assert.Equal(200, (int)status);
        Assert.Contains("Ничего с таким названием нет.", found, StringComparison.Ordinal);
        Assert.Equal(400, (int)(await auditor.SubmitAsync("/ru/go", page, ("find", new string('x', 101)))).Status);
    }
}
