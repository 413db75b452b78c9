using Fulcrum.Exchanges;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Rights;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Exchanges;

/// <summary>How the routes of value exchanges are described.</summary>
internal static class ExchangeDocs
{
    private static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "unknown-exchange", "There is no such exchange",
        "The workspace in force declares no exchange of this name.",
        "Nothing is taken, declined or delivered that nobody declared with both its sides.",
        "Use a name of exchanges.yaml; POST /v1/exchanges/query lists them.");

    private static Problem NotNow { get; } = new(
        StatusCodes.Status409Conflict, "exchange-not-now", "This cannot be done with the exchange now",
        "The exchange stands where this act is not possible.",
        "What was accepted cannot be declined any more, since it was earned; and only what was accepted is delivered.",
        "Look where it stands with POST /v1/exchanges/query.");

    private static Problem NotAllowed { get; } = new(
        StatusCodes.Status409Conflict, "exchange-not-allowed", "The use is not allowed",
        "The subject does not allow the use that the benefit is given for, or stopped every use.",
        "Without the consent there is nothing to give the benefit for, and nobody agrees by taking a benefit.",
        "Ask for the consent first and record it with POST /v1/consents.");

    private static readonly Shape Texts = Shape.Of(("en", Shape.Text()), ("ru", Shape.Text()));

    private static readonly Shape One = Shape.Of(
        ("exchange", Shape.Text("Its name.")), ("state", Shape.OneOf("", [.. Enum.GetValues<ExchangeState>().Select(Words.Of)])),
        ("changed?", Shape.Truth("After an act: false when it was so already.")),
        ("offered", Shape.Truth("Whether they may be asked now.")), ("heldBack", Shape.OneOf("Why not.", [.. Enum.GetValues<HoldBack>().Select(Words.Of)])),
        ("kind", Shape.OneOf("", [.. Enum.GetValues<BenefitKind>().Select(Words.Of)])), ("purpose", Shape.Text()), ("allowed", Shape.Truth("Whether they allow the use now.")),
        ("fact", Shape.Text("The datum it asks for; empty for none.")), ("factHeld", Shape.Truth("Whether it is held for the use already.")),
        ("acceptedAt", Shape.Text("A time; empty before.")), ("dueAt", Shape.Text("When the benefit is late; empty before it was accepted.")), ("late", Shape.Truth()),
        ("title", Texts), ("benefit", Texts), ("refusal", Texts), ("withdrawal", Texts));

    private static readonly (string, Shape)[] Who = [("identifiers", IdentityDocs.Identifiers), ("exchange", Shape.Text()), ("by", Shape.Text("Who does it."))];

    private static readonly Problem[] OfActs = [AccessDocs.NothingKept, Unknown, NotNow, .. IdentityDocs.OfIdentifiers];

    /// <summary>The list.</summary>
    public static RouteDoc Query { get; } = new(
        "exchanges", "Every exchange as it stands with a subject: what may be asked, what they took, what is owed.", KeyOf.DecideOrAdmin, Shape.Of(("exchanges", Shape.ListOf(One))))
    {
        Body = Shape.Of(("identifiers", IdentityDocs.Identifiers)),
        Example = """{"identifiers":{"userId":"u-1"}}""",
        Problems = IdentityDocs.OfIdentifiers,
    };

    /// <summary>Taken.</summary>
    public static RouteDoc Accept { get; } = new("acceptExchange", "Take an exchange: the benefit is owed from the answer on. The consent comes before, with POST /v1/consents.", KeyOf.Decide, One)
    {
        Body = Shape.Of([.. Who, ("value?", Shape.Text("The datum it asks for, where it is not held."))]),
        Example = """{"identifiers":{"userId":"u-1"},"exchange":"test-drive-at-home","by":"self","value":"comet"}""",
        Problems = [NotAllowed, .. OfActs],
    };

    /// <summary>Declined.</summary>
    public static RouteDoc Decline { get; } = new("declineExchange", "Say no to an exchange; nothing is asked of them for a while.", KeyOf.Decide, One)
    {
        Body = Shape.Of(Who),
        Example = """{"identifiers":{"userId":"u-1"},"exchange":"owners-guide","by":"self"}""",
        Problems = OfActs,
    };

    /// <summary>Delivered.</summary>
    public static RouteDoc Deliver { get; } = new("deliverExchange", "Note that the benefit was given, whatever became of the consent since.", KeyOf.Admin, One)
    {
        Body = Shape.Of([.. Who, ("what", Shape.Text("What was given."))]),
        Example = """{"identifiers":{"userId":"u-1"},"exchange":"test-drive-at-home","by":"clerk-7","what":"car 7 on Monday"}""",
        Problems = OfActs,
    };

    /// <summary>How they fare.</summary>
    public static RouteDoc Figures { get; } = new("exchangeFigures", "How each exchange fares: take-up, data gained, cost, and how many withdrew later.", KeyOf.Admin, Shape.Of(("exchanges", Shape.ListOf(Shape.Of(
        ("exchange", Shape.Text()), ("accepted", Shape.Whole()), ("declined", Shape.Whole()), ("takeUp", Shape.Number("Of those who answered, the part that took it.")),
        ("stated", Shape.Whole("How many stated a datum.")), ("delivered", Shape.Whole()), ("late", Shape.Whole()), ("withdrawn", Shape.Whole("Took their consent back later.")),
        ("cost", Shape.Number("Of what was delivered.")), ("currency", Shape.Text()))))));

    /// <summary>What is late.</summary>
    public static RouteDoc Overdue { get; } = new("overdueExchanges", "Benefits that are owed and late.", KeyOf.Admin, Shape.Of(("overdue", Shape.ListOf(Shape.Of(
        ("subject", Shape.Text()), ("exchange", Shape.Text()), ("acceptedAt", Shape.Time()), ("dueAt", Shape.Time()))))));

    /// <summary>The problem of an act that could not be done.</summary>
    public static Problem Of(ExchangeResult result) => result switch
    {
        ExchangeResult.Unknown => Unknown,
        ExchangeResult.NotNow => NotNow,
        ExchangeResult.NotAllowed => NotAllowed,
        ExchangeResult.ValueMissing => Problems.MissingMember("value"),
        ExchangeResult.BadValue => Problems.BadMember("value", "a value of the fact's type"),
        _ => AccessDocs.NothingKept,
    };
}
