using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Simulation;

/// <summary>The small workspace the simulation lives in: one thing that needs consent, one that does not, one promotion with a cap.</summary>
internal static class Town
{
    /// <summary>Decisions that show the promotion to one profile within <see cref="PromotionSpan"/>, at most.</summary>
    public const int PromotionsMax = 1;

    /// <summary>How long what <c>side</c> shows counts without having been reported as seen; what <c>hero</c> shows counts at once.</summary>
    public static readonly TimeSpan ReservationLapse = TimeSpan.FromSeconds(2);

    /// <summary>Half-open span the cap counts over.</summary>
    public static readonly TimeSpan PromotionSpan = TimeSpan.FromHours(1);

    private static readonly ImmutableSortedDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["workspace.yaml"] = """
            name: Town
            languages: [en, ru]
            phone-region: GB
            withdrawn-retention: 1h
            """,
        ["purposes.yaml"] = """
            purposes:
              service:
                basis: contract
                title: {en: Service, ru: Сервис}
                reason: {en: To do what you asked for., ru: Чтобы выполнить просьбу.}
              personalization:
                basis: consent
                title: {en: Fitting pages to you, ru: Подбор страниц}
                reason: {en: To show you what suits you., ru: Чтобы показать подходящее.}
            """,
        ["notices/web.yaml"] = """
            notice: web
            version: "1"
            purposes: [personalization]
            text: {en: May we fit our pages to you?, ru: Можно ли подбирать страницы под вас?}
            """,
        ["identifiers.yaml"] = """
            identifiers:
              user-id:
                form: opaque
                unique: true
                values-max: 1
                priority: 1
                from: [userId]
              anonymous-id:
                form: opaque
                unique: false
                values-max: 50
                priority: 9
                from: [anonymousId]
            """,
        ["sources.yaml"] = """
            sources:
              web:
                title: {en: Web, ru: Сайт}
                write-key: key-of-the-town-for-simulation-only
                contracts: [all]
                notice: web@1
                channel: web
                language: en
            """,
        ["contracts/all.yaml"] = """
            contract: all
            events:
              - type: track
                event: Viewed
                purposes: [personalization]
                reason: {en: What you looked at., ru: Что вы смотрели.}
                properties:
                  item:
                    type: text
                    label: user.behavior.browsing_history
                    purposes: [personalization]
                    reason: {en: Which one., ru: Что именно.}
              - type: track
                event: Bought
                purposes: [service]
                reason: {en: To deliver it., ru: Чтобы доставить.}
                properties:
                  item:
                    type: text
                    label: user.behavior.purchase_history
                    purposes: [service]
                    reason: {en: Which one., ru: Что именно.}
              - type: track
                event: Seen
                purposes: [service]
                reason: {en: So that we never show you too much., ru: Чтобы не показывать слишком много.}
                properties:
                  decisionId:
                    type: text
                    label: user.unique_id
                    purposes: [service]
                    reason: {en: Which answer., ru: Какой ответ.}
                  offer:
                    type: text
                    label: user.behavior
                    purposes: [service]
                    reason: {en: What you saw., ru: Что вы видели.}
              - type: identify
                purposes: [service]
                reason: {en: To know you again., ru: Чтобы узнать вас.}
            """,
        ["facts.yaml"] = """
            computed:
              views:
                kind: count
                events: [Viewed]
                label: user.behavior.browsing_history
                purposes: [personalization]
                title: {en: Views, ru: Просмотры}
                reason: {en: Shows what interests you., ru: Показывает интерес.}
              buys:
                kind: count
                events: [Bought]
                label: user.behavior.purchase_history
                purposes: [service]
                title: {en: Purchases, ru: Покупки}
                reason: {en: What you bought., ru: Что вы купили.}
            """,
        ["placements.yaml"] = """
            placements:
              hero:
                title: {en: Hero, ru: Верх}
                purpose: personalization
                goal: sell
                kinds: [offer, content]
                channel: web
                fallback: hello
              side:
                title: {en: Side, ru: Сбоку}
                purpose: personalization
                goal: sell
                kinds: [offer, content]
                channel: web
                fallback: hello
                impression-event: Seen
                reservation-lapse: 2s
            """,
        ["offers/all.yaml"] = """
            offers:
              promotion:
                kind: offer
                title: {en: Promotion, ru: Акция}
                placements: [hero, side]
                priority: 10
                value: 1
                rule: views >= 0
                payload: {href: /sale}
              hello:
                kind: content
                title: {en: Hello, ru: Здравствуйте}
                placements: [hero, side]
                priority: 1
                value: 0
                payload: {href: /}
            """,
        ["contact-policy.yaml"] = """
            caps:
              promotion-hourly:
                scope: promotional
                contacts-max: 1
                span: 1h
            """,
        ["views.yaml"] = """
            views:
              counter:
                title: {en: Counter, ru: Стойка}
                purpose: service
                facts: [buys]
              tastes:
                title: {en: Tastes, ru: Вкусы}
                purpose: personalization
                facts: [views]
            """,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static readonly Lazy<WorkspaceReading> Parsed = new(() => WorkspaceReader.Read(Files, Numbering.Empty));

    /// <summary>Puts the town's workspace into an empty store.</summary>
    public static async Task SettleAsync(Profiles.IStore store, Instant at)
    {
        var reading = Parsed.Value;
        Assert.Empty(reading.Faults);
        await store.Workspaces.ApplyAsync(
            new AppliedWorkspace(reading.Workspace!.Version, at, "simulation", Files), reading.Numbering, CancellationToken.None);
    }
}
