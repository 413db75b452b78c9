using System.Runtime.InteropServices;
using Fulcrum.Cli.Import;
using Fulcrum.Cli.Messages;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Hosting.Doors;
using Fulcrum.Mail;
using Fulcrum.Workspaces;
using Meridian.Shop;

namespace Fulcrum.Cli.Demo;

/// <summary>The demo, step by step. Start reading here.</summary>
internal sealed class DemoRun(DemoChoices choices, Surroundings around)
{
    private readonly StorePlace _place = StorePlace.Parse(choices.Store);

    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>Runs the steps, then serves until stopped.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var screen = around.Screen;
        await screen.RunStepAsync("1/7 Checking this machine", _ => Task.FromResult(CheckMachine()));
        await screen.RunStepAsync("2/7 Opening the store", _ => PrepareAsync(cancellation));
        await screen.RunStepAsync("3/7 Applying the workspace samples/motors", _ => ApplyAsync(cancellation));
        await using var store = await OpenStore.OpenAsync(choices.Store, around, cancellation);

        screen.Say("4/7 Importing real purchases (CDNOW, 1997 and 1998), with SYNTHETIC consents:");
        var mapping = MappingReader.Open(Path.Combine(Samples, "cdnow", "mapping.yaml"));
        var imported = await ImportCommand.RunAsync(
            Path.Combine(Samples, "cdnow", "CDNOW_sample.txt"), mapping, store, isDryRun: false, UnsureRows.Send, around, cancellation);
        screen.Say($"    {imported.Reached.Counts.Rows} purchases, {imported.Reached.Counts.Stored} stored{(imported.WasDone ? ", by an earlier demo" : "")}");

        var keys = AccessKeys.Make(_place.Folder, around.Random);
        var letters = new FolderSender(Path.Combine(_place.Folder, "mail"));
        await using var mail = MailRun.Start(store.Core.Messages, letters);
        var centre = choices.PortalPort > 0 ? SiteAddress.OnThisMachine(choices.PortalPort) : null;
        var console = choices.ConsolePort is { } staff ? ConsolePort.Options(store.Core.Store.Secrets, staff, null, Door.Default, around) with { Messages = letters.Messages } : null;
        await using var server = await RunningServer.StartAsync(
            store.Core, ServedAccess.Options(_place.Folder, keys.Kept, choices.Port, around.Clock), PortalPort.Options(store.Core.Store.Secrets, choices.PortalPort, centre, Door.Default, around), console, cancellation);
        await screen.RunStepAsync("5/7 Starting the server, with new keys", _ => Task.FromResult(server.Url));
        await using var shop = choices.ShopPort is { } shopPort ? await DemoShop.StartAsync(shopPort, server, keys, store.Core.Workspace.Current, centre, cancellation) : null;
        var shopper = new SampleShopper(store.Core, server.Url, around);
        await screen.RunStepAsync("6/7 Sending the visits of a made-up shopper", _ => shopper.VisitAsync(cancellation));
        var asked = new SampleDecisions(store.Core);
        await screen.RunStepAsync("7/7 Asking decisions for imported customers", progress => asked.AskAsync(mapping, Samples, progress, cancellation));

        var commands = new DemoCommands(server.Url, keys.Decide, store.Core.Workspace.Current, asked.PersonalNumber);
        if (choices.Json)
        {
            screen.PutJson(new { schema = 1, url = server.Url, portal = server.PortalUrl, console = console?.Address.Origin, shop = shop?.Url, decideKey = keys.Decide, adminKey = keys.Admin, commands = commands.All, decisions = asked.Counts });
        }
        else
        {
            asked.Show(screen);
            commands.Show(screen, keys.Admin);
            SayWhereTo(screen, centre?.Origin ?? server.PortalUrl, shop, console is not null);
            if (console is not null)
            {
                await ConsolePort.SayAsync(store.Core, console, around, cancellation);
            }
        }

        if (choices.NoServe)
        {
            return ExitCode.Ok;
        }

        screen.Say();
        screen.Say($"Serving on {server.Url} from {(_place.IsPostgres ? _place : Path.GetFullPath(_place.Folder))}. Stop with Ctrl+C; the same command goes on with this store.");
        await server.WaitAsync(cancellation);
        screen.Say("Stopped; everything acknowledged is on disk.");
        return ExitCode.Ok;
    }

    private void SayWhereTo(Screen screen, string? centre, DemoShop? shop, bool hasConsole)
    {
        var mail = Path.Combine(_place.Folder, "mail");
        screen.Say();
        if (shop is not null)
        {
            screen.Say($"The shop, as its customer Mira sees it, beside what Fulcrum knows of her: {shop.Url}");
        }

        screen.Say($"The privacy centre, as customers see it: {centre}");
        screen.Say($"Sign in there as {SampleShopper.Email}{(shop is null ? "" : $", or as {Customer.Mira.Email} once she was in the shop")}; the code lands in {mail}{(hasConsole ? ", which the staff console shows" : "")}.");
    }

    private string CheckMachine()
    {
        RunningServer.CheckPort(choices.Port, "--port");
        RunningServer.CheckPort(choices.PortalPort, PortalPort.Name);
        RunningServer.CheckPort(choices.ConsolePort ?? 0, ConsolePort.Name);
        RunningServer.CheckPort(choices.ShopPort ?? 0, ShopPort.Name);
        return Directory.Exists(Path.Combine(Samples, "motors"))
            ? $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors; nothing leaves this computer"
            : throw new CommandFault(new Fault("samples-missing", "The samples are not beside this program.", "Build it from a whole clone: dotnet build src/Fulcrum.Cli"), where: Samples);
    }

    private async Task<string> PrepareAsync(CancellationToken cancellation)
    {
        var isStore = await _place.ExistsAsync(cancellation);
        if (choices.Fresh && isStore)
        {
            DemoMark.Require(_place.Folder);
            RequireRemovable();
            Directory.Delete(_place.Folder, recursive: true);
            RemoveTail();
            isStore = false;
        }

        if (isStore)
        {
            DemoMark.Require(_place.Folder);
            return $"{_place}, from an earlier demo";
        }

        DemoMark.Set(_place.Folder);
        return $"{_place}, new";
    }

    /// <summary>The log beside the store was written under its key. A folder that somebody named is not ours to remove.</summary>
    private void RemoveTail()
    {
        if (string.IsNullOrEmpty(around.TailFolder) && TailPlace.Of(_place.Folder, around) is var tail && Directory.Exists(tail))
        {
            Directory.Delete(tail, recursive: true);
        }
    }

    private void RequireRemovable()
    {
        if (_place.IsPostgres)
        {
            throw new CommandFault(
                new Fault("demo-in-postgres", "The demo removes a folder, not schemas of a database.", "Drop the two schemas yourself, or name another Search Path in the connection string."), ExitCode.Conflict);
        }
    }

    private async Task<string> ApplyAsync(CancellationToken cancellation)
    {
        var folder = Path.Combine(Samples, "motors");
        var files = choices.ShopPort is { } port ? DemoShop.Join(WorkspaceFolder.Read(folder), port) : WorkspaceFolder.Read(folder);
        await using var store = await _place.OpenAsync(around, cancellation);
        var comparison = await new WorkspaceFlow(store.Workspaces, around.Clock).ApplyAsync(files, "cli:demo", cancellation);
        WorkspaceFolder.Require(comparison.Reading, folder);
        var workspace = comparison.Reading.Workspace!;
        return $"{workspace.Name}, version {workspace.Version}, {workspace.Purposes.Count} purposes, {workspace.Offers.Count} offers";
    }
}
