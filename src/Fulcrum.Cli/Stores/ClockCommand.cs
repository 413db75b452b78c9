using System.CommandLine;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum clock confirm</c>: a person says that the machine's clock is right, where the store doubts it.</summary>
internal static class ClockCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var confirm = new Command("confirm", "Say that the machine's clock is right. A running server follows it within seconds; retention then deletes what is due by it.") { around.Store };
        confirm.SetAction(async (line, cancellation) =>
        {
            var place = StorePlace.Parse(line.GetRequiredValue(around.Store));
            if (!await place.ExistsAsync(cancellation))
            {
                throw new CommandFault(
                    new Fault("store-missing", "There is no store here.", $"Name it with --store, or make one: fulcrum workspace apply samples/motors --store {place}"), ExitCode.NotFound, place.ToString());
            }

            using var act = ActOutbox.Begin(place.Folder, around, "clock-confirm", "");
            ClockConfirmation.Write(place.Folder, around.Clock.GetUtcNow());
            act.Done();
            around.Screen.Say($"Confirmed: it is {around.Now}.");
            return ExitCode.Ok;
        });
        return new Command("clock", "Settle doubts about the machine's clock.") { confirm };
    }
}
