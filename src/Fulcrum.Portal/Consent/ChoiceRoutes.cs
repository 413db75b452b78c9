using Fulcrum.Consent;
using Fulcrum.Portal.Consent.Receipts;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Consent;

/// <summary>My choices: shown, and changed by a form that needs no script.</summary>
internal static class ChoiceRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/choices", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
        app.MapPost("/{language}/choices", (RequestDelegate)(http => ChangeAsync(http, parts)));
        ReceiptRoutes.Map(app, parts);
    }

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var visit = parts.VisitOf(http);
        var page = await ReadPageAsync(http, parts, visit);
        var saved = SavedChoice.Read(http.Request.Query["saved"].ToString(), visit);
        await Reply.PageAsync(http, (saved is null ? page : page with { News = WriteSaved(saved, page, parts) }).Write());
    }

    private static async Task ChangeAsync(HttpContext http, PortalParts parts)
    {
        var form = await ChoiceForm.ReadAsync(http, parts);
        var visit = form.Visit;
        try
        {
            var saved = await ChoiceRecord.KeepAsync(http, parts, form);
            await Reply.SeeOtherAsync(http, $"{visit.Path("choices")}{saved.ToQuery(visit)}#news");
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, WriteNotSaved(form), StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async ValueTask<ChoicePage> ReadPageAsync(HttpContext http, PortalParts parts, Visit visit)
    {
        var own = await OwnChoices.ReadAsync(parts, visit, http.RequestAborted);
        return new ChoicePage(visit) { Standings = own.Standings, IsRestricted = own.IsRestricted, TooYoungFor = own.TooYoungFor, HasSignal = http.Request.Headers["Sec-GPC"] == "1" };
    }

    /// <summary>Says what the journal holds now, with the receipt and the way back.</summary>
    private static Markup WriteSaved(SavedChoice saved, ChoicePage page, PortalParts parts)
    {
        var language = page.Language;
        var title = TitleOf(saved.Purpose, saved.Channel, page);
        var words = saved.Purpose == ConsentRecord.EveryPurpose ? ChoiceWords.SavedAll : ChoiceWords.Said(saved.State);
        var receipt = saved.Sequence > 0 && parts.Core.Receipts.HasLedger
            ? Html($"<a href=\"{ReceiptRoutes.PathOf(saved.Sequence, page.Visit)}\">{language[ChoiceWords.Receipt]}</a>")
            : None;
        var isNo = saved.State is ConsentState.Refused or ConsentState.Withdrawn;
        var undo = saved.Sequence == 0 || saved.Purpose == ConsentRecord.EveryPurpose || (isNo && !page.CanAllow(saved.Purpose))
            ? None
            : page.WriteForm(saved.Purpose, saved.Channel, title, (isNo ? ChoicePage.Yes : ChoicePage.No, ChoiceWords.Undo));
        var same = saved.Sequence == 0 ? Html($" {language[ChoiceWords.Same]}") : None;
        return Html($"""
            <section class="news" id="news" role="status" tabindex="-1">
            <h2>{language[ChoiceWords.Saved]}</h2>
            <p>{language[words].Replace("{0}", title, StringComparison.Ordinal)}{same}</p>
            <div class="actions">{receipt}{undo}</div>
            </section>
            """);
    }

    /// <summary>Says that an answer does not count yet, with its buttons still there.</summary>
    public static string WriteNotSaved(ChoiceForm form)
    {
        var page = new ChoicePage(form.Visit);
        var frame = form.Visit.Frame(page.Language[ChoiceWords.NotSaved], "choices") with { Lead = page.Language[ChoiceWords.NotSavedText] };
        var title = TitleOf(form.Purpose, form.Channel, page);
        (string, LocalText)[] buttons = form.Asked is null ? [(ChoicePage.No, ChoiceWords.Refuse)] : [(ChoicePage.Yes, ChoiceWords.Allow), (ChoicePage.No, ChoiceWords.Refuse)];
        return Shell.Write(frame, form.Visit.Workspace, Html($"<section class=\"choice\" role=\"alert\"><h2>{title}</h2>{page.WriteForm(form.Purpose, form.Channel, title, buttons)}</section>"));
    }

    private static string TitleOf(string purpose, string channel, ChoicePage page)
    {
        var title = page.Workspace.Purposes.TryGetValue(purpose, out var known) ? page.Language[known.Title] : page.Language[ChoiceWords.RefuseAll];
        return channel.Length == 0 ? title : $"{title}, {ChoiceWords.ChannelIn(channel, page.Language)}";
    }
}
