using System.Text.Json;

namespace Fulcrum.Collect;

/// <content>Consents as clients write them: Segment's map of categories, and RudderStack's lists of allowed and denied ones.</content>
internal static partial class ContractCheck
{
    /// <summary>Segment: category to yes or no.</summary>
    private static void ReadConsents(ref Utf8JsonReader tokens, scoped in Walk walk)
    {
        var elsewhere = walk.Intake.Consents.Count;
        while (tokens.Read() && tokens.TokenType == JsonTokenType.PropertyName)
        {
            walk.Intake.PropertiesSeen++;
            var purpose = PurposeOf(ref tokens, walk);
            tokens.Read();
            if (purpose is not null && tokens.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                // What the lists of denied categories hold is not granted here.
                var granted = tokens.TokenType == JsonTokenType.True && !(elsewhere > 0 && walk.Intake.Consents.FindIndex(0, elsewhere, consent => consent.Key == purpose && !consent.Value) >= 0);
                walk.Intake.Consents.Add(new(purpose!, granted));
            }

            tokens.Skip();
        }
    }

    /// <summary>RudderStack: a list of categories. What one list allows and another denies is denied.</summary>
    private static void ReadConsentIds(ref Utf8JsonReader tokens, scoped in Walk walk, bool allowed)
    {
        var consents = walk.Intake.Consents;
        while (tokens.Read() && tokens.TokenType != JsonTokenType.EndArray)
        {
            walk.Intake.PropertiesSeen++;
            if (tokens.TokenType == JsonTokenType.String && PurposeOf(ref tokens, walk) is { } purpose)
            {
                var known = consents.FindIndex(consent => consent.Key == purpose);
                if (known < 0)
                {
                    consents.Add(new(purpose, allowed));
                }
                else if (!allowed)
                {
                    consents[known] = new(purpose, false);
                }
            }

            tokens.Skip();
        }
    }

    private static string? PurposeOf(ref Utf8JsonReader tokens, scoped in Walk walk)
    {
        foreach (var category in walk.Rules.ConsentCategories)
        {
            if (tokens.ValueTextEquals(category.Name))
            {
                return category.Purpose;
            }
        }

        return null;
    }
}
