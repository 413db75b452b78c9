using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Demo;

/// <summary><c>fulcrum demo</c>: a store with a sample workspace, real purchases and a sample shopper, served on this machine.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var store = new Option<string>("--store") { Description = "Folder of the demo's store, or postgres:FOLDER.", HelpName = "STORE", DefaultValueFactory = _ => "./demo-data" };
        var port = Surroundings.Port("Port on 127.0.0.1; 0 takes any free one.");
        var portalPort = PortalPort.Option();
        var consolePort = ConsolePort.Option("5081 beside --port 5080, none beside another");
        var shopPort = ShopPort.Option();
        var noShop = new Option<bool>("--no-shop") { Description = "Without the demo shop." };
        var fresh = new Option<bool>("--fresh") { Description = "Start over: what an earlier demo left in the folder is removed." };
        var noServe = new Option<bool>("--no-serve") { Description = "End after the steps instead of serving." };
        var command = new Command("demo", "Set a store up with samples, serve it on this machine, and print three commands to try. Nothing leaves this computer.")
        {
            store, port, portalPort, consolePort, shopPort, noShop, fresh, noServe,
        };
        command.SetAction((line, cancellation) => new DemoRun(
            new DemoChoices(line.GetRequiredValue(store), line.GetValue(port), PortalPort.Of(line.GetValue(portalPort), line.GetValue(port)) ?? 0,
                line.GetValue(consolePort) ?? (line.GetValue(port) == 5080 ? ConsolePort.Usual : null),
                line.GetValue(noShop) ? null : ShopPort.Of(line.GetValue(shopPort), line.GetValue(port)), line.GetValue(fresh), line.GetValue(noServe), line.GetValue(around.Json)), around).RunAsync(cancellation));
        return command;
    }
}

/// <summary>What the person chose; no port of the shop or the console for none.</summary>
internal sealed record DemoChoices(string Store, int Port, int PortalPort, int? ConsolePort, int? ShopPort, bool Fresh, bool NoServe, bool Json);
