using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Portal.Consent.Receipts;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Portal.Layout.Markup;

namespace Fulcrum.Portal.Consent;

/// <summary>My choices: shown, and changed by a form that needs no script.</summary>
internal static class ChoiceRoutes
{
    /// <summary>What recorded consents name as their source and their surface.</summary>
    public const string Surface = CaptureSurface.PrivacyCentre;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/choices", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
        app.MapPost("/{language}/choices", (RequestDelegate)(http => ChangeAsync(http, parts)));
        ReceiptRoutes.Map(app, parts);
    }

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        var device = parts.Devices.FindOrMake(http, parts.Core);
        var page = await ReadPageAsync(http, parts, language, device);
        var saved = SavedChoice.Read(http.Request.Query["saved"].ToString(), parts.Devices, device);
        await Reply.PageAsync(http, (saved is null ? page : page with { News = WriteSaved(saved, page, parts) }).Write());
    }

    private static async Task ChangeAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        parts.Rate.Check(http);
        var form = await ChoiceForm.ReadAsync(http, parts);
        var (device, asked) = (form.Device, form.Asked);
        try
        {
            var at = parts.Core.Now;
            var isKnownYes = !form.IsYes && (await parts.Core.Consents.ReadDeviceAsync(device.Identifier!, http.RequestAborted))
                .Any(one => one.Purpose.Name == form.Purpose && one.Standing.State == ConsentState.Given);
            var record = new ConsentRecord(
                form.Purpose, form.IsYes ? ConsentState.Given : isKnownYes ? ConsentState.Withdrawn : ConsentState.Refused,
                asked?.Notice?.Id ?? "", language.Code, at, at, "web", ConsentMethod.Express, Verified: false, Surface, [], Synthetic: false)
            {
                Scope = new ConsentScope(form.Channel, ""),
                Evidence = new ConsentEvidence { Surface = Surface, Reference = asked?.DigestIn(language) ?? "", IsSeparate = true },
            };

            // Recorded to its end when the visitor goes away: half a withdrawal is none.
            var outcome = await parts.Core.Consents.RecordAsync(new ConsentRequest([device.Identifier!], "", [record]), CancellationToken.None);
            parts.Devices.Keep(http, device);
            var first = outcome.Recorded is [var recorded, ..] ? recorded : null;
            var saved = new SavedChoice(form.Purpose, form.Channel, first?.Record.State ?? record.State, first?.Sequence ?? 0);
            await Reply.SeeOtherAsync(http, $"{language.Path("choices")}{saved.ToQuery(parts.Devices, device)}#news");
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, WriteNotSaved(form, language, parts), StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<ChoicePage> ReadPageAsync(HttpContext http, PortalParts parts, PageLanguage language, Device device) =>
        new(language, parts.Workspace, device, parts.Devices.TokenOf(device))
        {
            Standings = device.Identifier is { } identifier ? await parts.Core.Consents.ReadDeviceAsync(identifier, http.RequestAborted) : [],
            HasSignal = http.Request.Headers["Sec-GPC"] == "1",
        };

    /// <summary>Says what the journal holds now, with the receipt and the way back.</summary>
    private static Markup WriteSaved(SavedChoice saved, ChoicePage page, PortalParts parts)
    {
        var language = page.Language;
        var title = TitleOf(saved.Purpose, saved.Channel, page);
        var words = saved switch
        {
            { Purpose: ConsentRecord.EveryPurpose } => ChoiceWords.SavedAll,
            { State: ConsentState.Given } => ChoiceWords.SavedYes,
            { State: ConsentState.Requested } => ChoiceWords.SavedRequested,
            { State: ConsentState.Invalid } => ChoiceWords.SavedInvalid,
            _ => ChoiceWords.SavedNo,
        };
        var receipt = saved.Sequence > 0 && parts.Core.Receipts.HasLedger
            ? Html($"<a href=\"{ReceiptRoutes.PathOf(saved.Sequence, language, parts.Devices, page.Device)}\">{language[ChoiceWords.Receipt]}</a>")
            : None;
        var undo = saved.Sequence == 0 || saved.Purpose == ConsentRecord.EveryPurpose
            ? None
            : page.WriteForm(saved.Purpose, saved.Channel, title, (saved.State is ConsentState.Refused or ConsentState.Withdrawn ? ChoicePage.Yes : ChoicePage.No, ChoiceWords.Undo));
        var same = saved.Sequence == 0 ? Html($" {language[ChoiceWords.Same]}") : None;
        return Html($"""
            <section class="news" id="news" role="status" tabindex="-1">
            <h2>{language[ChoiceWords.Saved]}</h2>
            <p>{language[words].Replace("{0}", title, StringComparison.Ordinal)}{same}</p>
            <div class="actions">{receipt}{undo}</div>
            </section>
            """);
    }

    private static string WriteNotSaved(ChoiceForm form, PageLanguage language, PortalParts parts)
    {
        var page = new ChoicePage(language, parts.Workspace, form.Device, parts.Devices.TokenOf(form.Device));
        var frame = new PageFrame(language, language[ChoiceWords.NotSaved], "choices") { Lead = language[ChoiceWords.NotSavedText] };
        var title = TitleOf(form.Purpose, form.Channel, page);
        (string, LocalText)[] buttons = form.Asked is null ? [(ChoicePage.No, ChoiceWords.Refuse)] : [(ChoicePage.Yes, ChoiceWords.Allow), (ChoicePage.No, ChoiceWords.Refuse)];
        return Shell.Write(frame, parts.Workspace, Html($"<section class=\"choice\" role=\"alert\"><h2>{title}</h2>{page.WriteForm(form.Purpose, form.Channel, title, buttons)}</section>"));
    }

    private static string TitleOf(string purpose, string channel, ChoicePage page)
    {
        var title = page.Workspace.Purposes.TryGetValue(purpose, out var known) ? page.Language[known.Title] : page.Language[ChoiceWords.RefuseAll];
        return channel.Length == 0 ? title : $"{title}, {ChoiceWords.ChannelIn(channel, page.Language)}";
    }
}
