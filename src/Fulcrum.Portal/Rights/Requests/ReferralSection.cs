using System.Collections.Immutable;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights.Referrals;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>What others say that the visitor wants: who, what, until when, and a yes and a no of the same weight.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record ReferralSection(Visit Visit)
{
    private PageLanguage Language => Visit.Language;

    /// <summary>Writes it; nothing when nobody asks for them.</summary>
    public Markup Write(ImmutableArray<Referral> waiting) => waiting.IsEmpty ? None : Html($"""
        <section class="right" aria-labelledby="referrals"><h2 id="referrals">{Language[ReferralWords.Title]}</h2><p>{Language[ReferralWords.Text]}</p>
        <ol class="rows">{waiting.Select(WriteOne)}</ol></section>
        """);

    /// <summary>The two answers.</summary>
    public Markup WriteAnswers(string id, string about) => Html($"{WriteAnswer(id, RequestsRoutes.Confirm, ReferralWords.Yes, about)}{WriteAnswer(id, RequestsRoutes.Decline, ReferralWords.No, about)}");

    private Markup WriteOne(Referral referral)
    {
        var partners = Visit.Workspace.Partners;
        var who = partners.Partners.TryGetValue(referral.Asked.Partner, out var partner) ? Language[partner.Title] : referral.Asked.Partner;
        var said = Language[ReferralWords.Of(referral.Request.Kind)].Replace("{0}", who, StringComparison.Ordinal);
        var until = Language[ReferralWords.Until].Replace("{0}", Language.Day(referral.Request.OpenedAt + partners.ProofWithin), StringComparison.Ordinal);
        return Html($"""
            <li><p class="at">{Language.Moment(referral.Request.OpenedAt)}</p><h3>{said}</h3><p>{until}</p>
            {WriteAnswers(referral.Request.Id, who)}</li>
            """);
    }

    private Markup WriteAnswer(string id, string act, LocalText label, string about) => Html($"""
        <form method="post" action="{Visit.Path(RequestsPage.Path)}" class="remedy">{Visit.TokenField}<input type="hidden" name="id" value="{id}">
        <button name="act" value="{act}">{Language[label]}<span class="apart"> {about}</span></button></form>
        """);
}
