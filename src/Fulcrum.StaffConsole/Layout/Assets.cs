using Microsoft.AspNetCore.Routing;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>The files pages name: the style, the icon, and the script of the pages that ask for a passkey.</summary>
internal static class Assets
{
    private static readonly Asset Style = Asset.Of(typeof(Assets).Assembly, "console", "css", "text/css; charset=utf-8", "pages.css", "console.css");
    private static readonly Asset Script = Asset.Of(typeof(Assets).Assembly, "passkeys", "js", "text/javascript; charset=utf-8", "passkeys.js");
    private static readonly Asset Icon = Asset.Of(typeof(Assets).Assembly, "console", "svg", "image/svg+xml", "console.svg");

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
