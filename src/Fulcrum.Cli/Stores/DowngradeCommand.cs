using System.CommandLine;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Postgres;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum downgrade</c>: takes a closed store one layout down, for the program before this one.</summary>
internal static class DowngradeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var command = new Command("downgrade", "Take a closed store one layout down, so that the program before this one reads it; this one takes it up again at its next start.") { around.Store };
        command.SetAction(async (line, cancellation) =>
        {
            var place = StorePlace.Parse(line.GetRequiredValue(around.Store));
            if (!await place.ExistsAsync(cancellation))
            {
                throw new CommandFault(
                    new Fault("store-missing", "There is no store here.", $"Name it with --store, or make one: fulcrum workspace apply samples/motors --store {place}"), ExitCode.NotFound, place.ToString());
            }

            using var act = ActOutbox.Begin(place.Folder, around, "downgrade", "");
            if (place.IsPostgres)
            {
                _ = await PostgresStore.StepDownAsync(place.ReadAddress(), PostgresStoreOptions.Default, cancellation);
            }
            else
            {
                SqliteStore.Downgrade(place.Folder);
            }

            act.Done();
            around.Screen.Say("Done. Start the program before this one; starting this one takes the store up again.");
            return ExitCode.Ok;
        });
        return command;
    }
}
