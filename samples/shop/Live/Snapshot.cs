using Meridian.Shop.Catalogue;
using Meridian.Shop.Fulcrum;

namespace Meridian.Shop.Live;

/// <summary>What Fulcrum says of a visitor at one moment: what they allowed, what is known, what is offered and why.</summary>
/// <param name="State">Changes when any of it does; opens nothing.</param>
public sealed record Snapshot(string State)
{
    /// <summary>The use that the shop's offers need.</summary>
    public const string Purpose = "personalization";

    /// <summary>False when Fulcrum could not be asked: then everybody is shown the same.</summary>
    public bool IsReachable { get; init; } = true;

    /// <summary>What stands for the use that offers need.</summary>
    public Standing Standing { get; init; } = new(Purpose, "unknown", 0, null);

    /// <summary>Every use that the pages ask about, with what stands.</summary>
    public IReadOnlyList<(PageCategory Asked, Standing Standing)> Uses { get; init; } = [];

    /// <summary>What is known and may be used.</summary>
    public Known Known { get; init; } = Known.Nothing;

    /// <summary>What was decided; null where it could not be asked.</summary>
    public Decision? Decision { get; init; }

    /// <summary>Why, in Fulcrum's own words; null where nothing was decided.</summary>
    public Text? Sentence { get; init; }

    /// <summary>The facts that the rule of the offer looked at.</summary>
    public IReadOnlyList<KnownFact> Because { get; init; } = [];

    /// <summary>The receipt of the answer that stands; null for none.</summary>
    public string? Receipt { get; init; }

    /// <summary>The public key to verify it with.</summary>
    public string LedgerKey { get; init; } = "";

    /// <summary>Whether something of the visitor was used.</summary>
    public bool IsPersonal => Decision is { Mode: "personal", Chosen: [{ Payload.Thing.Length: > 0 }, ..] };

    /// <summary>The offer; the shop's own for everybody where there is none.</summary>
    public Text OfferTitle => Decision is { Chosen: [var chosen, ..] } ? chosen.Title : new Text("Delivery to your dealer is free, for everybody", "Доставка к дилеру бесплатна для всех");

    /// <summary>The thing it is about; null for none.</summary>
    public Thing? OfferThing => Decision is { Chosen: [{ Payload.Thing: { Length: > 0 } name }, ..] } ? Things.Find(name) : null;

    /// <summary>The page looked at last; null when nothing may be shown.</summary>
    public KnownFact? LastPage => Known.Facts.FirstOrDefault(fact => fact is { Name: "last-page", Absent: null });
}
