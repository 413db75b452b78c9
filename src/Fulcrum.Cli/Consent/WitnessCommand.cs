using System.CommandLine;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum ledger witness</c>: looks at a ledger's head from outside, and signs it when it grew out of the one seen last.</summary>
internal static class WitnessCommand
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var url = new Option<string>("--url") { Description = "Where the ledger is served, for example https://fulcrum.example.", Required = true, HelpName = "URL" };
        var key = new Option<string>("--key") { Description = "File of the witness's own key; made when it is not there.", Required = true, HelpName = "FILE" };
        var state = new Option<string>("--state") { Description = "File of what the witness has seen; made at the first round.", Required = true, HelpName = "FILE" };
        var name = new Option<string?>("--name") { Description = "Name of a new key, best a URL without its scheme.", HelpName = "NAME" };
        var trusted = new Option<string?>("--ledger-key") { Description = "The ledger's public key, as its owner gave it to you. Without it the first one shown is believed.", HelpName = "KEY" };
        var command = new Command("witness", "Look at a served ledger once: sign its head when it grew out of the one seen last, else show the evidence.") { url, key, state, name, trusted };
        command.SetAction(async (line, cancellation) =>
        {
            var witness = WitnessKey.Open(line.GetRequiredValue(key), line.GetValue(name), around.Random);
            using var ledger = new ServedLedger(line.GetRequiredValue(url));
            return await RunAsync(ledger, witness, line.GetRequiredValue(state), line.GetValue(trusted), line.GetValue(around.Json), around, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ServedLedger ledger, WitnessKey witness, string path, string? trusted, bool json, Surroundings around, CancellationToken cancellation)
    {
        var seen = Read(path);
        var keys = await TrustAsync(ledger, seen?.Key ?? trusted, cancellation);
        var origin = keys[0].Name;
        var shown = await ledger.ReadHeadAsync(cancellation);
        var proof = seen is not null && Checkpoint.TryOpen(seen.Head, origin, keys, out var last) && Checkpoint.TryOpen(shown, origin, keys, out var next)
            && last.Size > 0 && last.Size < next.Size
            ? await ledger.ReadProofAsync(last.Size, next.Size, cancellation)
            : [];
        var finding = WitnessRound.Judge(seen?.Head, shown, proof, origin, keys);
        if (finding != WitnessFinding.Grown)
        {
            return Refuse(finding, seen?.Head, shown, json, around.Screen);
        }

        // What was seen is on disk before anybody holds the signature.
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new WitnessState(keys[0].ToString(), shown), Form));
        _ = SignedNote.TryParse(shown, out var note);
        var signed = note!.CosignedBy(witness.Public, witness.Seed.Span, around.Clock.GetUtcNow()).ToString();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, finding = "grown", witness = witness.Public.ToString(), ledger = keys[0].ToString(), checkpoint = signed });
        }
        else
        {
            around.Screen.Put(signed.TrimEnd('\n'));
            around.Screen.Say($"The head {(seen is null ? "is the first one seen" : "grew out of the one seen last")}; signed as {witness.Public}.");
        }

        return ExitCode.Ok;
    }

    private static int Refuse(WitnessFinding finding, string? held, string shown, bool json, Screen screen)
    {
        var what = finding switch
        {
            WitnessFinding.RolledBack => "The ledger shows fewer entries than it did: it was rolled back.",
            WitnessFinding.Forked => "The head shown does not grow out of the one seen before: the past was changed.",
            WitnessFinding.HeldUnreadable => "The head held is not signed by a key that leads to the ledger's: the state file was changed, or another ledger answers.",
            _ => "The head shown is not signed by a key of this ledger.",
        };
        if (json)
        {
            screen.PutJson(new { schema = 1, finding = finding.ToString(), what, held, shown });
        }
        else
        {
            screen.Say(what);
            screen.Put($"held:\n\n{held}\nshown:\n\n{shown}".TrimEnd('\n'));
            screen.Say("Nothing was signed, and the head held stays. Keep both: they are the evidence.");
        }

        return ExitCode.VerificationFailed;
    }

    /// <summary>The keys that count: the one trusted, or the one in force where the trusted one signed for it.</summary>
    private static async Task<IReadOnlyList<NoteKey>> TrustAsync(ServedLedger ledger, string? trusted, CancellationToken cancellation)
    {
        var (shown, successions) = await ledger.ReadKeysAsync(cancellation);
        if (!NoteKey.TryParse(shown, out var current) || current.Kind != NoteKeyKind.Log)
        {
            throw new CommandFault(new Fault("ledger-key-unreadable", "What the server shows as the ledger's key is none.", "Check the address; ask the ledger's owner."), ExitCode.VerificationFailed);
        }

        var keys = LedgerKeys.LeadingTo(current, successions);
        if (trusted is null || keys.Any(key => key.ToString() == trusted.Trim()))
        {
            return keys;
        }

        throw new CommandFault(
            new Fault("ledger-key-changed", "The ledger's key is another, and the one trusted did not sign for it.", "Ask the ledger's owner by a way you trust what became of the key. Until then believe nothing that it signs."),
            ExitCode.VerificationFailed);
    }

    private static WitnessState? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<WitnessState>(File.ReadAllBytes(path), Form) is { Key.Length: > 0, Head.Length: > 0 } state ? state : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandFault(new Fault("witness-state-unreadable", "The file does not hold what a witness has seen.", "Put it back from a copy. Only to begin anew, with what is shown now believed, name another file."), where: path);
        }
    }
}

/// <summary>What a witness remembers.</summary>
/// <param name="Key">The ledger's key it trusts.</param>
/// <param name="Head">The newest head it signed, as the ledger signed it.</param>
internal sealed record WitnessState(string Key, string Head);
