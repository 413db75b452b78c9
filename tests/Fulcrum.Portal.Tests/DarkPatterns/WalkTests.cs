using System.Text.RegularExpressions;
using Fulcrum.Portal.Tests.DarkPatterns.Flows;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Fulcrum.Portal.Tests.Pages;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>Rules of steps, walked: by somebody who presses what promises what they want. And the same walk through planted sites finds each fault.</summary>
public sealed partial class WalkTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Theory]
    [InlineData("en", true)]
    [InlineData("ru", false)]
    [Measures(6, "choices")]
    [Measures(7, "every page")]
    [Measures(8, "choices")]
    [Measures(21, "choices")]
    [Measures(22, "choices")]
    [Measures(23, "choices")]
    public async Task From_every_page_a_no_and_a_taking_back_are_as_near_as_a_yes_and_show_nothing_more(string language, bool scripts)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: scripts);
        using var walker = new Walker(visitor.Page);
        foreach (var path in new[] { "", "choices", "notices", "trust" })
        {
            await CheckAsync(path);
        }

        await visitor.SignInAsync(customer.Email, language);
        foreach (var path in PageTests.OwnPaths)
        {
            await CheckAsync(path);
        }

        async Task CheckAsync(string path)
        {
            var give = await WalkAsync(path, Walker.Yes(), "on");
            var takeBack = await WalkAsync(path, Walker.No(), "off");
            Console.WriteLine($":: withdraw.steps: {takeBack.Presses}, and {give.Presses} to give: the page /{language}/{path}{(scripts ? "" : ", without a script")}");
            var refuse = path == "choices" ? await WalkAsync(path, Walker.No(), "off") : takeBack;
            Assert.Empty(WalkRules.OfAnswers(give, refuse).Concat(WalkRules.OfTakingBack(give, takeBack)).Select(found => $"{path}: {found}"));
            await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        }

        async Task<Walk> WalkAsync(string path, Regex wish, string state)
        {
            await visitor.OpenAsync($"/{language}/{path}");
            var isAnswered = visitor.Page.Locator("#news");
            return await walker.WalkAsync(wish, async () => await isAnswered.CountAsync() > 0 && await visitor.Page.Locator($"#analytics > .state.{state}").CountAsync() > 0, "#analytics > form");
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(24, "erase")]
    public async Task Erasing_is_three_presses_from_the_first_page_and_the_last_is_the_one_confirmation(string language)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, language);
        await visitor.OpenAsync($"/{language}/");
        using var walker = new Walker(visitor.Page);

        var walk = await walker.WalkAsync(Erases(), async () => await visitor.Page.Locator("code.typed").CountAsync() > 0, ways: ErasesAt());
        Assert.Empty(WalkRules.OfErasing(walk));
        Assert.Equal(3, walk.Presses);
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToHaveCountAsync(0);
    }

    [Fact]
    [Measures(25, "every page")]
    public async Task Every_right_is_two_presses_from_the_first_page_no_link_is_dead_and_back_works()
    {
        const string language = "ru";
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync();
        await visitor.SignInAsync(customer.Email, language);
        var maze = await Maze.WalkAsync(visitor.Page, new Uri(visits.Portal.Address, $"/{language}/").ToString());

        Assert.Empty(maze.Faults(PageTests.OwnPaths.Select(path => $"/{language}/{path}")));
    }

    [Fact]
    [Measures(22, "requests")]
    [Measures(23, "requests")]
    public async Task A_stop_and_an_objection_are_one_press_each_and_ask_for_nothing()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email);
        foreach (var act in new[] { "stop", "go-on" })
        {
            await visitor.OpenAsync("/en/requests");
            var form = visitor.Page.Locator($"form:has(button[value={act}])");
            await Assertions.Expect(form.Locator("input:not([type=hidden]), textarea, select")).ToHaveCountAsync(0);
            await form.Locator("button").ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        }
    }

    public static TheoryData<int[], string> Planted => new()
    {
        { [6], """<p id="c"><button onclick="done.hidden = false">Accept all</button><button onclick="more.hidden = false">Manage options</button></p><p id="more" hidden><button onclick="done.hidden = false">Reject all</button></p>""" },
        { [6, 8, 21], """<p><button onclick="done.hidden = false">Accept all</button><button onclick="if (confirm('Are you sure?')) done.hidden = false">Reject all</button></p>""" },
        { [6, 8, 21], """<p><button onclick="done.hidden = false">Accept all</button><button onclick="sure.hidden = false">Reject all</button></p><p id="sure" hidden>You will miss out. <button onclick="done.hidden = false">Yes, refuse anyway</button></p>""" },
        { [6], """<p><button onclick="done.hidden = false">Accept all</button><a href="mailto:privacy@planted.test">Write to us to refuse</a></p>""" },
        { [8], """<p><button onclick="done.hidden = false">Accept all</button><button onclick="fetch('/a').then(() => fetch('/b')).then(() => { done.hidden = false })">Reject all</button></p>""" },
        { [22], """<p><button onclick="done.hidden = false">Accept all</button><button onclick="done.hidden = false">Reject all</button></p><script>document.querySelectorAll('button')[0].addEventListener('click', () => sessionStorage.set = 1); if (sessionStorage.walked) document.querySelector('main').insertAdjacentHTML('beforeend', '<label>Why? <textarea></textarea></label>'); sessionStorage.walked = 1</script>""" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    [Catches(6, 8, 21, 22)]
    public async Task A_longer_way_to_a_no_is_found(int[] rules, string body)
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(visitor.Context, ("/", body + """<p id="done" hidden>Saved.</p>"""), ("/a", "a"), ("/b", "b"));
        using var walker = new Walker(visitor.Page);
        async Task<Walk> WalkAsync(Regex wish)
        {
            await visitor.Page.GotoAsync(PlantedSite.Address);
            return await walker.WalkAsync(wish, () => visitor.Page.Locator("#done").IsVisibleAsync());
        }

        var found = WalkRules.OfAnswers(await WalkAsync(Walker.Yes()), await WalkAsync(Walker.No()));
        Assert.Equal(rules, found.Select(NumberOf).Distinct().Order());
    }

    [Theory]
    [InlineData(7, """<a href="/options">Privacy settings</a>""", """<button onclick="more.hidden = false">More options</button><p id="more" hidden><button onclick="done.hidden = false">Turn all off</button></p>""")]
    [InlineData(23, """<a href="/options">Privacy settings</a>""", """<label>Your e-mail <input></label><button onclick="done.hidden = false">Turn all off</button>""")]
    [Catches(7, 23)]
    public async Task A_longer_way_back_is_found(int rule, string first, string options)
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(visitor.Context, ("/", first + """<button onclick="done.hidden = false">Accept all</button><p id="done" hidden>Saved.</p>"""), ("/options", options + """<p id="done" hidden>Saved.</p>"""));
        using var walker = new Walker(visitor.Page);
        async Task<Walk> WalkAsync(Regex wish)
        {
            await visitor.Page.GotoAsync(PlantedSite.Address);
            return await walker.WalkAsync(wish, () => visitor.Page.Locator("#done").IsVisibleAsync());
        }

        Assert.Contains(rule, WalkRules.OfTakingBack(await WalkAsync(Walker.Yes()), await WalkAsync(Walker.No())).Select(NumberOf));
    }

    [Fact]
    [Catches(24)]
    public async Task An_erasure_that_asks_twice_or_lies_deep_is_found()
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(visitor.Context, ("/", """<button onclick="sure.hidden = false">Erase it all</button><p id="sure" hidden><button onclick="done.hidden = false">Yes, I am sure</button></p><p id="done" hidden>Gone.</p>"""));
        using var walker = new Walker(visitor.Page);
        await visitor.Page.GotoAsync(PlantedSite.Address);

        Assert.Equal([24], WalkRules.OfErasing(await walker.WalkAsync(Erases(), () => visitor.Page.Locator("#done").IsVisibleAsync(), ways: ErasesAt())).Select(NumberOf));
    }

    [Fact]
    [Catches(25)]
    public async Task A_maze_is_found()
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(
            visitor.Context,
            ("/", """<a href="/one">One</a> <a href="/gone">Gone</a>"""),
            ("/one", """<a href="/two">Two</a>"""),
            ("/two", """<a href="/deep">Deep</a> <a href="/trap">Trap</a>"""),
            ("/deep", "The right."),
            ("/trap", "<script>history.pushState(0, '', '/trap'); onpopstate = () => history.pushState(0, '', '/trap')</script>"));

        var faults = (await Maze.WalkAsync(visitor.Page, PlantedSite.Address + "/")).Faults(["/deep", "/nowhere"]).ToArray();
        Assert.Equal(["/deep", "/gone", "/nowhere", "/trap"], faults.Select(fault => fault[..fault.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    private static int NumberOf(string found) => int.Parse(found[..found.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^(Erase it all|Стереть всё)$")]
    private static partial Regex Erases();

    [GeneratedRegex("^(My requests|Мои просьбы|Go to erasing|Перейти к удалению)$")]
    private static partial Regex ErasesAt();
}
