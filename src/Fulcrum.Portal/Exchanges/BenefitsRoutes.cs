using Fulcrum.Exchanges;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Rights;
using Fulcrum.Portal.Rights.Access;
using Fulcrum.Rights.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Exchanges;

/// <summary>My benefits: shown, taken and declined.</summary>
internal static class BenefitsRoutes
{
    /// <summary>What the form says that takes one.</summary>
    public const string Take = "take";

    /// <summary>What the form says that does not.</summary>
    public const string Decline = "decline";

    private const int TypedMax = 2_000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/benefits", Reply.ReadMethods, (RequestDelegate)(http => OwnPages.ShowAsync(http, parts, BenefitsPage.Path, (visit, access) =>
            WriteAsync(http, parts, new BenefitsPage(visit) { HasSignal = http.Request.Headers["Sec-GPC"] == "1", Done = Done.Read(http.Request.Query["done"].ToString(), visit), Said = SavedChoice.Read(http.Request.Query["saved"].ToString(), visit) }, access))));
        app.MapPost("/{language}/benefits", (RequestDelegate)(http => ActAsync(http, parts)));
    }

    private static async ValueTask<string?> WriteAsync(HttpContext http, PortalParts parts, BenefitsPage page, SelfAccess access) =>
        await access.ReadViewAsync(http.RequestAborted) is { } view
            ? page.Write(await parts.Core.Exchanges.ListAsync(page.Visit.Person!.Asker, http.RequestAborted), view, parts.Core.Now)
            : null;

    private static async Task ActAsync(HttpContext http, PortalParts parts)
    {
        var (visit, person, form) = await OwnPages.ReadFormAsync(http, parts);
        if (form.ContainsKey("answer"))
        {
            await AnswerAsync(http, parts, ChoiceForm.Of(visit, form));
            return;
        }

        var typed = form["value"].ToString();
        if (form["exchange"] is not [{ } name] || !visit.Workspace.Exchanges.Exchanges.TryGetValue(name, out var exchange) || form["act"] is not [{ } act] || act is not (Take or Decline) || typed.Length > TypedMax)
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var page = new BenefitsPage(visit) { HasSignal = http.Request.Headers["Sec-GPC"] == "1" };
        try
        {
            // To its end, when the visitor goes away: they pressed the button.
            var value = exchange.Fact is { } fact ? OwnValues.Read(typed, fact.Type, visit.Language) : "";
            var outcome = act == Take
                ? await parts.Core.Exchanges.AcceptAsync(person.Asker, name, value, CancellationToken.None)
                : await parts.Core.Exchanges.DeclineAsync(person.Asker, name, CancellationToken.None);
            if (outcome.Result is ExchangeResult.Done or ExchangeResult.Unchanged)
            {
                await Reply.SeeOtherAsync(http, $"{visit.Path(BenefitsPage.Path)}{new Done(act, name).ToQuery(visit)}#news");
                return;
            }

            var words = outcome.Result switch
            {
                ExchangeResult.ValueMissing => BenefitsWords.Missing,
                ExchangeResult.BadValue => DataWords.BadValue,
                _ => BenefitsWords.Changed,
            };
            var faulty = page with { Fault = new DataFault(name, typed, words) };
            await Reply.PageAsync(
                http, await OwnPages.WriteAsync(http, parts, visit, BenefitsPage.Path, access => WriteAsync(http, parts, faulty, access)), StatusCodes.Status400BadRequest);
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, page.WriteNotSaved(exchange, typed), StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The question beside a benefit was answered. Nothing is taken by it.</summary>
    private static async Task AnswerAsync(HttpContext http, PortalParts parts, ChoiceForm form)
    {
        try
        {
            var saved = await ChoiceRecord.KeepAsync(http, parts, form);
            await Reply.SeeOtherAsync(http, $"{form.Visit.Path(BenefitsPage.Path)}{saved.ToQuery(form.Visit)}#news");
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, ChoiceRoutes.WriteNotSaved(form), StatusCodes.Status503ServiceUnavailable);
        }
    }
}
