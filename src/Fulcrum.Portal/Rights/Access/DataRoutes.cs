using System.Globalization;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Rights.Access;

/// <summary>My data: shown, put right, and contested.</summary>
internal static class DataRoutes
{
    /// <summary>What the form says that puts a fact right.</summary>
    public const string Correct = "correct";

    /// <summary>What the form says that contests one.</summary>
    public const string Contest = "contest";

    /// <summary>What is said of one that was contested before.</summary>
    public const string Same = "same";

    private const int TypedMax = 2_000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/data", Reply.ReadMethods, (RequestDelegate)(http => OwnPages.ShowAlsoToDeviceAsync(http, parts, DataPage.Path, async (visit, access) =>
            await access.ReadViewAsync(http.RequestAborted) is { } view
                ? new DataPage(visit) { Passkeys = await CountPasskeysAsync(http, parts, visit), Number = NumberOf(http.Request.Query["page"].ToString()), Done = Done.Read(http.Request.Query["done"].ToString(), visit) }.Write(view)
                : null)));
        app.MapPost("/{language}/data", (RequestDelegate)(http => ChangeAsync(http, parts)));
    }

    private static async ValueTask<int> CountPasskeysAsync(HttpContext http, PortalParts parts, Visit visit) =>
        parts.Passkeys is not null && visit.Person is { } person && await parts.Core.Passkeys.FindAsync(person.Proven, http.RequestAborted) is { } owner ? owner.Passkeys.Length : 0;

    private static async Task ChangeAsync(HttpContext http, PortalParts parts)
    {
        var (visit, person, form) = await OwnPages.ReadFormAsync(http, parts);
        if (form["fact"] is not [{ } name] || !visit.Workspace.Facts.TryGetValue(name, out var fact) || form["act"] is not [{ } act] || act is not (Correct or Contest)
            || (act == Correct && form["value"] is not [{ Length: <= TypedMax }]))
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var typed = form["value"].ToString();
        var page = new DataPage(visit) { Number = NumberOf(form["page"].ToString()) };
        try
        {
            // To its end, when the visitor goes away: they pressed the button.
            var outcome = act == Correct
                ? await parts.Core.Rights.CorrectAsync(person.Asker, name, OwnValues.Read(typed, fact.Type, visit.Language), CancellationToken.None)
                : await parts.Core.Rights.ContestAsync(person.Asker, name, "", CancellationToken.None);
            if (outcome.Result is RightsResult.Done or RightsResult.Unchanged)
            {
                var done = new Done(outcome.Result == RightsResult.Unchanged ? Same : act, name);
                await Reply.SeeOtherAsync(http, $"{visit.Path(DataPage.Path)}{done.ToQuery(visit)}&page={page.Number}#news");
                return;
            }

            var faulty = page with { Fault = new DataFault(name, typed, WordsOf(outcome.Result)) };
            var html = await OwnPages.WriteAsync(http, parts, visit, DataPage.Path, async access => await access.ReadViewAsync(http.RequestAborted) is { } view ? faulty.Write(view) : null);
            await Reply.PageAsync(http, html, StatusCodes.Status400BadRequest);
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, page.WriteNotSaved(fact, act, typed), StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static LocalText WordsOf(RightsResult result) => result switch
    {
        RightsResult.BadValue => DataWords.BadValue,
        RightsResult.NotHeld or RightsResult.NothingKept => DataWords.NotHeld,
        _ => throw new PageException(PageProblem.BadRequest), // No form of ours asks for it.
    };

    private static int NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 1_000) : 1;
}
