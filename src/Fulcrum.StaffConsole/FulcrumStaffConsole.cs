using Fulcrum.Hosting.Doors;
using Fulcrum.StaffConsole.Collect;
using Fulcrum.StaffConsole.Decisions;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Identity.Company;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Messages;
using Fulcrum.StaffConsole.Permits;
using Fulcrum.StaffConsole.Rights;
using Fulcrum.StaffConsole.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fulcrum.StaffConsole;

/// <summary>The staff console: what a company's own people may see and do, as pages and as an API. Start reading here: each line maps one capability.</summary>
public static class FulcrumStaffConsole
{
    private static readonly byte[] Alive = """{"status":"ok"}"""u8.ToArray();

    /// <summary>Makes the console over a core; starting, stopping and disposing it is the caller's, and the core stays the caller's.</summary>
    public static WebApplication Create(FulcrumCore core, ConsoleOptions options)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(options);
        var parts = new ConsoleParts(core, options);
        var builder = Builder(options);
        CompanyRoutes.AddTo(builder.Services, parts);
        var app = builder.Build();
        app.UseConsole(parts);

        StaffApi.Map(app, parts);
        HomeRoutes.Map(app, parts);
        GoRoutes.Map(app, parts);
        SignInRoutes.Map(app, parts);
        CompanyRoutes.Map(app, parts);
        PeopleRoutes.Map(app, parts);
        RequestsRoutes.Map(app, parts);
        LiveRoutes.Map(app, parts);
        QuarantineRoutes.Map(app, parts);
        DecisionRoutes.Map(app, parts);
        TrainingRoutes.Map(app, parts);
        StaffRoutes.Map(app, parts);
        AuditRoutes.Map(app, parts);
        ApprovalRoutes.Map(app, parts);
        MessageRoutes.Map(app, parts);
        Assets.Map(app);
        app.MapMethods("/healthz", Reply.ReadMethods, (RequestDelegate)(http => Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", Alive)));
        return app;
    }

    /// <summary>Makes what answers in place of a console that may not be opened here: every page and act says that nothing was done and to come back.</summary>
    public static WebApplication CreateDetached(ConsoleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var app = Builder(options).Build();
        app.Use((http, next) => DetachedPage.GuardAsync(http, next, options));
        Assets.Map(app);
        app.MapFallback("/{**rest}", DetachedPage.WriteAsync);
        return app;
    }

    /// <summary>How a console listens: what whoever passes requests on must hold to as well.</summary>
    public static void Configure(KestrelServerOptions kestrel, ConsoleOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        options.Door.Open(kestrel, options.Port);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // The longest of ours holds a reason and an answer of a passkey.
        kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }

    private static WebApplicationBuilder Builder(ConsoleOptions options) =>
        BareHost.Begin(kestrel => Configure(kestrel, options), options.Listener, options.Telemetry);
}
