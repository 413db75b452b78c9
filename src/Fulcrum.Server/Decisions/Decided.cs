using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Decisions;
using Fulcrum.Server.Workspaces;

namespace Fulcrum.Server.Decisions;

/// <summary>Decisions on their way out.</summary>
/// <param name="Served">The workspace they were made under.</param>
/// <param name="Decisions">One a placement, in the order asked.</param>
/// <param name="Ignored">Identifiers that are none, each with its fault; null for none.</param>
internal readonly record struct Decided(ServedWorkspace Served, ImmutableArray<Decision> Decisions, List<(string Type, Fault Fault)>? Ignored)
{
    /// <summary>Writes them as one object. The id of a decision that is kept nowhere is empty.</summary>
    public static void Write(Utf8JsonWriter json, Decided decided)
    {
        json.WriteStartObject();
        json.WriteStartArray("decisions"u8);
        foreach (var decision in decided.Decisions)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, decision.Id);
            json.WriteString("placement"u8, decision.Placement.Name);
            json.WriteString("mode"u8, Words.Of(decision.Mode));
            json.WriteString("why"u8, decision.Why);
            json.WriteStartArray("chosen"u8);
            foreach (var offer in decision.Chosen)
            {
                json.WriteRawValue(decided.Served.FragmentOf(offer), skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (decided.Ignored is { } ignored)
        {
            json.WriteStartArray("ignored"u8);
            foreach (var (type, fault) in ignored)
            {
                json.WriteStartObject();
                json.WriteString("identifier"u8, type);
                json.WriteString("code"u8, fault.Code);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
