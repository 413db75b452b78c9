using Fulcrum.StaffConsole.Collect;
using Fulcrum.StaffConsole.Decisions;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Messages;
using Fulcrum.StaffConsole.Permits;
using Fulcrum.StaffConsole.Rights;
using Fulcrum.StaffConsole.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

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
        var builder = WebApplication.CreateSlimBuilder();
        // To standard error: what a program puts on standard output is data.
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options));

        var app = builder.Build();
        var parts = new ConsoleParts(core, options);
        app.UseConsole(parts);

        StaffApi.Map(app, parts);
        HomeRoutes.Map(app, parts);
        SignInRoutes.Map(app, parts);
        PeopleRoutes.Map(app, parts);
        RequestsRoutes.Map(app, parts);
        QuarantineRoutes.Map(app, parts);
        DecisionRoutes.Map(app, parts);
        TrainingRoutes.Map(app, parts);
        StaffRoutes.Map(app, parts);
        AuditRoutes.Map(app, parts);
        MessageRoutes.Map(app, parts);
        Assets.Map(app);
        app.MapMethods("/healthz", Reply.ReadMethods, (RequestDelegate)(http => Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", Alive)));
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, ConsoleOptions options)
    {
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
}
