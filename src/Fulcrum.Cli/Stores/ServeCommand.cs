using System.CommandLine;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Cluster;
using Fulcrum.Cli.Messages;
using Fulcrum.Cli.Shell;
using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Mail;
using Fulcrum.Messages;
using Fulcrum.Postgres;
using Fulcrum.Server;
using Fulcrum.StaffConsole.Identity.Company;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum serve</c>: collect and decide over HTTP, until stopped.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var port = Surroundings.Port("Port; 0 takes any free one.");
        var portalPort = PortalPort.Option();
        var portalUrl = PortalPort.Address();
        var consolePort = ConsolePort.Option("no console");
        var consoleUrl = ConsolePort.Address();
        var company = CompanyFile.Option();
        var newKeys = new Option<bool>("--new-keys") { Description = "Make new decide and admin keys; the old ones stop working." };
        var keyRate = new Option<int>("--key-rate") { Description = "Requests a second one key may make; consents and erasures are counted apart.", DefaultValueFactory = _ => RateLimits.Default.PerKey.PerSecond };
        var networkRate = new Option<int>("--network-rate")
        {
            Description = "Requests a second one network may make; this machine itself is not counted.", DefaultValueFactory = _ => RateLimits.Default.PerNetwork.PerSecond,
        };
        var doors = new DoorOptions();
        var watched = new TelemetryPlace();
        var publicDescription = new Option<bool>("--public-openapi") { Description = "Show the description of the API (/openapi/v1.json) to anybody; else it takes the admin key." };
        var mail = new MailOptions();
        var node = new NodeOptions();
        foreach (var rate in new[] { keyRate, networkRate })
        {
            rate.Validators.Add(result =>
            {
                if (result.GetValue(rate) is < 1 or > 1_000_000)
                {
                    result.AddError($"{rate.Name} takes a whole number from 1 to 1,000,000.");
                }
            });
        }

        var command = new Command("serve", "Serve events in and decisions out, the privacy centre and the staff console, until stopped.") { around.Store, port, portalPort, portalUrl, consolePort, consoleUrl, company, newKeys, keyRate, networkRate, publicDescription, mail.To, mail.From };
        doors.AddTo(command);
        watched.AddTo(command);
        node.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            var limits = RateLimits.Default with
            {
                PerKey = WithBurst(line.GetValue(keyRate), RateLimits.Default.PerKey),
                PerNetwork = WithBurst(line.GetValue(networkRate), RateLimits.Default.PerNetwork),
            };
            var door = doors.Open(line, around);
            var asked = new ServeAsk(
                line.GetRequiredValue(around.Store), line.GetValue(port), PortalPort.Of(line.GetValue(portalPort), line.GetValue(port)), line.GetValue(portalUrl), (line.GetValue(consolePort), line.GetValue(consoleUrl), CompanyFile.Read(line.GetValue(company))), line.GetValue(newKeys), door,
                options => options with { Door = door, Limits = limits, IsDescriptionPublic = line.GetValue(publicDescription) }, core => mail.Sender(line, core.Workspace.Current), watched.Of(line), line.GetValue(around.Json));
            return node.Asked(line, asked) is { } member ? new NodeServing(member, asked, around).RunAsync(cancellation) : RunAsync(asked, around, cancellation);
        });
        return command;
    }

    /// <summary>The burst goes with the rate, as in the default.</summary>
    private static Rate WithBurst(int perSecond, Rate like) => new(perSecond, (int)Math.Max(1, (long)perSecond * like.Burst / like.PerSecond));

    /// <summary>The access keys of a store; made, and shown this once, where there are none or new ones were asked for.</summary>
    internal static AccessKeys MakeKeys(ServeAsk asked, string folder, Surroundings around)
    {
        if (!asked.NewKeys && AccessKeys.Find(folder) is { } kept)
        {
            return kept;
        }

        // Before the server starts: a key nobody saw would be a key nobody can use.
        using var act = ActOutbox.Begin(folder, around, "keys-new", asked.NewKeys ? "decide and admin, in place of any before" : "decide and admin, the first");
        var fresh = AccessKeys.Make(folder, around.Random);
        act.Done();
        around.Screen.Say("New keys, shown this once; the store keeps only their hashes:");
        around.Screen.Put($"decide key  {fresh.Decide}");
        around.Screen.Put($"admin key   {fresh.Admin}");
        return fresh.Kept;
    }

    /// <summary>Says what whoever runs a store that was just opened should know of it.</summary>
    internal static void Remark(OpenStore store, Surroundings around)
    {
        if (store.Core.Store.Tail?.Damage is { } damage)
        {
            around.Screen.Say($"{damage.What} Make a backup now: those made before need another copy of that log.");
        }

        if (store.Bare is PostgresStore { HasChecksums: false })
        {
            around.Screen.Say("The pages of this PostgreSQL carry no checksums: a flipped bit may go unnoticed. Stop the server and run: pg_checksums --enable -D DATA");
        }
    }

    private static async Task<int> RunAsync(ServeAsk asked, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenAsync(asked.Named, around, cancellation);
        var keys = MakeKeys(asked, store.Folder, around);
        Remark(store, around);
        var carrier = asked.Sender(store.Core);
        await using var mail = carrier is null ? null : MailRun.Start(store.Core.Messages, carrier);
        await using var sweep = new KeyBackupSweep(store.Folder, around.Clock, around.Screen.Say);
        await using var telemetry = await TelemetryPlace.StartAsync(asked.Watched, cancellation);
        var options = asked.Shape(ServedAccess.Options(store.Folder, keys, asked.Port, around.Clock)) with { Telemetry = asked.Watched.IsOn ? telemetry : null };
        var portal = asked.PortalPort is { } customers ? PortalPort.Options(store.Core.Store.Secrets, customers, asked.PortalAddress, options.Door, around) with { Telemetry = options.Telemetry } : null;
        var console = asked.Console.Port is { } staff ? ConsolePort.Options(store.Core.Store.Secrets, staff, asked.Console.Address, options.Door, around) with { Telemetry = options.Telemetry, Company = asked.Console.Company, Messages = (carrier as FolderSender)?.Messages } : null;
        await using var server = await RunningServer.StartAsync(store.Core, options, portal, console, cancellation);
        if (asked.Json)
        {
            around.Screen.PutJson(new { schema = 1, url = server.Url, portal = server.PortalUrl, console = console?.Address.Origin, setUpLink = console is null ? null : await ConsolePort.LinkAsync(store.Core, console, cancellation), metrics = telemetry.MetricsUrl });
        }
        else
        {
            around.Screen.Say($"Serving workspace {store.Core.Workspace.Current.Version} on {server.Url}. Stop with Ctrl+C.");
            if (server.PortalUrl is { } portalUrl)
            {
                around.Screen.Say($"The privacy centre, for customers: {portalUrl}");
            }

            if (console is not null)
            {
                await ConsolePort.SayAsync(store.Core, console, around, cancellation);
            }
        }

        if (!asked.Json && telemetry.MetricsUrl is { } metrics)
        {
            around.Screen.Say($"What is measured, for Prometheus: {metrics}");
        }

        await server.WaitAsync(cancellation);
        around.Screen.Say("Stopped; everything acknowledged is on disk.");
        return ExitCode.Ok;
    }
}

/// <summary>What <c>serve</c> was asked for.</summary>
/// <param name="Named">The store.</param>
/// <param name="Port">Port of the server.</param>
/// <param name="PortalPort">Port of the privacy centre; null for none.</param>
/// <param name="PortalAddress">Where customers find the centre; null when nobody said.</param>
/// <param name="Console">Port of the staff console, null for none; where staff find it; and through whom they may sign in.</param>
/// <param name="NewKeys">Whether new access keys are made.</param>
/// <param name="Door">Where both listen.</param>
/// <param name="Shape">Makes the server's options what was asked.</param>
/// <param name="Sender">Sends messages; null when they wait.</param>
/// <param name="Watched">Where what it measures goes.</param>
/// <param name="Json">Whether answers are for machines.</param>
internal sealed record ServeAsk(
    string Named, int Port, int? PortalPort, SiteAddress? PortalAddress, (int? Port, SiteAddress? Address, CompanySignIn? Company) Console, bool NewKeys, Door Door, Func<ServerOptions, ServerOptions> Shape, Func<FulcrumCore, IMessageSender?> Sender, TelemetryOptions Watched, bool Json);
