using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Fulcrum.Server.OpenApi;

/// <summary>The description of the API (OpenAPI 3.1). It takes an admin key, unless the server was told to show it to anybody.</summary>
internal static class OpenApiRoute
{
    private const string Name = "v1";

    /// <summary>Registers what writes it.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options => options.AddDocumentTransformer(static (document, context, _) =>
    {
        Description.Fill(document, context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints);
        return Task.CompletedTask;
    }));

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        var written = new Lazy<Task<byte[]>>(() => WriteAsync(app.ServiceProvider));
        app.MapGet($"/openapi/{Name}.json", (RequestDelegate)(http => AnswerAsync(http, parts, written)))
            .Described(new RouteDoc("description", "This description.", KeyOf.Admin, Shape.AnyObject()));
    }

    private static async Task AnswerAsync(HttpContext http, ServerParts parts, Lazy<Task<byte[]>> written)
    {
        if (!parts.Options.IsDescriptionPublic)
        {
            parts.Keys.Check(http, KeyKinds.Admin);
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", await written.Value);
    }

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(CancellationToken.None);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return json.ToArray();
    }
}
