using Fulcrum.Hosting.Doors;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Exchanges;
using Fulcrum.Portal.Health;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Insight;
using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Notices;
using Fulcrum.Portal.Rights.Access;
using Fulcrum.Portal.Rights.History;
using Fulcrum.Portal.Rights.Requests;
using Fulcrum.Portal.Rights.Uses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fulcrum.Portal;

/// <summary>The privacy centre: what customers see, choose and take back. Start reading here: each line maps one capability.</summary>
public static class FulcrumPortal
{
    /// <summary>Makes the portal over a core; starting, stopping and disposing it is the caller's, and the core stays the caller's.</summary>
    public static WebApplication Create(FulcrumCore core, PortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(options);
        var app = Builder(options).Build();
        var parts = new PortalParts(core, options);
        app.UsePortal(parts);
        app.Lifetime.ApplicationStopped.Register(parts.Dispose);

        HomeRoutes.Map(app, parts);
        SignInRoutes.Map(app, parts);
        PasskeyRoutes.Map(app, parts);
        DataRoutes.Map(app, parts);
        UsesRoutes.Map(app, parts);
        BenefitsRoutes.Map(app, parts);
        RequestsRoutes.Map(app, parts);
        HistoryRoutes.Map(app, parts);
        ChoiceRoutes.Map(app, parts);
        NoticeRoutes.Map(app, parts);
        TrustRoutes.Map(app, parts);
        Assets.Map(app);
        HealthRoutes.Map(app);
        return app;
    }

    /// <summary>Makes what answers in place of a portal that may not be opened here: every page says that nothing was done and to come back.</summary>
    public static WebApplication CreateDetached(PortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var app = Builder(options).Build();
        app.Use((http, next) => DetachedPage.GuardAsync(http, next, options));
        Assets.Map(app);
        app.MapFallback("/{**rest}", DetachedPage.WriteAsync);
        return app;
    }

    /// <summary>How a portal listens: what whoever passes requests on must hold to as well.</summary>
    public static void Configure(KestrelServerOptions kestrel, PortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        options.Door.Open(kestrel, options.Port);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // A form of ours is a few hundred bytes.
        kestrel.Limits.MaxRequestBodySize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }

    private static WebApplicationBuilder Builder(PortalOptions options) =>
        BareHost.Begin(kestrel => Configure(kestrel, options), options.Listener, options.Telemetry);
}
