using System.Text.Json;

namespace Fulcrum.Server.Tests.OpenApi;

/// <summary>The description of the API, held against what the server answers.</summary>
internal sealed class ApiDescription(JsonElement document)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    /// <summary>Every operation described.</summary>
    public IEnumerable<(string Path, string Method, JsonElement Operation)> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select (path.Name, operation.Name, operation.Value);

    /// <summary>What an answer holds that the description does not say; empty when all is said. A path not described is another test's.</summary>
    public IReadOnlyList<string> Unsaid(string method, string path, Reply reply)
    {
        var operation = Operations.FirstOrDefault(known => string.Equals(known.Method, method, StringComparison.OrdinalIgnoreCase) && Matches(known.Path, path.Split('?')[0])).Operation;
        if (operation.ValueKind == JsonValueKind.Undefined || (reply.Status == System.Net.HttpStatusCode.NotFound && reply.Code == "no-such-route"))
        {
            return [];
        }

        if (!operation.GetProperty("responses").TryGetProperty($"{(int)reply.Status}", out var response))
        {
            return [$"{method} {path}: status {(int)reply.Status} {reply.Code}"];
        }

        if (reply.Text.Length == 0 && reply.Status == System.Net.HttpStatusCode.Forbidden && path.StartsWith("/v1/agent/", StringComparison.Ordinal))
        {
            return []; // The protocol wants no body there.
        }

        if (!response.GetProperty("content").TryGetProperty(reply.Type, out var content))
        {
            return [$"{method} {path}: content {reply.Type}"];
        }

        var faults = new List<string>();
        Check(reply.Type is "text/plain" or "text/javascript" or "text/html" or "application/zip" ? JsonSerializer.SerializeToElement(reply.Text) : reply.Json, content.GetProperty("schema"), $"{method} {path} {(int)reply.Status}", faults);
        return faults;
    }

    private static bool Matches(string template, string path)
    {
        var (left, right) = (template.Split('/'), path.Split('/'));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0))
            && !(template.Contains('{', StringComparison.Ordinal) && path.EndsWith("/look-ups", StringComparison.Ordinal));
    }

    /// <summary>As much of JSON Schema as the description uses.</summary>
    private static void Check(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(name => IsOf(value, name)))
        {
            faults.Add($"{at} is {value.ValueKind}, described as {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var words) && value.ValueKind == JsonValueKind.String && !words.EnumerateArray().Any(word => word.GetString() == value.GetString()))
        {
            faults.Add($"{at} is '{value}', which is not listed");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(item, items, $"{at}[{index}]", faults);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(value, schema, at, faults);
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at} lacks '{name}'"));
        }

        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            {
                Check(member.Value, known, $"{at}.{member.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False)
            {
                faults.Add($"{at} has '{member.Name}', which is not described");
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                Check(member.Value, others, $"{at}.{member.Name}", faults);
            }
        }
    }

    private static IEnumerable<string> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
