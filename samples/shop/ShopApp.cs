using System.Net;
using Meridian.Shop.Fulcrum;
using Meridian.Shop.Live;
using Meridian.Shop.Pages;
using Meridian.Shop.Rights;
using Microsoft.AspNetCore.DataProtection;

namespace Meridian.Shop;

/// <summary>The web shop of a car maker: the left half sells things, the right half shows what Fulcrum knows of whoever looks, and why.</summary>
/// <remarks>It reaches Fulcrum over its public HTTP API alone (<see cref="FulcrumApi"/>). Start reading here.</remarks>
public static class ShopApp
{
    /// <summary>Makes the shop; it listens once it is started.</summary>
    /// <param name="settings">Where, and with which keys.</param>
    public static WebApplication Create(ShopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, settings.Port);
        });
        builder.Services.AddRazorComponents();
        // No form of this shop needs the keys that Razor brings along: none are written to anybody's disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FulcrumApi>();
        builder.Services.AddSingleton<Observer>();

        var app = builder.Build();
        app.Use(BrowserPolicy.For(settings));
        Assets.Map(app);
        ShopRoutes.Map(app);
        LiveRoutes.Map(app);
        NewsletterRoutes.Map(app);
        return app;
    }
}
