using System.Collections.Immutable;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>Who belongs: adding, another link, roles, removing. All of them dangerous acts.</summary>
internal static class StaffRoutes
{
    private const string Path = "staff";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts, None));
        app.MapForm(parts, Path, (http, visit, form) => ChangeAsync(http, visit, form, parts));
    }

    private static async Task ChangeAsync(HttpContext http, Visit visit, IFormCollection form, ConsoleParts parts)
    {
        var (desk, who, id, language) = (parts.Desk, visit.Who, form.Typed("id"), visit.Language);
        ImmutableArray<string> roles = [.. form["roles"].OfType<string>().Take(50)];
        var link = "";
        switch (form.Typed("act"))
        {
            case "add":
                (_, link) = await desk.AddAsync(who, form.Typed("name"), roles, http.RequestAborted);
                break;
            case "invite":
                link = await desk.InviteAsync(who, id, http.RequestAborted);
                break;
            case "roles":
                await desk.SetRolesAsync(who, id, roles, http.RequestAborted);
                break;
            case "remove":
                await desk.RemoveAsync(who, id, http.RequestAborted);
                break;
            default:
                throw new PageException(PageProblem.BadRequest);
        }

        var news = link.Length == 0
            ? ConsolePages.News(language[StaffWords.WasChanged], language[StaffWords.WasChangedText])
            : Html($"""
                <section class="news" id="news" role="status" tabindex="-1"><h2>{language[StaffWords.Link]}</h2><p>{language[StaffWords.LinkText]}</p>
                <code class="secret">{parts.Options.Address.Origin}{visit.Path("set-up")}?link={link}</code></section>
                """);
        await Reply.PageAsync(http, await WriteAsync(http, visit, parts, news));
    }

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts, Markup news)
    {
        var (language, now) = (visit.Language, parts.Core.Now);
        var members = await parts.Desk.ListMembersAsync(visit.Who, http.RequestAborted);
        var isFresh = now - visit.Who.ProvedAt < StaffSessions.ProofMax;
        StaffRole[] roles = [StaffRole.Owner, .. parts.Desk.Book.Roles.Values.OrderBy(role => role.Name, StringComparer.Ordinal)];
        return Shell.Write(visit, new PageFrame(language[StaffWords.Title], Path) { Lead = language[StaffWords.Lead] }, Html($"""
            {news}
            {(isFresh ? None : Html($"<section class=\"note\"><p>{language[StaffWords.Prove]}</p><p class=\"actions\"><a class=\"button\" href=\"{visit.Path("prove")}\">{language[StaffWords.Touch]}</a></p></section>"))}
            <ul class="rows">{members.Select(member => Row(visit, member, roles, parts, now))}</ul>
            <section class="panel act" aria-labelledby="add"><h2 id="add">{language[StaffWords.Add]}</h2>
            <form method="post" action="{visit.Path(Path)}">{visit.TokenField}<input type="hidden" name="act" value="add">
            {new TextField("name", language[StaffWords.Name], "") { Hint = language[StaffWords.NameHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"80\" required") }.Write()}
            {Roles(visit, roles, [])}
            <p class="actions"><button>{language[StaffWords.AddButton]}</button></p></form></section>
            """));
    }

    private static Markup Row(Visit visit, StaffMember member, StaffRole[] roles, ConsoleParts parts, Instant now)
    {
        var language = visit.Language;
        var standing = member.IsRemoved ? language[StaffWords.Removed].Replace("{0}", language.Day(member.RemovedAt), StringComparison.Ordinal)
            : language[member.IsInvited(now) ? StaffWords.Invited : member.Passkeys.IsEmpty ? StaffWords.NoKey : StaffWords.Belongs];
        var held = string.Join(", ", member.Roles.Select(name => parts.Desk.Book.Find(name) is { } role ? language[role.Title] : name));
        var acts = member.IsRemoved ? None : member.Id == visit.Who.Member.Id ? Html($"<span class=\"soft\">{language[StaffWords.You]}</span>") : Html($"""
            <details><summary>{language[StaffWords.Acts]}<span class="apart"> {member.Name}</span></summary>
            <form method="post" action="{visit.Path(Path)}">{visit.TokenField}<input type="hidden" name="id" value="{member.Id}">
            {Roles(visit, roles, member.Roles)}
            <p class="actions"><button class="quiet" name="act" value="roles">{language[StaffWords.SetRoles]}</button>
            <button class="quiet" name="act" value="invite">{language[StaffWords.Invite]}</button>
            <button class="quiet" name="act" value="remove">{language[StaffWords.Remove]}</button></p></form></details>
            """);
        return Html($"<li><h2>{member.Name}</h2><p>{held}</p><p class=\"at\">{standing} · <code>{member.Id}</code></p>{acts}</li>");
    }

    private static Markup Roles(Visit visit, StaffRole[] roles, ImmutableArray<string> held) => Html($"""
        <fieldset><legend>{visit.Language[StaffWords.Roles]}</legend>
        {roles.Select(role => Html($"<label class=\"tick\"><input type=\"checkbox\" name=\"roles\" value=\"{role.Name}\"{(held.Contains(role.Name) ? Html($" checked") : None)}><span>{visit.Language[role.Title]}</span></label>"))}
        </fieldset>
        """);
}
