using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fulcrum.Tests.Rights.Access;

/// <summary>Checks JSON against the part of JSON Schema that the published schema uses; a keyword it does not know is itself a fault.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Known =
        ["$schema", "$id", "$defs", "$ref", "title", "type", "const", "enum", "pattern", "items", "properties", "required", "additionalProperties"];

    internal static List<string> Faults(JsonElement root, JsonElement value)
    {
        var faults = new List<string>();
        Check(root, root, value, "$", faults);
        return faults;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        faults.AddRange(schema.EnumerateObject().Where(word => !Known.Contains(word.Name)).Select(word => $"{at}: unknown keyword {word.Name}"));
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(root, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), value, at, faults);
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => IsOf(name, value)))
        {
            faults.Add($"{at}: is {value.ValueKind}");
            return;
        }

        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value))
        {
            faults.Add($"{at}: is not {constant}");
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            faults.Add($"{at}: {value} is none of {allowed}");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!))
        {
            faults.Add($"{at}: {value} is not of the pattern");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(root, items, item, $"{at}[{index}]", faults);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(root, schema, value, at, faults);
        }
    }

    private static void CheckMembers(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: lacks {name}"));
        }

        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            {
                Check(root, known, member.Value, $"{at}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional))
            {
                if (additional.ValueKind == JsonValueKind.False)
                {
                    faults.Add($"{at}: does not know {member.Name}");
                }
                else
                {
                    Check(root, additional, member.Value, $"{at}.{member.Name}", faults);
                }
            }
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
