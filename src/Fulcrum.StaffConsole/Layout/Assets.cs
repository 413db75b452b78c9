using Microsoft.AspNetCore.Routing;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>The files pages name: the style, the icon, and the scripts: of the pages that ask for a passkey, of the events that come in, and of the list of pages and acts.</summary>
internal static class Assets
{
    private static readonly Asset Style = Asset.Of(typeof(Assets).Assembly, "console", "css", "text/css; charset=utf-8", "pages.css", "console.css");
    private static readonly Asset Passkeys = Asset.Of(typeof(Assets).Assembly, "passkeys", "js", "text/javascript; charset=utf-8", "passkeys.js");
    private static readonly Asset Live = Asset.Of(typeof(Assets).Assembly, "live", "js", "text/javascript; charset=utf-8", "live.js");
    private static readonly Asset Go = Asset.Of(typeof(Assets).Assembly, "go", "js", "text/javascript; charset=utf-8", "go.js");
    private static readonly Asset Icon = Asset.Of(typeof(Assets).Assembly, "console", "svg", "image/svg+xml", "console.svg");

    /// <summary>The style.</summary>
    public static string StylePath => Style.Path;

    /// <summary>The script that asks for a passkey.</summary>
    public static string PasskeysPath => Passkeys.Path;

    /// <summary>The script that adds the events that come in.</summary>
    public static string LivePath => Live.Path;

    /// <summary>The script that makes the list of pages and acts shorter.</summary>
    public static string GoPath => Go.Path;

    /// <summary>The icon.</summary>
    public static string IconPath => Icon.Path;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        Style.Map(app);
        Passkeys.Map(app);
        Live.Map(app);
        Go.Map(app);
        Icon.Map(app);
    }
}
