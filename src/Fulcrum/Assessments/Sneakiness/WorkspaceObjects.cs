using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>Everything of a workspace that the sneakiness test looks at.</summary>
public static class WorkspaceObjects
{
    /// <summary>All of it, by kind and name.</summary>
    public static ImmutableArray<TestedObject> Of(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var vocabulary = RuleVocabulary.Of(workspace);
        return
        [
            .. Sorted(workspace.Surfaces.Values, surface => surface.Name).Select(surface => new TestedObject(TestedKind.Prompt, surface.Name) { Texts = Both(TextRole.Title, surface.Title) }),
            .. Sorted(workspace.Notices.Values, notice => notice.Id).Where(notice => !notice.IsSuperseded).Select(notice => new TestedObject(TestedKind.Prompt, notice.Id) { Texts = Both(TextRole.Body, notice.Text) }),
            .. Sorted(workspace.Exchanges.Exchanges.Values, exchange => exchange.Name).Select(exchange => new TestedObject(TestedKind.Prompt, exchange.Name)
            {
                Texts = [.. Both(TextRole.Title, exchange.Title), .. Both(TextRole.Body, exchange.Benefit), .. Both(TextRole.Body, exchange.Refusal), .. Both(TextRole.Body, exchange.Withdrawal)],
            }),
            .. Sorted(workspace.Offers.Values, offer => offer.Name).Select(offer => OfOffer(offer, workspace, vocabulary)),
            .. Sorted(workspace.Facts.Values, fact => fact.Name).Where(fact => fact.Computed is not null).Select(fact => OfFact(fact, workspace)),
            .. Sorted(workspace.Segments.Values, segment => segment.Name).Select(segment => new TestedObject(TestedKind.Segment, segment.Name)
            {
                Texts = Both(TextRole.Title, segment.Title),
                Data = DataOf(segment.Rule, RuleUse.Segment, workspace, vocabulary),
            }),
            .. Sorted(workspace.Disclosures.Recipients.Values, recipient => recipient.Name).Select(recipient => new TestedObject(TestedKind.Destination, recipient.Name) { Texts = Both(TextRole.Title, recipient.Title) }),
        ];
    }

    /// <summary>What the test says of each.</summary>
    public static ImmutableArray<SneakyVerdict> Judge(Workspace workspace) => [.. Of(workspace).Select(SneakyTest.Judge)];

    private static IEnumerable<T> Sorted<T>(IEnumerable<T> all, Func<T, string> name) => all.OrderBy(name, StringComparer.Ordinal);

    private static TestedObject OfOffer(Offer offer, Workspace workspace, RuleVocabulary vocabulary)
    {
        var purposes = offer.Placements.Select(name => workspace.Placements[name].Purpose).DistinctBy(purpose => purpose.Name);
        return new TestedObject(TestedKind.Offer, offer.Name)
        {
            Texts = [.. Both(TextRole.Title, offer.Title), .. PayloadTexts(offer.Payload)],
            Data = DataOf(offer.Rule, RuleUse.Eligibility, workspace, vocabulary),
            Purposes = [.. purposes.Select(purpose => purpose.Name)],
            IsPromotional = offer.Promotional,
            ReachesComplaints = ReachesComplaints(workspace, vocabulary),
        };
    }

    private static TestedObject OfFact(FactDefinition fact, Workspace workspace)
    {
        var purposes = workspace.Purposes.Values.Where(fact.Purposes.Contains).ToArray();
        return new TestedObject(TestedKind.Inference, fact.Name)
        {
            Texts = [.. Both(TextRole.Title, fact.Title), .. Both(TextRole.Reason, fact.Reason)],
            Data = [DatumOf(fact, workspace)],
            Purposes = [.. purposes.Select(purpose => purpose.Name)],
            Plan = [.. purposes.SelectMany(purpose => Both(TextRole.Reason, purpose.Reason))],
        };
    }

    /// <summary>Whether open cases are known here, and no suppression looks at one.</summary>
    private static bool ReachesComplaints(Workspace workspace, RuleVocabulary vocabulary)
    {
        var cases = workspace.Facts.Values.Where(fact => fact.Computed?.Kind == ComputationKind.OpenCases).ToArray();
        return cases.Length > 0 && !workspace.ContactPolicy.Suppressions.Any(suppression => FactsOf(suppression.Rule, RuleUse.Suppression, vocabulary).Any(cases.Contains));
    }

    private static ImmutableArray<TestedDatum> DataOf(string rule, RuleUse use, Workspace workspace, RuleVocabulary vocabulary) =>
        [.. FactsOf(rule, use, vocabulary).Select(fact => DatumOf(fact, workspace))];

    private static ImmutableArray<FactDefinition> FactsOf(string rule, RuleUse use, RuleVocabulary vocabulary) =>
        rule.Length == 0 ? [] : RuleReader.Read(rule, use, vocabulary).Rule?.Facts ?? [];

    private static TestedDatum DatumOf(FactDefinition fact, Workspace workspace) => new(
        fact.Name, fact.Label.Category, fact.Label.Sensitivity, fact.Provenance, [.. workspace.Purposes.Values.Where(fact.Purposes.Contains).Select(purpose => purpose.Name)]);

    private static ImmutableArray<TestedText> Both(TextRole role, LocalText text) => [new(role, "en", text.En), new(role, "ru", text.Ru)];

    /// <summary>What a page gets may be read by people: every text of it, by the letters it is written in.</summary>
    private static IEnumerable<TestedText> PayloadTexts(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return [.. Strings(document.RootElement)];
    }

    private static IEnumerable<TestedText> Strings(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String when element.GetString() is { Length: > 0 } text:
                return [new TestedText(TextRole.Body, Regex.IsMatch(text, "[а-яА-ЯёЁ]") ? "ru" : "en", text)];
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany(Strings);
            case JsonValueKind.Object:
                return element.EnumerateObject().SelectMany(member => Strings(member.Value).Concat(
                    member.Name.Contains("countdown", StringComparison.OrdinalIgnoreCase) || member.Name.Contains("timer", StringComparison.OrdinalIgnoreCase)
                        ? [new TestedText(TextRole.Body, "en", "countdown timer")] : []));
            default:
                return [];
        }
    }
}
