using Fulcrum.Hosting.Doors;
using Fulcrum.Server.Collect;
using Fulcrum.Server.Consent;
using Fulcrum.Server.Consent.Receipts;
using Fulcrum.Server.Decisions;
using Fulcrum.Server.Exchanges;
using Fulcrum.Server.Health;
using Fulcrum.Server.Identity;
using Fulcrum.Server.Notices;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Permits;
using Fulcrum.Server.Rights;
using Fulcrum.Server.Rights.Breaches;
using Fulcrum.Server.Rights.DataRights;
using Fulcrum.Server.Rights.OpenDsr;
using Fulcrum.Server.Rights.Systems;
using Fulcrum.Server.Workspaces;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server;

/// <summary>Fulcrum over HTTP: events in, decisions out. Start reading here: each line maps one capability.</summary>
public static class FulcrumServer
{
    /// <summary>Makes the server over a core; starting, stopping and disposing it is the caller's, and the core stays the caller's.</summary>
    public static WebApplication Create(FulcrumCore core, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(options);
        var builder = Builder(options);
        OpenApiRoute.Add(builder.Services);
        var parts = new ServerParts(core, options);
        builder.Services.AddHostedService(services => new OverdueLog(core, parts.Meter, options.Clock, services.GetRequiredService<ILogger<OverdueLog>>()));
        if (options.Telemetry is not null)
        {
            builder.Services.AddHostedService(_ => new RequestCount(core, parts.Meter, options.Clock));
        }

        builder.Services.AddHostedService(_ => new ReferralRun(core));
        builder.Services.AddHostedService(_ => new CallbackRun(parts));
        builder.Services.AddHostedService(_ => new SystemRun(parts));
        var app = builder.Build();
        app.UseFulcrum(parts.Rates, parts.Lanes, parts.Meter, options.Door);
        // Not the lanes: what still runs then gives its place back, and they hold nothing but memory.
        app.Lifetime.ApplicationStopped.Register(parts.Meter.Dispose);
        UnreadableLog.Keep(app, core);

        CollectRoutes.Map(app, parts);
        SettingsRoutes.Map(app, parts);
        SnippetRoutes.Map(app, parts);
        RecordRoutes.Map(app, parts);
        QuarantineRoutes.Map(app, parts);
        ConsentRoutes.Map(app, parts);
        CaptureRoutes.Map(app, parts);
        PagePolicyRoutes.Map(app, parts);
        ConsentFileRoutes.Map(app, parts);
        ReceiptRoutes.Map(app, parts);
        LedgerRoutes.Map(app, parts);
        SignalRoutes.Map(app, parts);
        ExplainRoutes.Map(app, parts);
        ReachRoute.Map(app, parts);
        DecideRoutes.Map(app, parts);
        AccountRoutes.Map(app, parts);
        ViewRoutes.Map(app, parts);
        LinkRoutes.Map(app, parts);
        ErasureRoutes.Map(app, parts);
        AccessRoutes.Map(app, parts);
        RightsRoutes.Map(app, parts);
        OpenDsrRoutes.Map(app, parts);
        DataRightsRoutes.Map(app, parts);
        SystemRoutes.Map(app, parts);
        BreachRoutes.Map(app, parts);
        ExchangeRoutes.Map(app, parts);
        WorkspaceRoutes.Map(app, parts);
        ApplyRoute.Map(app, parts);
        NoticeRoutes.Map(app, parts);
        HealthRoutes.Map(app, parts);
        OpenApiRoute.Map(app, parts);
        options.Extra?.Invoke(app);
        return app;
    }

    /// <summary>Makes what answers in place of a server that may not be opened here: a node that reaches no owner of the store.</summary>
    /// <param name="options">How it answers; whoever may ask there may ask here.</param>
    /// <param name="seen">The workspace last seen in force; null when none was seen lately, and then nothing is decided.</param>
    public static WebApplication CreateDetached(ServerOptions options, Func<Workspace?> seen)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(seen);
        var app = Builder(options).Build();
        var answers = new DetachedAnswers(options, seen);
        app.UseFulcrum(answers.Rates, null, answers.Meter, options.Door);
        app.Lifetime.ApplicationStopped.Register(answers.Dispose);
        answers.Map(app);
        return app;
    }

    /// <summary>How a server of ours listens: what whoever passes requests on must hold to as well.</summary>
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        options.Door.Open(kestrel, options.Port);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Our own readers bound bodies, so that one too large is counted and told like every other fault.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }

    private static WebApplicationBuilder Builder(ServerOptions options)
    {
        var builder = BareHost.Begin(kestrel => Configure(kestrel, options), options.Listener, options.Telemetry);
        builder.Services.AddHostedService(services => new ClockLog(options.Clock, services.GetRequiredService<ILogger<ClockLog>>()));
        return builder;
    }
}
