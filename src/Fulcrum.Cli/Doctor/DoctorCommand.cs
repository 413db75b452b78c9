using System.CommandLine;
using Fulcrum.Backups;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Hosting.Doors;
using Fulcrum.Postgres;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Doctor;

/// <summary><c>fulcrum doctor</c>: is this machine and this store fit to serve? Start reading here: each line is one file of checks.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var port = Surroundings.Port("Port to check on 127.0.0.1.");
        var portalPort = PortalPort.Option();
        var deep = new Option<bool>("--deep") { Description = "Read every file and open every row, too. Takes as long as reading the store." };
        var certificate = new Option<string?>("--certificate") { Description = "Look at this certificate, too: when it ends, and whether the chain is behind it.", HelpName = "FILE" };
        var key = new Option<string?>("--certificate-key") { Description = "The certificate's private key (PEM), where it is not in the same file.", HelpName = "FILE" };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes of a cluster connect to the database.", DefaultValueFactory = _ => 1 };
        nodes.Validators.Add(result =>
        {
            if (result.GetValue(nodes) is < 1 or > 1_000)
            {
                result.AddError("--nodes takes a whole number from 1 to 1,000.");
            }
        });
        var command = new Command("doctor", "Check this machine and a store that nobody has open, and say what to mend.") { around.Store, port, portalPort, deep, certificate, key, nodes };
        command.SetAction(async (line, cancellation) =>
        {
            var asked = new Asked(line.GetRequiredValue(around.Store), line.GetValue(port), line.GetValue(portalPort), line.GetValue(deep), line.GetValue(nodes))
            {
                Certificate = line.GetValue(certificate) is { } path ? new CertificateFile(path, line.GetValue(key), Environment.GetEnvironmentVariable(DoorOptions.PasswordVariable) ?? "") : null,
            };
            var checks = await ExamineAsync(asked, around, cancellation);
            Show(checks, line.GetValue(around.Json), around.Screen);
            return checks.All(check => check.IsGood) ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return command;
    }

    private static async Task<List<Check>> ExamineAsync(Asked asked, Surroundings around, CancellationToken cancellation)
    {
        var place = StorePlace.Parse(asked.Store);
        var now = around.Clock.GetUtcNow();
        List<Check> checks = [.. MachineChecks.Of(asked.Port, asked.PortalPort, around.Clock), .. DiskChecks.Of(place.Folder, around)];
        try
        {
            if (!await place.ExistsAsync(cancellation))
            {
                checks.Add(Check.Mend("store", $"There is no store in {place}.", "Make one: fulcrum workspace apply samples/motors --store STORE"));
                return checks;
            }

            checks.AddRange(AccessChecks.Of(place.Folder, now));
            checks.AddRange(CertificateChecks.Of(asked.Certificate, place.Folder, now));
            checks.AddRange(BackupChecks.Of(BackupRecord.Read(place.Folder), now));
            if (place.IsPostgres)
            {
                checks.Add(PostgresChecks.Address(File.Exists(Path.Combine(place.Folder, StorePlace.FileName))));
                checks.AddRange(PostgresChecks.Of(await PostgresFacts.ReadAsync(place.ReadAddress(), cancellation), around.Clock.GetUtcNow(), asked.Nodes));
            }

            await using var store = await place.OpenAsync(around, cancellation);
            checks.AddRange(await StoreChecks.OfAsync(store, place, asked.Deep, around, cancellation));
            checks.AddRange(KeyChecks.Of(place.KeyFolder, store.Secrets, now));
            checks.AddRange(await OfWorkspaceAsync(store, around, cancellation));
        }
        catch (StoreStartException refusal)
        {
            checks.Add(Check.Mend("store", refusal.Fault.What, refusal.Fault.Remedy));
        }
        catch (CommandFault complaint)
        {
            checks.Add(Check.Mend("store", complaint.Faults[0].Fault.What, complaint.Faults[0].Fault.Remedy));
        }

        return checks;
    }

    /// <summary>What is in force; and, where it can be read, who waits for something.</summary>
    private static async Task<List<Check>> OfWorkspaceAsync(IStore store, Surroundings around, CancellationToken cancellation)
    {
        var applied = await store.Workspaces.CurrentAsync(cancellation);
        List<Check> checks = [.. WorkspaceChecks.Of(applied, await store.Workspaces.ReadNumberingAsync(cancellation))];
        if (checks.Any(check => !check.IsGood))
        {
            return checks;
        }

        try
        {
            // By a clock that is not anchored: a look must let nothing grow old.
            await using var core = await FulcrumCore.OpenAsync(store, new SteadyClock(around.Clock), around.Random, CoreOptions.Default, cancellation);
            checks.AddRange(await PeopleChecks.OfAsync(core, around.Now, cancellation));
        }
        catch (StoreUnavailableException fault)
        {
            checks.Add(Check.Mend("store", fault.Message, "Restore the store from its last backup and the consent tail."));
        }

        return checks;
    }

    private static void Show(List<Check> checks, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, good = checks.All(check => check.IsGood), checks });
            return;
        }

        screen.PutTable(
            ["check", "", "found", "remedy"],
            checks.Select(check => (IReadOnlyList<string>)[check.Name, check.IsGood ? check.IsAdvice ? "look" : "ok" : "MEND", check.Found, check.Remedy]));
    }

    private sealed record Asked(string Store, int Port, int? PortalPort, bool Deep, int Nodes)
    {
        public CertificateFile? Certificate { get; init; }
    }
}
