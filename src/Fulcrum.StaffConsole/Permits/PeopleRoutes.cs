using System.Collections.Immutable;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.StaffConsole.Permits;

/// <summary>Finding a person and looking at their card. Nothing about a person is ever in an address: what was typed is posted, and the card answers it.</summary>
internal static class PeopleRoutes
{
    /// <summary>The page.</summary>
    public const string Path = "people";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, async (http, visit) => (await PageAsync(http, visit, parts)).Write(PeopleAsked.None, null));
        app.MapForm(parts, Path, (http, visit, form) => LookAsync(http, visit, PeopleAsked.Read(form), parts));
        foreach (var part in Enum.GetValues<StaffPart>())
        {
            app.MapForm(parts, $"{Path}/{NameOf(part)}", (http, visit, form) => OpenAsync(http, visit, PeopleAsked.Read(form), part, parts));
        }

        app.MapForm(parts, "emergency", async (http, visit, form) =>
        {
            await parts.Desk.DeclareEmergencyAsync(visit.Who, form.Typed("why"), http.RequestAborted);
            await Reply.SeeOtherAsync(http, visit.Path(Path));
        });
    }

    private static async Task LookAsync(HttpContext http, Visit visit, PeopleAsked asked, ConsoleParts parts)
    {
        var page = await PageAsync(http, visit, parts);
        if (!parts.Core.Identifiers.TryRead(asked.Type, asked.Value, verified: false, out var person, out _))
        {
            await Reply.PageAsync(http, page.Write(asked, visit.Language[PeopleWords.NotRead]), StatusCodes.Status400BadRequest);
            return;
        }

        var look = new StaffLook(asked.View, asked.Why) { Reveal = asked.Reveal, IsEmergency = asked.IsEmergency && page.Emergency is not null, Case = asked.Case };
        await Reply.PageAsync(http, page.WriteCard(asked, await parts.Desk.LookAsync(visit.Who, person, look, http.RequestAborted)));
    }

    /// <summary>What a part's path ends with.</summary>
    public static string NameOf(StaffPart part) => part.ToString().ToLowerInvariant();

    private static async Task OpenAsync(HttpContext http, Visit visit, PeopleAsked asked, StaffPart part, ConsoleParts parts)
    {
        if (!parts.Core.Identifiers.TryRead(asked.Type, asked.Value, verified: false, out var person, out _))
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var look = new StaffLook(asked.View, asked.Why) { IsEmergency = asked.IsEmergency, Case = asked.Case };
        await Reply.PageAsync(http, new PartPage(visit).Write(asked, await parts.Desk.OpenPartAsync(visit.Who, person, look, part, http.RequestAborted)));
    }

    private static async Task<PeoplePage> PageAsync(HttpContext http, Visit visit, ConsoleParts parts)
    {
        var views = await parts.Desk.ViewsAsync(visit.Who, http.RequestAborted);
        return new PeoplePage(visit, views, await parts.Desk.EmergencyOfAsync(visit.Who, http.RequestAborted));
    }
}

/// <summary>What was asked for.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Type">Type of the identifier.</param>
/// <param name="Value">The identifier. Personal data.</param>
/// <param name="Why">The reason.</param>
/// <param name="Reveal">Facts to be shown in full.</param>
/// <param name="IsEmergency">Whether it is part of an emergency.</param>
internal sealed record PeopleAsked(string View, string Type, string Value, string Why, ImmutableArray<string> Reveal, bool IsEmergency)
{
    /// <summary>The case; empty for none.</summary>
    public string Case { get; init; } = "";

    /// <summary>Whose card it is, hidden in a form: what was typed goes along and is never in an address.</summary>
    public Markup Fields => Markup.Html($"""
        <input type="hidden" name="view" value="{View}"><input type="hidden" name="type" value="{Type}"><input type="hidden" name="value" value="{Value}"><input type="hidden" name="case" value="{Case}">
        {(IsEmergency ? Markup.Html($"<input type=\"hidden\" name=\"emergency\" value=\"yes\">") : Markup.None)}
        """);

    /// <summary>Nothing yet.</summary>
    public static PeopleAsked None { get; } = new("", "", "", "", [], false);

    /// <summary>Reads it out of a form.</summary>
    public static PeopleAsked Read(IFormCollection form) => new(
        form.Typed("view"), form.Typed("type"), form.Typed("value"), form.Typed("why"), [.. form["reveal"].OfType<string>().Take(100)], form.Typed("emergency") == "yes") { Case = form.Typed("case") };

    /// <summary>Never whom.</summary>
    public override string ToString() => "PeopleAsked(…)";
}
