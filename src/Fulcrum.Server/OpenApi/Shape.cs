using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Fulcrum.Server.OpenApi;

/// <summary>The form of a JSON value, as the description of the API says it. Objects are closed: a member not named is not there.</summary>
internal sealed record Shape
{
    private Shape(JsonSchemaType type, string what) => (Type, What) = (type, what);

    private JsonSchemaType Type { get; init; }

    private string What { get; init; }

    private string? Format { get; init; }

    private string[] Words { get; init; } = [];

    private Shape? Element { get; init; }

    private Shape? Named { get; init; }

    private bool IsOpen { get; init; }

    private (string Name, Shape Shape, bool Required)[] Members { get; init; } = [];

    /// <summary>A text.</summary>
    public static Shape Text(string what = "") => new(JsonSchemaType.String, what);

    /// <summary>One of these texts.</summary>
    public static Shape OneOf(string what, params string[] words) => new(JsonSchemaType.String, what) { Words = words };

    /// <summary>An ISO 8601 time with its offset.</summary>
    public static Shape Time(string what = "") => new(JsonSchemaType.String, what) { Format = "date-time" };

    /// <summary>A whole number.</summary>
    public static Shape Whole(string what = "") => new(JsonSchemaType.Integer, what);

    /// <summary>A number.</summary>
    public static Shape Number(string what = "") => new(JsonSchemaType.Number, what);

    /// <summary>True or false.</summary>
    public static Shape Truth(string what = "") => new(JsonSchemaType.Boolean, what);

    /// <summary>Any JSON value.</summary>
    public static Shape Any(string what = "") => new(default, what) { IsOpen = true };

    /// <summary>Any JSON object.</summary>
    public static Shape AnyObject(string what = "") => new(JsonSchemaType.Object, what) { IsOpen = true };

    /// <summary>An array.</summary>
    public static Shape ListOf(Shape element, string what = "") => new(JsonSchemaType.Array, what) { Element = element };

    /// <summary>An object whose members have names of their own.</summary>
    public static Shape MapOf(Shape value, string what = "") => new(JsonSchemaType.Object, what) { Named = value };

    /// <summary>An object with these members; a name that ends in <c>?</c> may be left out.</summary>
    public static Shape Of(params (string Name, Shape Shape)[] members) =>
        new(JsonSchemaType.Object, "") { Members = [.. members.Select(member => (member.Name.TrimEnd('?'), member.Shape, !member.Name.EndsWith('?')))] };

    /// <summary>The same, or null.</summary>
    public Shape OrNull() => this with { Type = Type | JsonSchemaType.Null };

    /// <summary>The same, with more members.</summary>
    public Shape With(params (string Name, Shape Shape)[] members) => this with { Members = [.. Members, .. Of(members).Members] };

    /// <summary>As OpenAPI writes it.</summary>
    public OpenApiSchema ToSchema()
    {
        var schema = new OpenApiSchema { Type = Type == default ? null : Type, Format = Format, Description = What.Length > 0 ? What : null, Items = Element?.ToSchema() };
        if (Words.Length > 0)
        {
            schema.Enum = [.. Words.Select(word => (JsonNode)JsonValue.Create(word))];
        }

        if (Named is not null)
        {
            schema.AdditionalProperties = Named.ToSchema();
        }
        else if ((Type & JsonSchemaType.Object) != 0)
        {
            schema.AdditionalPropertiesAllowed = IsOpen;
        }

        if (Members.Length > 0)
        {
            schema.Properties = Members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Shape.ToSchema(), StringComparer.Ordinal);
            schema.Required = Members.Where(member => member.Required).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        }

        return schema;
    }
}
