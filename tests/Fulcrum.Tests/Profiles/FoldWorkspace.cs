using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests.Profiles;

/// <summary>A small workspace in which every computation, basis and limit occurs once.</summary>
internal static class FoldWorkspace
{
    internal const string Notice = "web@1";

    internal static readonly TimeSpan Week = TimeSpan.FromDays(7);

    internal static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly Place Here = new("test.yaml", 1);

    internal static readonly Purpose Service = New("service", 0, LegalBasis.Contract);
    internal static readonly Purpose Analytics = New("analytics", 1, LegalBasis.Consent);
    internal static readonly Purpose Marketing = New("marketing", 2, LegalBasis.Consent);
    internal static readonly Purpose Insight = New("insight", 3, LegalBasis.LegitimateInterest);
    internal static readonly Purpose Care = New("care", 4, LegalBasis.LegalObligation, isProtective: true);

    internal static readonly ImmutableArray<Purpose> Purposes = [Service, Analytics, Marketing, Insight, Care];

    internal static readonly PurposeSet All = new(0b11111);

    internal static readonly IdentifierType UserId = new("user-id", 1, IdentifierForm.Opaque, true, 2, 1, ["null", "0"], ["userId"]);
    internal static readonly IdentifierType EmailType = new("email", 2, IdentifierForm.Email, true, 3, 2, ["test@example.com"], ["traits.email"]);
    internal static readonly IdentifierType PhoneType = new("phone", 3, IdentifierForm.Phone, false, 3, 3, [], ["traits.phone"]);
    internal static readonly IdentifierType Anonymous = new("anonymous-id", 4, IdentifierForm.Opaque, false, 5, 9, [], ["anonymousId"]);

    internal static readonly FactDefinition City = Fact("city", 0, FactType.Text, null);
    internal static readonly FactDefinition Visits = Fact("visits", 1, FactType.Number, Of(ComputationKind.Count, ["page"], "", null));
    internal static readonly FactDefinition VisitsWeek = Fact("visits-week", 2, FactType.Number, Of(ComputationKind.Count, ["page"], "", Week));
    internal static readonly FactDefinition Spend = Fact("spend", 3, FactType.Number, Of(ComputationKind.Sum, ["purchase"], "amount", null));
    internal static readonly FactDefinition SpendWeek = Fact("spend-week", 4, FactType.Number, Of(ComputationKind.Sum, ["purchase"], "amount", Week));
    internal static readonly FactDefinition Seen = Fact("seen", 5, FactType.Time, Of(ComputationKind.LastSeen, ["page", "purchase"], "", null));
    internal static readonly FactDefinition LastPage = Fact("last-page", 6, FactType.Text, Of(ComputationKind.Last, ["page"], "path", Week));
    internal static readonly FactDefinition TopWeek = Fact("top-week", 7, FactType.TextList, Of(ComputationKind.Top, ["page"], "path", Week, 2));
    internal static readonly FactDefinition Top = Fact("top", 8, FactType.TextList, Of(ComputationKind.Top, ["page"], "path", null, 2));
    internal static readonly FactDefinition Cases = Fact("cases", 9, FactType.Number, Of(ComputationKind.OpenCases, ["opened"], "case", null) with { ClosedBy = ["closed"] });
    internal static readonly FactDefinition Home = Fact("home-visits", 10, FactType.Number, Of(ComputationKind.Count, ["page"], "", null) with { Where = [new("path", "/a")] });
    internal static readonly FactDefinition Score = Fact("score", 11, FactType.Number, Of(ComputationKind.Score, [], "", null) with { Formula = "visits-week * 2 + spend" });

    internal static readonly ImmutableArray<FactDefinition> Facts =
        [City, Visits, VisitsWeek, Spend, SpendWeek, Seen, LastPage, TopWeek, Top, Cases, Home, Score];

    internal static readonly Workspace Workspace = Make();


    internal static ConsentRecord Record(Purpose purpose, ConsentState state, Instant at, bool verified = false, ConsentMethod method = ConsentMethod.Express, string notice = Notice) =>
        new(purpose.Name, state, notice, "en", at, at, "web", method, verified, "web", [], false);

    internal static AcceptedEvent Page(Instant at, string path, PurposeSet? kept = null, Instant? receivedAt = null) =>
        Event(EventType.Page, "page", at, kept, receivedAt, new KeptProperty("path", FactValue.Of(path), kept ?? All));

    internal static AcceptedEvent Purchase(Instant at, double amount, PurposeSet? kept = null, Instant? receivedAt = null) =>
        Event(EventType.Track, "purchase", at, kept, receivedAt, new KeptProperty("amount", FactValue.Of(amount), kept ?? All));

    internal static AcceptedEvent Case(Instant at, bool closes, string id, PurposeSet? kept = null, Instant? receivedAt = null) =>
        Event(EventType.Track, closes ? "closed" : "opened", at, kept, receivedAt, new KeptProperty("case", FactValue.Of(id), kept ?? All));

    internal static AcceptedEvent Identify(Instant at, string city, PurposeSet? kept = null, Instant? receivedAt = null) =>
        Event(EventType.Identify, "identify", at, kept, receivedAt, new KeptProperty("city", FactValue.Of(city), kept ?? All));

    internal static AcceptedEvent From(AcceptedEvent happened, IdentifierType type, string value, bool verified = false) =>
        happened with { Identifiers = [.. happened.Identifiers, new KeptIdentifier((byte)type.Code, value, verified)] };

    private static AcceptedEvent Event(EventType type, string name, Instant at, PurposeSet? kept, Instant? receivedAt, KeptProperty property) =>
        new(type, name, at, receivedAt ?? at, 1, kept ?? All, [], [property], default, "");

    private static Purpose New(string name, int bit, LegalBasis basis, bool isProtective = false) =>
        new(name, bit, basis, isProtective, new LocalText(name, name), new LocalText(name, name));

    private static FactDefinition Fact(string name, int index, FactType type, Computation? computed) => new(
        name, index, type, new DataLabel("user.behavior", Sensitivity.Ordinary, []), All, computed is null ? Provenance.Declared : Provenance.Derived,
        new LocalText("", ""), computed, new LocalText(name, name), Here);

    private static Computation Of(ComputationKind kind, ImmutableArray<string> events, string property, TimeSpan? window, int count = 0) =>
        new(kind, events, property, window, count, [], [], "");

    private static Workspace Make()
    {
        var label = new DataLabel("user.contact.address.city", Sensitivity.Ordinary, []);
        var reason = new LocalText("", "");
        var contract = new Contract("web", [
            new EventRule(EventType.Identify, "", All, reason, [new PropertyRule("city", FactType.Text, false, label, All, reason, City, Provenance.Declared)])]);
        var source = new Source("web", 1, "k", [contract], Notice, "web", "en", [], false, [], [], reason);
        var decided = Analytics.Alone | Marketing.Alone | Insight.Alone;
        var notices = new[]
        {
            new Notice("web", "1", decided, reason, null),
            new Notice("web", "2", decided, reason, null),
            new Notice("short", "1", decided, reason, Start + TimeSpan.FromDays(30)),
            new Notice("narrow", "1", Analytics.Alone, reason, null),
        };
        return new Workspace
        {
            Name = "test",
            Version = "0",
            Languages = ["en", "ru"],
            PhoneRegion = "GB",
            Purposes = Purposes.ToFrozenDictionary(purpose => purpose.Name),
            Notices = notices.ToFrozenDictionary(notice => notice.Id),
            IdentifierTypes = new[] { UserId, EmailType, PhoneType, Anonymous }.ToFrozenDictionary(type => type.Name),
            Sources = new[] { source }.ToFrozenDictionary(one => one.Name),
            Contracts = new[] { contract }.ToFrozenDictionary(one => one.Name),
            Facts = Facts.ToFrozenDictionary(fact => fact.Name),
            Segments = FrozenDictionary<string, SegmentDefinition>.Empty,
            Placements = FrozenDictionary<string, Placement>.Empty,
            Offers = FrozenDictionary<string, Offer>.Empty,
            ContactPolicy = new ContactPolicy([new Cap("each", CapScope.EachOffer, "", 3, Week, Here)], [], []),
            Views = FrozenDictionary<string, ViewDefinition>.Empty,
            Settings = new WorkspaceSettings(true, Week, TimeSpan.FromDays(30), TimeSpan.FromDays(30)),
            FoldVersion = "0",
        };
    }
}
