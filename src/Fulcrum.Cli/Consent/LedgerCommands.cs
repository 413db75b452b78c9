using System.CommandLine;
using System.Globalization;
using Fulcrum.Backups.Ledger;
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
        var verify = new Command("verify", "Check everything: the chain, the tree, the heads, and each entry against its journal row. Beside a running server: as far as its ledger is when the command begins; nothing is locked or written.") { around.Store, since };
        verify.SetAction((line, cancellation) => VerifyAsync(line.GetRequiredValue(around.Store), line.GetValue(since), line.GetValue(around.Json), around, cancellation));
        return verify;
    }

    private static async Task<int> VerifyAsync(string named, string? since, bool json, Surroundings around, CancellationToken cancellation)
    {
        var (report, old, isOpen) = await AuditAsync(named, since, around, cancellation);
        if (json)
        {
            around.Screen.PutJson(new
            {
                schema = 1, whole = report.IsWhole, entries = report.Head.Size, root = Convert.ToBase64String(report.Head.Root.Span), report.Matching, report.Gone, report.Lost, report.Restores, report.Waiting,
                since = old?.Size, beside = isOpen, report.Faults,
            });
            return report.IsWhole ? ExitCode.Ok : ExitCode.VerificationFailed;
        }

        around.Screen.Put(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Head.Size} entries: {report.Matching} are what their consents say, {report.Gone} of consents that were erased or deleted, {report.Lost} of rows lost in {report.Restores} restores; {report.Waiting} consents {(isOpen ? "came in since it was looked at" : "wait for the next start")}"));
        if (!report.IsWhole)
        {
            throw new CommandFault([.. report.Faults.Select(fault => new PlacedFault("", fault))], ExitCode.VerificationFailed);
        }

        around.Screen.Put(old is null ? "The chain, the tree and the heads hold." : $"The chain, the tree and the heads hold, and the ledger grew out of the head of {old.Size} entries.");
        return ExitCode.Ok;
    }

    /// <summary>Over a store nobody else has open; where a server has, over what is there now, beside it.</summary>
    private static async Task<(LedgerReport Report, Checkpoint? Since, bool IsOpen)> AuditAsync(string named, string? since, Surroundings around, CancellationToken cancellation)
    {
        var place = StorePlace.Parse(named);
        try
        {
            await using var store = await OpenStore.OpenBareAsync(named, around, cancellation);
            var ledger = place.OpenLedger(around);
            var old = since is null ? null : ReadHead(since, ledger.Keys);
            return (await LedgerAudit.RunAsync(store, ledger, old, around.Clock, around.Random, cancellation), old, false);
        }
        catch (StoreStartException start) when (start.Fault.Code == "store-in-use")
        {
            var view = View(place);
            var old = since is null ? null : ReadHead(since, view.Keys);
            using var contents = place.OpenContents(around, allowsStale: true);
            return (await LedgerAudit.RunAsync(contents, view, old, around.Clock, around.Random, cancellation), old, true);
        }
    }

    private static LedgerPlace View(StorePlace place) => LedgerKeyFile.View(place.Folder) ?? throw new CommandFault(
        new Fault("ledger-missing", "There is no ledger in this store yet.", "Start the store once; the ledger is made then."), ExitCode.NotFound, place.Folder);

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
            var (proof, key) = await ProveAsync(line.GetRequiredValue(around.Store), line.GetValue(sequence), around, cancellation);
            around.Screen.Put(proof.ToString().TrimEnd('\n'));
            around.Screen.Say($"Check it anywhere: fulcrum ledger check-proof FILE --ledger-key {key}");
            return ExitCode.Ok;
        });
        return prove;
    }

    /// <summary>Under a head of now; where a server has the store open, under the one it handed out last: only it signs new ones.</summary>
    private static async Task<(LogProof Proof, NoteKey Key)> ProveAsync(string named, long sequence, Surroundings around, CancellationToken cancellation)
    {
        try
        {
            await using var opened = await OpenStore.OpenAsync(named, around, cancellation);
            return Prove(opened.Core.Store.Ledger!, sequence, (ledger, index) => ledger.Prove(index));
        }
        catch (StoreStartException start) when (start.Fault.Code == "store-in-use")
        {
            var place = StorePlace.Parse(named);
            var view = View(place);
            using var contents = place.OpenContents(around, allowsStale: true);
            using var ledger = ConsentLedger.View(view, contents.Secrets, around.Clock);
            return Prove(ledger, sequence, (seen, index) => seen.ProveUnderLastPublished(index) ?? throw new CommandFault(
                new Fault("entry-unpublished", "The consent is in the ledger, and no head that was handed out holds it yet.", "Ask the server that runs over the store for its head, then again: fulcrum ledger head --url URL."), ExitCode.RetryLater));
        }
    }

    private static (LogProof Proof, NoteKey Key) Prove(ConsentLedger ledger, long sequence, Func<ConsentLedger, long, LogProof> prove) => ledger.Find(sequence) is { } index
        ? (prove(ledger, index) with { Extra = ledger.Read(index).ToBytes() }, ledger.Keys[0])
        : throw new CommandFault(new Fault("entry-not-found", "No entry of the ledger is of that journal row.", "Give the sequence that recording a consent answered."), ExitCode.NotFound);

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
