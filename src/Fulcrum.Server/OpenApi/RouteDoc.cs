using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Server.OpenApi;

/// <summary>What the description of the API says of one route: it travels with the route as its metadata.</summary>
/// <param name="Id">The operation's name, unique.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Key">Which key opens it.</param>
/// <param name="Answer">The form of a good answer.</param>
internal sealed record RouteDoc(string Id, string Summary, KeyOf Key, Shape Answer)
{
    /// <summary>The form of its body; null when it takes none.</summary>
    public Shape? Body { get; init; }

    /// <summary>The status of a good answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>In which form its problems are answered, besides ours.</summary>
    public ErrorForm Errors { get; init; }

    /// <summary>The form of its body where that is a signed text and no JSON; null for none.</summary>
    public Shape? Signed { get; init; }

    /// <summary>The media type of a good answer.</summary>
    public string Type { get; init; } = "application/json";

    /// <summary>Whether whoever accepts <c>text/html</c> is answered a page instead.</summary>
    public bool HasPage { get; init; }

    /// <summary>Whether browsers may keep a good answer, and ask by its tag whether it changed.</summary>
    public bool IsKept { get; init; }

    /// <summary>A body that the sample workspace takes.</summary>
    public string Example { get; init; } = "";

    /// <summary>What its query may hold, and the values in its path.</summary>
    public (string Name, string What, string Example)[] Values { get; init; } = [];

    /// <summary>Problems of its own, besides those of its key, its body and the server.</summary>
    public Problem[] Problems { get; init; } = [];
}

/// <summary>Forms in which problems are answered.</summary>
internal enum ErrorForm
{
    /// <summary>As RFC 9457 has them.</summary>
    Problem,

    /// <summary>The same, with the error object of OpenDSR in it.</summary>
    OpenDsr,

    /// <summary>As the Data Rights Protocol has them; those of the server itself as RFC 9457 has them.</summary>
    DataRights,
}

/// <summary>Which key opens a route, as the description says it.</summary>
internal enum KeyOf
{
    /// <summary>None is needed.</summary>
    Nobody,

    /// <summary>A source's write key.</summary>
    Source,

    /// <summary>A decide key.</summary>
    Decide,

    /// <summary>An admin key.</summary>
    Admin,

    /// <summary>A decide key or an admin key.</summary>
    DecideOrAdmin,

    /// <summary>A key of a partner of the workspace.</summary>
    Partner,
}

/// <summary>Hands a route its description.</summary>
internal static class Describing
{
    /// <summary>Says what it is.</summary>
    public static void Described(this IEndpointConventionBuilder route, RouteDoc doc) => route.WithMetadata(doc);
}
