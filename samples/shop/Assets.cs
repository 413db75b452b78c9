using System.Reflection;

namespace Meridian.Shop;

/// <summary>Style, scripts and pictures, out of the program itself.</summary>
internal static class Assets
{
    public static void Map(WebApplication app)
    {
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames())
        {
            var (content, type) = (Read(name), TypeOf(name));
            app.MapMethods($"/{name}", Reading.Methods, http =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(content, type).ExecuteAsync(http);
            });
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
}

/// <summary>How pages are read.</summary>
internal static class Reading
{
    /// <summary>HEAD beside GET: who looks whether a page is there gets the same answer without the page.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];
}
