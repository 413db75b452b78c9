using System.CommandLine;
using System.Text.Json;
using Fulcrum.Cli.Rights;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum verify receipt FILE</c>: whether a ledger holds what a receipt says; offline, with nothing but its public key.</summary>
internal static class VerifyCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "The receipt, as POST /v1/receipts answered it." };
        var key = new Option<string[]>("--key")
        {
            Description = "The ledger's public key, as GET /v1/ledger/key shows it, or a file with one a line. It must come from somewhere you trust.", Required = true, HelpName = "KEY",
        };
        var code = new Option<string?>("--code") { Description = "The code printed on the receipt's page: whether it is of this file." };
        var receipt = new Command("receipt", "Say whether the ledger holds what a receipt says. Asks nobody.") { file, key, code };
        receipt.SetAction(line =>
        {
            var read = Read(line.GetRequiredValue(file));
            var verdict = read is null
                ? new ReceiptVerdict(false, "form", "The file is no receipt, or it was changed.", "", 0, 0)
                : read.Verify([.. line.GetRequiredValue(key).SelectMany(Keys)]);
            if (verdict.Holds && line.GetValue(code) is { } printed && printed.Trim() != read!.Code)
            {
                verdict = new ReceiptVerdict(false, "code", "The code is of another receipt.", "", 0, 0);
            }

            Tell(verdict, read, line.GetValue(around.Json), around.Screen);
            return verdict.Holds ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return new Command("verify", "Verify what Fulcrum hands out, offline.") { receipt, VerifyErasureCommand.Make(around) };
    }

    private static void Tell(ReceiptVerdict verdict, Receipt? receipt, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, verdict.Holds, verdict.Check, verdict.Why, verdict.Origin, verdict.Index, verdict.Size, record = verdict.Holds ? receipt!.Record : (JsonElement?)null });
            return;
        }

        if (!verdict.Holds)
        {
            screen.Put($"NOT verified: {verdict.Why} [{verdict.Check}]");
            return;
        }

        screen.Put($"Verified: the ledger {verdict.Origin} holds it as entry {verdict.Index} of {verdict.Size}.");
        foreach (var member in receipt!.Record.EnumerateObject())
        {
            var isTime = member.Name is "at" or "receivedAt" && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out _);
            screen.Put($"  {member.Name}: {(isTime ? new Instant(member.Value.GetInt64()).ToString() : member.Value.ToString())}");
        }
    }

    private static Receipt? Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no such file.", "Check the path."), ExitCode.NotFound, path);
        }

        return new FileInfo(path).Length <= Receipt.BytesMax && Receipt.TryRead(File.ReadAllBytes(path), out var receipt) ? receipt : null;
    }

    /// <summary>Reads a public key, or a file of them.</summary>
    internal static IEnumerable<NoteKey> Keys(string given)
    {
        foreach (var text in File.Exists(given) ? File.ReadLines(given).Where(text => text.Trim().Length > 0) : [given])
        {
            yield return NoteKey.TryParse(text, out var key)
                ? key
                : throw new CommandFault(new Fault("key-unreadable", "This is no public key of a ledger.", "Give it as name+id+key, the way GET /v1/ledger/key shows it."), ExitCode.Usage);
        }
    }
}
