using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum serve</c>: collect and decide over HTTP, until stopped.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => 5080 };
        var newKeys = new Option<bool>("--new-keys") { Description = "Make new decide and admin keys; the old ones stop working." };
        var command = new Command("serve", "Serve events in and decisions out on 127.0.0.1 until stopped.") { around.Store, port, newKeys };
        command.SetAction((line, cancellation) => RunAsync(
            line.GetRequiredValue(around.Store), line.GetValue(port), line.GetValue(newKeys), line.GetValue(around.Json), around, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string named, int port, bool newKeys, bool json, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenAsync(named, around, cancellation);
        var keys = newKeys ? null : AccessKeys.Find(store.Folder);
        if (keys is null)
        {
            // Before the server starts: a key nobody saw would be a key nobody can use.
            var fresh = AccessKeys.Make(store.Folder, around.Random);
            keys = fresh.Kept;
            around.Screen.Say("New keys, shown this once; the store keeps only their hashes:");
            around.Screen.Put($"decide key  {fresh.Decide}");
            around.Screen.Put($"admin key   {fresh.Admin}");
        }

        await using var server = await RunningServer.StartAsync(store.Core, keys.ToOptions(port), cancellation);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, url = server.Url });
        }
        else
        {
            around.Screen.Say($"Serving workspace {store.Core.Workspace.Current.Version} on {server.Url}. Stop with Ctrl+C.");
        }

        await server.WaitAsync(cancellation);
        around.Screen.Say("Stopped; everything acknowledged is on disk.");
        return ExitCode.Ok;
    }
}
