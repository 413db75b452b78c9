using System.Text.Json;
using Fulcrum.Decisions;

namespace Fulcrum.Cli.Decisions;

/// <summary>An account in the form machines read.</summary>
internal static class AccountForm
{
    /// <summary>The whole account.</summary>
    public static object Of(Account account) => new
    {
        schema = 1,
        account.Decision.Id,
        placement = account.Decision.Placement.Name,
        at = account.At.ToString(),
        workspace = account.WorkspaceVersion,
        mode = Word(account.Decision.Mode),
        account.Decision.Why,
        subject = account.Subject.IsNone ? null : account.Subject.ToString(),
        sentence = new { en = account.Sentence.En, ru = account.Sentence.Ru },
        account.Agrees,
        consent = new { sequence = account.Consent, notice = account.ConsentNotice },
        chosen = account.Decision.Chosen.Select(offer => offer.Name),
        shown = account.Decision.Chosen.Select(Shown),
        facts = account.Facts.Select(fact => new
        {
            fact.Name,
            value = fact.Reading.Value.IsPresent ? fact.Reading.Value.Reveal() : null,
            fact.Reading.Source,
            at = fact.Reading.Value.IsPresent ? fact.Reading.At.ToString() : null,
            ageSeconds = Math.Round(fact.Age.TotalSeconds, 3),
        }),
        candidates = account.Candidates.Select(candidate => new
        {
            candidate.Offer,
            slot = candidate.Chosen,
            score = double.IsFinite(candidate.Score) ? candidate.Score : (double?)null,
            verdicts = candidate.Verdicts.Select(verdict => new { verdict.Rule, verdict.Keeps, verdict.Readings }),
        }),
    };

    /// <summary>What the page was given, by the version the decision was made under.</summary>
    private static object Shown(Offer offer) => new
    {
        offer = offer.Name,
        title = new { en = offer.Title.En, ru = offer.Title.Ru },
        payload = offer.Payload.Length == 0 ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(offer.Payload),
    };

    /// <summary>A mode as answers write it.</summary>
    public static string Word(DecisionMode mode) => mode switch
    {
        DecisionMode.Personal => "personal",
        DecisionMode.Contextual => "contextual",
        _ => "suppressed",
    };
}
