using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Fulcrum.Bench.Hosts;

/// <summary>The workspace the figures are measured with: 10 declared facts, 2 computed ones, 100 offers of 10 terms each, caps on.</summary>
internal static class BenchWorkspace
{
    /// <summary>The public key of the only source.</summary>
    public const string WriteKey = "bench-key-for-measurement-only";

    /// <summary>Builds the files.</summary>
    /// <param name="durable">Whether a decision is on disk before its answer.</param>
    /// <param name="grantEverything">True for the policy that exists here only: the purpose rests on a contract, so no consent is asked for.</param>
    public static ImmutableSortedDictionary<string, string> Files(bool durable, bool grantEverything)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        files["workspace.yaml"] = $"""
            name: Bench
            languages: [en, ru]
            phone-region: GB
            decisions:
              durability: {(durable ? "disk" : "memory")}
            dedupe-window: 7d
            quarantine-retention: 30d
            """;
        files["purposes.yaml"] = $"""
            purposes:
              service:
                basis: contract
                title: {Both("Service")}
                reason: {Both("To run what was asked for.")}
              personalization:
                basis: {(grantEverything ? "contract" : "consent")}
                title: {Both("Personalization")}
                reason: {Both("To fit pages to people.")}
              protection:
                basis: legitimate-interest
                protective: true
                title: {Both("Protection")}
                reason: {Both("To leave people in peace.")}
            """;
        files["notices/bench.yaml"] = $"""
            notice: bench
            version: "1"
            purposes: [personalization]
            text: {Both("May pages fit you?")}
            """;
        files["identifiers.yaml"] = """
            identifiers:
              user-id:
                form: opaque
                unique: true
                values-max: 1
                priority: 1
                from: [userId]
              email:
                form: email
                values-max: 5
                priority: 3
                from: [traits.email]
              anonymous-id:
                form: opaque
                values-max: 50
                priority: 9
                from: [anonymousId]
            """;
        files["sources.yaml"] = $"""
            sources:
              web:
                title: {Both("Web")}
                write-key: {WriteKey}
                contracts: [bench]
                notice: bench@1
                channel: web
                language: en
                consent-categories:
                  functional: personalization
            """;
        files["contracts/bench.yaml"] = Contract();
        files["facts.yaml"] = Facts();
        files["placements.yaml"] = $"""
            placements:
              bench-slot:
                title: {Both("Slot")}
                purpose: personalization
                goal: sell
                kinds: [offer, content]
                channel: web
                slots: 1
            """;
        files["offers/bench.yaml"] = Offers();
        files["contact-policy.yaml"] = """
            caps:
              each-offer-weekly:
                scope: each-offer
                contacts-max: 1000
                span: 7d
              promotional-daily:
                scope: promotional
                contacts-max: 1000
                span: 1d
            """;
        return files.ToImmutable();
    }

    private static string Both(string text) => $"{{en: \"{text}\", ru: \"{text}\"}}";

    private static string Contract()
    {
        var text = new StringBuilder($"""
            contract: bench
            events:
              - type: identify
                purposes: [service, personalization]
                reason: {Both("To know who they are.")}
                properties:

            """);
        for (var i = 0; i < 10; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                      f{i}:
                        type: {(i % 2 == 0 ? "number" : "text")}
                        label: user.demographic.profile
                        purposes: [service, personalization]
                        reason: {Both("A fact.")}
                        fact: f{i}

                """);
        }

        text.Append($"""
              - type: page
                purposes: [service, personalization]
                reason: {Both("To see what helps.")}
                properties:
                  path:
                    type: text
                    label: user.behavior.browsing_history
                    purposes: [service, personalization]
                    reason: {Both("Which page.")}
                  title:
                    type: text
                    label: user.behavior.browsing_history
                    purposes: [service, personalization]
                    reason: {Both("Which page.")}
            """);
        return text.ToString();
    }

    private static string Facts()
    {
        var text = new StringBuilder("facts:\n");
        for (var i = 0; i < 10; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  f{i}:\n    title: {Both("Fact")}\n");
        }

        text.Append($"""
            computed:
              pages-30d:
                title: {Both("Pages")}
                reason: {Both("How often they come.")}
                kind: count
                events: [page]
                window: 30d
                label: user.behavior.browsing_history
                purposes: [personalization]
            """);
        return text.ToString();
    }

    private static string Offers()
    {
        var text = new StringBuilder("offers:\n");
        for (var i = 0; i < 100; i++)
        {
            // Ten terms each; most hold for most customers until the last ones, so that little is saved by stopping early.
            var rule = string.Create(CultureInfo.InvariantCulture, $"f0 >= {i % 3} and f2 >= {i % 5} and f4 < {90 + i} and f6 < {120 + i} and f8 >= 0 and f1 != \"x{i}\" and f3 != \"y{i}\" and f5 is known and (f7 = \"v{i % 7}\" or f9 = \"v{i % 11}\")");
            text.Append(CultureInfo.InvariantCulture, $"""
                  offer-{i:000}:
                    kind: offer
                    promotional: true
                    placements: [bench-slot]
                    priority: {i}
                    title: {Both("Offer")}
                    rule: '{rule}'
                    payload: {Both("Buy it.")}

                """);
        }

        text.Append($"""
              service-note:
                kind: content
                promotional: false
                placements: [bench-slot]
                priority: -1
                title: {Both("Note")}
                payload: {Both("How are you?")}
            """);
        return text.ToString();
    }
}
