using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>One purpose of a service in a Kantara receipt.</summary>
/// <param name="Processing">What it says of the processing.</param>
/// <param name="Recipient">Who else gets the data; null when nobody is named.</param>
/// <param name="Type">How consent was expressed.</param>
internal sealed record KantaraPurpose(IsoProcessing Processing, IsoParty? Recipient, string Type)
{
    private const string Source = KantaraForm.Source;

    /// <summary>Reads it.</summary>
    /// <param name="purpose">The object.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="frame">What the receipt says of all its purposes.</param>
    /// <param name="special">The receipt's <c>spiCat</c>.</param>
    /// <param name="faults">Where faults go.</param>
    internal static KantaraPurpose Read(JsonElement purpose, string at, IsoProcessing frame, ImmutableArray<string> special, FaultList faults)
    {
        var type = RecordJson.Required(purpose, "consentType", at, Source, faults);
        var isDisclosed = false;
        if (purpose.TryGetProperty("thirdPartyDisclosure", out var disclosure) && disclosure.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            isDisclosed = disclosure.ValueKind == JsonValueKind.True;
        }
        else
        {
            faults.Add($"{at}thirdPartyDisclosure", "is neither true nor false", Source);
        }

        // A name given while nothing is disclosed stays legal: the published example has one.
        var third = isDisclosed
            ? RecordJson.Required(purpose, "thirdPartyName", at, Source, faults)
            : RecordJson.Optional(purpose, "thirdPartyName", at, Source, faults);
        var categories = Texts(purpose, "piiCategory", at, faults);
        var types = Texts(purpose, "purposeCategory", at, faults);
        var title = RecordJson.Optional(purpose, "purpose", at, Source, faults);
        return new KantaraPurpose(
            frame with
            {
                Purpose = title.Length > 0 ? title : types is [var first, ..] ? first : "",
                PurposeTypes = types,
                LawfulBasis = type == "N/A" ? KantaraForm.NoConsent : "consent",
                PersonalData = [.. categories.Select(category => new IsoPersonalData { Type = category, SpecialCategory = special.Contains(category) ? category : "" })],
                RetentionPeriod = RecordJson.Required(purpose, "termination", at, Source, faults),
                Recipients = isDisclosed ? [third] : ["none"],
            },
            isDisclosed ? new IsoParty { Id = third, Name = third, Type = "organisation", Role = "recipient" } : null,
            type switch { "EXPLICIT" => "explicit", "N/A" => "none", _ => "implied" });
    }

    private static ImmutableArray<string> Texts(JsonElement purpose, string member, string at, FaultList faults)
    {
        if (purpose.TryGetProperty(member, out var value))
        {
            return RecordJson.Texts(value, at + member, Source, faults);
        }

        faults.Add(at + member, "is missing and mandatory", Source);
        return [];
    }
}
