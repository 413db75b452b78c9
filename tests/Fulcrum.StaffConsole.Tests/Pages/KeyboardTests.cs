using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>Every page from the keyboard alone, without a script: what cannot be reached by Tab, or not be seen to have the focus, is not there.</summary>
public sealed class KeyboardTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private const string Everything = "owner,service-desk,dealer,data-engineer,auditor";

    /// <summary>What can be operated, but for what lies in a fold that is shut; of buttons for one choice, the keyboard stops at one.</summary>
    private const string Operable = """
        () => {
          const groups = new Set();
          return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")].filter((one) => {
            if (!one.checkVisibility() || one.disabled) return false;
            if (one.type !== "radio") return true;
            const group = `${one.form?.action} ${one.name}`;
            return !groups.has(group) && groups.add(group);
          }).length;
        }
        """;

    private const string Focused = """
        () => {
          const one = document.activeElement;
          if (!one || one === document.body) return "";
          window.seen ??= new Map();
          if (!window.seen.has(one)) window.seen.set(one, String(window.seen.size + 1));
          const style = getComputedStyle(one);
          const place = one.getBoundingClientRect();
          const isSeen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) && place.width > 0 && place.right > 0 && place.bottom > 0;
          return `${window.seen.get(one)}${isSeen ? "" : ` unseen: ${one.outerHTML.slice(0, 120)}`}`;
        }
        """;

    [Theory]
    [InlineData(ForcedColors.None)]
    [InlineData(ForcedColors.Active)]
    public async Task Everything_on_every_page_is_reached_by_tab_and_seen_to_have_the_focus(ForcedColors forced)
    {
        using var all = await fixture.Console.EnterAsync("Ida", Everything, "careful-use", "keeping-records");
        await fixture.Console.KnowAsync("mira");
        await using var desk = await Desk.OpenAsync(fixture, scripts: false);
        await desk.Page.EmulateMediaAsync(new() { ForcedColors = forced });
        foreach (var page in new[] { "sign-in", "set-up" })
        {
            await WalkAsync(desk, page);
        }

        await desk.SitAsync(all);
        foreach (var page in new[] { "", "people", "requests", "decisions", "live", "quarantine", "training", "training/careful-use", "staff", "audit", "messages", "go", "prove", "nowhere" })
        {
            await WalkAsync(desk, page);
        }
    }

    [Fact]
    public async Task Finding_revealing_opening_parts_and_searching_need_no_mouse()
    {
        await fixture.Console.KnowAsync("kim");
        using var ada = await fixture.Console.EnterAsync("Kay", "service-desk,auditor", "careful-use", "keeping-records");
        await using var desk = await Desk.OpenAsync(fixture, scripts: false);
        await desk.SitAsync(ada);
        var (page, keys) = (desk.Page, desk.Page.Keyboard);

        await desk.GoAsync("/en/people");
        await TabToAsync(page, "#type");
        await keys.TypeAsync("e-mail");
        await TabToAsync(page, "#value");
        await keys.TypeAsync("kim@example.com");
        await TabToAsync(page, "#why");
        await keys.TypeAsync("asks where the order is");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Your look is on record")).ToBeVisibleAsync();

        await TabToAsync(page, "button[formaction$='/choices']");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Their choices");
        await TabToAsync(page, "button[formaction$='/looks']");
        await keys.PressAsync("Space");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);

        await desk.GoAsync("/en/audit");
        await TabToAsync(page, "#find");
        await keys.TypeAsync("part=card:looks");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("part=card:looks");
    }

    private static async Task WalkAsync(Desk desk, string path)
    {
        await desk.GoAsync($"/en/{path}");
        var count = await desk.Page.EvaluateAsync<int>(Operable);
        var reached = new HashSet<string>();
        for (var presses = 0; presses <= count + 2; presses++)
        {
            await desk.Page.Keyboard.PressAsync("Tab");
            if (await desk.Page.EvaluateAsync<string>(Focused) is { Length: > 0 } one)
            {
                Assert.False(one.Contains("unseen", StringComparison.Ordinal), $"/{path}: {one}");
                reached.Add(one);
            }
        }

        Assert.True(reached.Count == count, $"/{path}: {reached.Count} of {count} are reached by Tab.");
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($"{selector}:focus").CountAsync() > 0)
            {
                return;
            }
        }

        Assert.Fail($"No press of Tab led to {selector}.");
    }
}
