using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>Every page and act that somebody's roles have, in one list to search: a key leads here from every page, and no script is needed.</summary>
internal static class GoRoutes
{
    /// <summary>Its path.</summary>
    public const string Path = "go";

    /// <summary>The key that leads here, with the browser's own for such keys: Alt, Alt and Shift, or Control and Option.</summary>
    public const string Key = "k";

    private const int FindMax = 100;

    /// <summary>What can be done beside reading a page, where, and which power it takes.</summary>
    private static readonly GoEntry[] Acts =
    [
        new(GoWords.FindPerson, "people", StaffPowers.Find), new(GoWords.Reveal, "people", StaffPowers.Find | StaffPowers.Reveal), new(GoWords.Declare, "people#emergency", StaffPowers.Emergency),
        new(GoWords.Answer, "requests", StaffPowers.Rights), new(GoWords.Explain, "decisions", StaffPowers.Decisions), new(GoWords.Pass, "training", StaffPowers.None),
        new(GoWords.Add, "staff", StaffPowers.Staff), new(GoWords.Remove, "staff", StaffPowers.Staff), new(GoWords.Search, "audit", StaffPowers.Audit),
        new(GoWords.Save, "audit", StaffPowers.Audit), new(GoWords.Approve, "approvals", StaffPowers.Audit), new(GoWords.CloseAlarm, "audit#alarms", StaffPowers.Audit), new(GoWords.Review, "audit#emergencies", StaffPowers.Audit),
        new(GoWords.Touch, "prove", StaffPowers.None),
    ];

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (http, visit) =>
        {
            ConsolePipeline.AllowScript(http);
            return Task.FromResult(Write(visit, ""));
        });

        // What is looked for is posted: somebody may type a name, and an address is no place for one.
        app.MapForm(parts, Path, async (http, visit, form) =>
        {
            var find = form.Typed("find") is { Length: <= FindMax } typed ? typed : throw new PageException(PageProblem.BadRequest);
            if (find.Length > 0 && Pages(visit).Concat(Own(visit)).Where(entry => entry.Fits(find)).Take(2).ToArray() is [var only])
            {
                await Reply.SeeOtherAsync(http, visit.Path(only.Path));
                return;
            }

            ConsolePipeline.AllowScript(http);
            await Reply.PageAsync(http, Write(visit, find));
        });
    }

    private static IEnumerable<GoEntry> Pages(Visit visit) => Shell.PagesOf(visit).Select(page => new GoEntry(page.Title, page.Path, StaffPowers.None));

    private static IEnumerable<GoEntry> Own(Visit visit) => Acts.Where(act => act.Power == StaffPowers.None || visit.Holds(act.Power));

    private static string Write(Visit visit, string find)
    {
        var language = visit.Language;
        var (pages, acts) = (Pages(visit).Where(entry => entry.Fits(find)).ToArray(), Own(visit).Where(entry => entry.Fits(find)).ToArray());
        return Shell.Write(visit, new PageFrame(language[GoWords.Title], Path) { Menu = null, Lead = language[GoWords.Lead], Script = Assets.GoPath }, Html($"""
            <form method="post" action="{visit.Path(Path)}" class="entry" data-go>{visit.TokenField}
            {new TextField("find", language[GoWords.Find], find) { Hint = language[GoWords.Hint], Attributes = Html($" autocomplete=\"off\" autofocus maxlength=\"{FindMax}\"") }.Write()}
            <button>{language[GoWords.Go]}</button></form>
            <p data-none{(pages.Length + acts.Length > 0 ? Html($" hidden") : None)}>{language[GoWords.Nothing]} <a href="{visit.Path(Path)}">{language[GoWords.All]}</a></p>
            {List("pages", GoWords.Pages, pages)}
            {List("acts", GoWords.Acts, acts)}
            """));

        Markup List(string id, LocalText title, GoEntry[] entries) => entries.Length == 0 ? None : Html($"""
            <section aria-labelledby="{id}"><h2 id="{id}">{language[title]}</h2>
            <ul class="ways">{entries.Select(entry => Html($"<li><a href=\"{visit.Path(entry.Path)}\" data-words=\"{entry.Title.En} {entry.Title.Ru}\">{language[entry.Title]}</a></li>"))}</ul></section>
            """);
    }
}

/// <summary>A page or an act.</summary>
/// <param name="Title">In words.</param>
/// <param name="Path">Where.</param>
/// <param name="Power">What it takes.</param>
internal sealed record GoEntry(LocalText Title, string Path, StaffPowers Power)
{
    /// <summary>Whether every word somebody typed stands in it, in either language.</summary>
    public bool Fits(string find) => find.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        Title.En.Contains(word, StringComparison.OrdinalIgnoreCase) || Title.Ru.Contains(word, StringComparison.OrdinalIgnoreCase));
}
