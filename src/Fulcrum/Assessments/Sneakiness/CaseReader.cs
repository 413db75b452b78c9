using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Profiles;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>A case somebody wrote down, as a line of JSON: an object to test, and what they think of it.</summary>
/// <param name="Tested">The object; its name is the case's id.</param>
/// <param name="IsBad">What its author says; null where they do not.</param>
/// <param name="IsHeld">Whether it stands in the half that no rule was tuned on.</param>
public sealed record SneakyCase(TestedObject Tested, bool? IsBad, bool IsHeld);

/// <summary>Reads cases. The form is described in docs/guides/sneaky.md.</summary>
public static class CaseReader
{
    private static readonly string[] Members =
    [
        "accept", "asks", "body", "complaintOpen", "data", "expected", "id", "kind", "label", "language", "plan", "preset", "promotional", "purpose", "reason", "refuse", "separate", "split", "steps", "title",
    ];

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no case; the message says why, and what to write.</exception>
    public static SneakyCase Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("A case is a JSON object.");
            }

            foreach (var member in root.EnumerateObject().Where(member => !Members.Contains(member.Name)))
            {
                throw new FormatException($"\"{YamlFile.Shown(member.Name)}\" is no member of a case. {Nearest.Remedy(member.Name, Members)}");
            }

            var label = Text(root, "label");
            return label is "" or "good" or "bad"
                ? new SneakyCase(ReadObject(root), label.Length == 0 ? null : label == "bad", Text(root, "split") == "held")
                : throw new FormatException("\"label\" is good or bad.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("It is not JSON of the form of a case.", exception);
        }
    }

    private static TestedObject ReadObject(JsonElement root)
    {
        if (!Enum.TryParse<TestedKind>(Text(root, "kind"), ignoreCase: true, out var kind))
        {
            throw new FormatException("\"kind\" is prompt, offer, inference, segment, destination or experiment.");
        }

        var language = Text(root, "language") is "ru" ? "ru" : "en";
        var asks = Texts(root, "asks");
        var steps = root.TryGetProperty("steps", out var given) ? given : default;
        return new TestedObject(kind, Text(root, "id"))
        {
            Texts = [.. Enum.GetValues<TextRole>().Select(role => new TestedText(role, language, Text(root, role.ToString().ToLowerInvariant()))).Where(text => text.Text.Length > 0)],
            Data = root.TryGetProperty("data", out var data) ? [.. data.EnumerateArray().Select(ReadDatum)] : [],
            Purposes = Text(root, "purpose") is { Length: > 0 } purpose ? [purpose] : [],
            Plan = Text(root, "plan") is { Length: > 0 } plan ? [new TestedText(TextRole.Reason, language, plan)] : [],
            AskedTogether = Truth(root, "separate") ? 1 : asks.Length,
            IsPreset = Text(root, "preset") == "on",
            StepsToAccept = steps.ValueKind == JsonValueKind.Object ? steps.GetProperty("accept").GetInt32() : 0,
            StepsToRefuse = steps.ValueKind == JsonValueKind.Object ? steps.GetProperty("refuse").GetInt32() : 0,
            IsPromotional = Truth(root, "promotional"),
            ReachesComplaints = Truth(root, "complaintOpen"),
            Expected = root.TryGetProperty("expected", out var expected) ? expected.GetDouble() : null,
        };
    }

    private static TestedDatum ReadDatum(JsonElement datum)
    {
        var category = Text(datum, "label");
        return category.Length > 0 && !DataCategories.All.Contains(category)
            ? throw new FormatException($"\"{YamlFile.Shown(category)}\" is no data category. {Nearest.Remedy(category, DataCategories.All)}")
            : Enum.TryParse<Provenance>(Text(datum, "provenance"), ignoreCase: true, out var provenance)
            ? new TestedDatum(Text(datum, "name"), category, DataCategories.LeastOf(category), provenance, Texts(datum, "purposes"))
            : throw new FormatException("\"provenance\" is declared, observed, derived, inferred or bought.");
    }

    private static string Text(JsonElement of, string member) => of.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";

    private static bool Truth(JsonElement of, string member) => of.TryGetProperty(member, out var value) && value.GetBoolean();

    private static ImmutableArray<string> Texts(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) ? [.. value.EnumerateArray().Select(one => one.GetString() ?? "")] : [];
}
