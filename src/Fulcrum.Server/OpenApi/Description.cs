using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Fulcrum.Server.OpenApi;

/// <summary>Writes the description of the API from the routes themselves, so that none is missing and none is made up.</summary>
internal static class Description
{
    private const string BearerScheme = "bearer";
    private const string WriteKeyScheme = "writeKey";

    private static readonly Shape ProblemShape = Shape.Of(
        ("type", Shape.Text("The path of the problem's page.")), ("title", Shape.Text()), ("status", Shape.Whole()), ("detail", Shape.Text("What was wrong.")),
        ("why", Shape.Text()), ("remedy", Shape.Text()));

    private static readonly Shape FaultShape = Shape.Of(
        ("file", Shape.Text()), ("line", Shape.Whole()), ("column", Shape.Whole()), ("code", Shape.Text()), ("what", Shape.Text()), ("remedy", Shape.Text()));

    private static readonly Shape FieldShape = Shape.Of(
        ("field", Shape.Text("Where it stands.")), ("rule", Shape.Text("What it must be.")), ("source", Shape.Text("The standard or law that says so.")));

    private static readonly Shape ErrorShape = Shape.Of(
        ("code", Shape.Whole("The status.")), ("message", Shape.Text("What was wrong.")),
        ("errors", Shape.ListOf(Shape.Of(("domain", Shape.Text()), ("reason", Shape.Text("The code.")), ("message", Shape.Text("What to do about it."))))));

    private static readonly Shape MessageShape = Shape.Of(
        ("code", Shape.Text("The status.")), ("message", Shape.Text("What was wrong, and what to do about it.")), ("fatal?", Shape.Truth("Whether sending it again is of no use.")),
        ("problem", Shape.Text("The path of the problem's page.")));

    private static readonly string[] FieldCodes = ["consent-records-refused", "consent-records-incomplete"];

    /// <summary>Fills a document.</summary>
    public static void Fill(OpenApiDocument document, IEnumerable<Endpoint> endpoints)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Fulcrum",
            Version = typeof(Description).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0],
            Description = "Customer events in, permitted and explained decisions out. Identifiers travel in bodies, never in URLs. Errors are RFC 9457 problems.",
        };
        document.Components = new OpenApiComponents { SecuritySchemes = Schemes() };
        document.Paths = [];
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<RouteDoc>() is not { } doc)
            {
                continue;
            }

            var path = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}";
            if (!document.Paths.TryGetValue(path, out var item))
            {
                document.Paths[path] = item = new OpenApiPathItem();
            }

            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            {
                ((OpenApiPathItem)item).AddOperation(new HttpMethod(method), OperationOf(document, doc, path));
            }
        }
    }

    private static OpenApiOperation OperationOf(OpenApiDocument document, RouteDoc doc, string path) => new()
    {
        // Short and long routes share a description; the path tells them apart.
        OperationId = doc.Id.Contains('{', StringComparison.Ordinal) ? doc.Id.Replace("{route}", path[(path.LastIndexOf('/') + 1)..], StringComparison.Ordinal) : doc.Id,
        Summary = doc.Summary,
        Parameters = [.. doc.Values.Select(value => ParameterOf(value, path))],
        RequestBody = doc.Body is { } body ? new OpenApiRequestBody { Required = true, Content = ContentOf("application/json", body, doc.Example) }
            : doc.Signed is { } signed ? new OpenApiRequestBody { Required = true, Content = ContentOf("text/plain", signed) } : null,
        Responses = ResponsesOf(doc),
        Security = SecurityOf(document, doc.Key),
    };

    private static OpenApiParameter ParameterOf((string Name, string What, string Example) value, string path)
    {
        var isInPath = path.Contains($"{{{value.Name}}}", StringComparison.Ordinal);
        return new OpenApiParameter
        {
            Name = value.Name,
            Description = value.What,
            In = isInPath ? ParameterLocation.Path : ParameterLocation.Query,
            Required = isInPath,
            Schema = Shape.Text().ToSchema(),
            Example = value.Example.Length > 0 ? JsonValue.Create(value.Example) : null,
        };
    }

    private static Dictionary<string, OpenApiMediaType> ContentOf(string type, Shape shape, string example = "") => new(StringComparer.Ordinal)
    {
        [type] = new OpenApiMediaType { Schema = shape.ToSchema(), Example = example.Length > 0 ? JsonNode.Parse(example) : null },
    };

    private static OpenApiResponses ResponsesOf(RouteDoc doc)
    {
        var good = ContentOf(doc.Type, doc.Answer);
        if (doc.HasPage)
        {
            good.Add("text/html", new OpenApiMediaType { Schema = Shape.Text("A page.").ToSchema() });
        }

        var responses = new OpenApiResponses { [$"{doc.Status}"] = new OpenApiResponse { Description = "Done.", Content = good } };
        if (doc.IsKept)
        {
            responses["304"] = new OpenApiResponse { Description = "Not changed since the tag in If-None-Match." };
        }

        foreach (var problems in SharedProblems.Of(doc).Concat(doc.Problems).DistinctBy(problem => problem.Code).GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            var codes = problems.Select(problem => problem.Code).Order(StringComparer.Ordinal).ToArray();
            var shape = ProblemShape.With(("code", Shape.OneOf("Stable; its page says more.", codes)));
            shape = doc.Errors == ErrorForm.OpenDsr ? shape.With(("error?", ErrorShape)) : shape;
            var content = ContentOf("application/problem+json", Shaped(shape, codes));
            if (doc.Errors == ErrorForm.DataRights)
            {
                content.Add("application/json", new OpenApiMediaType { Schema = MessageShape.ToSchema() });
            }

            responses[$"{problems.Key}"] = new OpenApiResponse { Description = string.Join(" ", problems.Select(problem => $"{problem.Title} ({problem.Code}).")), Content = content };
        }

        return responses;
    }

    /// <summary>Some problems list what is at fault.</summary>
    private static Shape Shaped(Shape problem, string[] codes)
    {
        problem = codes.Contains("workspace-faulty") ? problem.With(("faults", Shape.ListOf(FaultShape))) : problem;
        return codes.Any(FieldCodes.Contains) ? problem.With(("fields?", Shape.ListOf(FieldShape))) : problem;
    }

    private static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new(StringComparer.Ordinal)
    {
        [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A decide key, an admin key, or a key of a partner; each operation says which." },
        [WriteKeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "basic", Description = "A source's write key as user name, without a password; or writeKey in the body.",
        },
    };

    private static List<OpenApiSecurityRequirement> SecurityOf(OpenApiDocument document, KeyOf key) => key switch
    {
        KeyOf.Nobody => [],
        KeyOf.Source => [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(WriteKeyScheme, document)] = [] }],
        KeyOf.Decide => [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = ["decide"] }],
        KeyOf.Partner => [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = ["partner"] }],
        KeyOf.Admin => [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = ["admin"] }],
        _ =>
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = ["decide"] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = ["admin"] },
        ],
    };
}
