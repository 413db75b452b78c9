using System.Globalization;
using Fulcrum.Collect;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Collect;

/// <summary>The events that come in now: as they are when the page is asked for, and with a script every two seconds, until somebody pauses it.</summary>
internal static class LiveRoutes
{
    private const string Path = "live";
    private const int EveryMs = 2_000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts) => app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts));

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts)
    {
        var language = visit.Language;
        var reading = await parts.Desk.WatchEventsAsync(visit.Who, 0, http.RequestAborted);
        ConsolePipeline.AllowScript(http);
        var fates = Enum.GetValues<EventFateKind>().Select(fate => Html($" data-{fate.ToString().ToLowerInvariant()}=\"{language[LiveWords.Of(fate)]}\""));
        return Shell.Write(visit, new PageFrame(language[LiveWords.Title], Path) { Lead = language[LiveWords.Lead], Script = Assets.LivePath }, Html($"""
            <p class="actions" data-without><a class="button" href="{visit.Path(Path)}">{language[LiveWords.Again]}</a></p>
            <div class="actions" hidden><button type="button" data-pause="{language[LiveWords.Pause]}" data-go-on="{language[LiveWords.GoOn]}">{language[LiveWords.Pause]}</button>
            <span role="status" data-said data-goes="{language[LiveWords.Goes]}" data-paused="{language[LiveWords.Paused]}" data-lost="{language[LiveWords.Lost]}">{language[LiveWords.Goes]}</span></div>
            <p data-nothing{(reading.Events.IsEmpty ? None : Html($" hidden"))}>{language[LiveWords.Nothing]}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="{language[LiveWords.Title]}"><table data-last="{reading.Last}" data-most="{LiveEvents.Kept}" data-every="{EveryMs}"{fates}>
            <thead><tr><th scope="col">{language[LiveWords.At]}</th><th scope="col">{language[LiveWords.Source]}</th><th scope="col">{language[LiveWords.Event]}</th><th scope="col">{language[LiveWords.Became]}</th><th scope="col">{language[LiveWords.Reason]}</th></tr></thead>
            <tbody>{reading.Events.Reverse().Select(Row)}</tbody></table></div>
            """));

        Markup Row(LiveEvent one) => Html($"""
            <tr><td class="when">{one.At.ToDateTimeOffset().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC</td><td><code>{one.Source}</code></td><td><code>{$"{one.Type?.ToString().ToLowerInvariant()} {one.Name}".Trim()}</code></td><td>{language[LiveWords.Of(one.Fate)]}</td><td><code>{one.Reason}</code></td></tr>
            """);
    }
}
