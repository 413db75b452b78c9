using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum ledger head | verify | prove | witness | check-proof</c>.</summary>
internal static class LedgerCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around) => new("ledger", "Show, check and witness the consent ledger.")
    {
        MakeHead(around), MakeVerify(around), MakeProve(around), WitnessCommand.Make(around), MakeCheck(around),
    };

    private static Command MakeHead(Surroundings around)
    {
        var url = new Option<string?>("--url") { Description = "Ask the server that runs there instead of opening the store; no key is needed.", HelpName = "URL" };
        var head = new Command("head", "Print the signed head of the ledger. Keep it: no later head can hide from it.") { around.Store, url };
        head.SetAction(async (line, cancellation) =>
        {
            around.Screen.Put((await HeadAsync(line.GetRequiredValue(around.Store), line.GetValue(url), around, cancellation)).TrimEnd('\n'));
            return ExitCode.Ok;
        });
        return head;
    }

    private static async Task<string> HeadAsync(string store, string? url, Surroundings around, CancellationToken cancellation)
    {
        if (url is not null)
        {
            using var served = new ServedLedger(url);
            return await served.ReadHeadAsync(cancellation);
        }

        await using var opened = await OpenStore.OpenAsync(store, around, cancellation);
        return opened.Core.Store.Ledger!.Publish();
    }

    private static Command MakeVerify(Surroundings around)
    {
        var since = new Option<string?>("--since") { Description = "A head kept earlier, as ledger head printed it: whether the ledger grew out of it is checked too.", HelpName = "FILE" };
        var verify = new Command("verify", "Check everything: the chain, the tree, the heads, and each entry against its journal row. The store must be closed.") { around.Store, since };
        verify.SetAction((line, cancellation) => VerifyAsync(line.GetRequiredValue(around.Store), line.GetValue(since), line.GetValue(around.Json), around, cancellation));
        return verify;
    }

    private static async Task<int> VerifyAsync(string named, string? since, bool json, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenBareAsync(named, around, cancellation);
        var place = StorePlace.Parse(named).OpenLedger(around);
        var old = since is null ? null : ReadHead(since, place.Keys);
        var report = await LedgerAudit.RunAsync(store, place, old, around.Clock, around.Random, cancellation);
        if (json)
        {
            around.Screen.PutJson(new
            {
                schema = 1, whole = report.IsWhole, entries = report.Head.Size, root = Convert.ToBase64String(report.Head.Root.Span), report.Matching, report.Gone, report.Lost, report.Restores, report.Waiting,
                since = old?.Size, report.Faults,
            });
            return report.IsWhole ? ExitCode.Ok : ExitCode.VerificationFailed;
        }

        around.Screen.Put(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Head.Size} entries: {report.Matching} are what their consents say, {report.Gone} of consents that were erased or deleted, {report.Lost} of rows lost in {report.Restores} restores; {report.Waiting} consents wait for the next start"));
        if (!report.IsWhole)
        {
            throw new CommandFault([.. report.Faults.Select(fault => new PlacedFault("", fault))], ExitCode.VerificationFailed);
        }

        around.Screen.Put(old is null ? "The chain, the tree and the heads hold." : $"The chain, the tree and the heads hold, and the ledger grew out of the head of {old.Size} entries.");
        return ExitCode.Ok;
    }

    private static Checkpoint ReadHead(string path, LedgerKeys keys)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no such file.", "Check the path."), ExitCode.NotFound, path);
        }

        // On the way through an editor or a terminal a newline at the end is easily lost.
        return new FileInfo(path).Length <= SignedNote.LengthMax && Checkpoint.TryOpen(File.ReadAllText(path).TrimEnd('\n') + '\n', keys.Origin, keys.All, out var head)
            ? head
            : throw new CommandFault(
                new Fault("head-unsigned", "The file holds no head that a key of this ledger signed.", "Keep heads as fulcrum ledger head or GET /v1/ledger/checkpoint gave them. One that is whole and not signed by this ledger is another ledger's."),
                ExitCode.VerificationFailed, path);
    }

    private static Command MakeProve(Surroundings around)
    {
        var sequence = new Option<long>("--sequence") { Description = "Journal sequence of the consent, as recording it answered.", Required = true, HelpName = "N" };
        var prove = new Command("prove", "Print a proof that a consent is in the ledger (C2SP tlog-proof), complete in itself.") { around.Store, sequence };
        prove.SetAction(async (line, cancellation) =>
        {
            await using var opened = await OpenStore.OpenAsync(line.GetRequiredValue(around.Store), around, cancellation);
            var ledger = opened.Core.Store.Ledger!;
            if (ledger.Find(line.GetValue(sequence)) is not { } index)
            {
                throw new CommandFault(new Fault("entry-not-found", "No entry of the ledger is of that journal row.", "Give the sequence that recording a consent answered."), ExitCode.NotFound);
            }

            var proof = ledger.Prove(index) with { Extra = ledger.Read(index).ToBytes() };
            around.Screen.Put(proof.ToString().TrimEnd('\n'));
            around.Screen.Say($"Check it anywhere: fulcrum ledger check-proof FILE --ledger-key {ledger.Keys[0]}");
            return ExitCode.Ok;
        });
        return prove;
    }

    private static Command MakeCheck(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "A proof as the ledger gave it: a tlog-proof, or JSON with leafIdx, treeSize, root, leafHash and proof, or size1, size2, root1, root2 and proof; hashes in base64." };
        var key = new Option<string?>("--ledger-key") { Description = "The ledger's public key; a tlog-proof is believed only under it.", HelpName = "KEY" };
        var check = new Command("check-proof") { file, key };
        check.Description = "Say whether a proof about a Merkle tree (RFC 6962) holds. Needs no store.";
        check.SetAction(line =>
        {
            var proof = ProofFile.Read(line.GetRequiredValue(file), line.GetValue(key));
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(new { schema = 1, proof.Kind, proof.Holds });
            }
            else
            {
                around.Screen.Put(proof.Holds ? $"The {proof.Kind} proof holds." : $"The {proof.Kind} proof does NOT hold.");
            }

            return proof.Holds ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return check;
    }
}
