using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Layout;

/// <summary>The two files every page names, its style and its icon, and the script that two pages name.</summary>
internal static class Assets
{
    private static readonly Asset Style = Asset.Of(typeof(Assets).Assembly, "portal", "css", "text/css; charset=utf-8", "portal.css");
    private static readonly Asset Script = Asset.Of(typeof(Assets).Assembly, "portal", "js", "text/javascript; charset=utf-8", "portal.js");
    private static readonly Asset Icon = Asset.Of(typeof(Assets).Assembly, "portal", "svg", "image/svg+xml", "portal.svg");

    /// <summary>The style.</summary>
    public static string StylePath => Style.Path;

    /// <summary>The script.</summary>
    public static string ScriptPath => Script.Path;

    /// <summary>The icon.</summary>
    public static string IconPath => Icon.Path;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        Style.Map(app);
        Script.Map(app);
        Icon.Map(app);
    }
}
