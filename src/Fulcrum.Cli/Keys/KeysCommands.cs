using System.CommandLine;
using Fulcrum.Backups.Escrow;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Keys;

/// <summary><c>fulcrum keys list | rotate | revoke | export | import | escrow | certificate</c>.</summary>
internal static class KeysCommands
{
    private const string LookUp = "look-up";

    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var passphrase = new Option<string?>("--passphrase-file") { Description = "File, mode 0600, with the passphrase in it.", HelpName = "FILE" };
        var list = new Command("list", "List every key there is, never a key itself.") { around.Store };
        list.SetAction((line, cancellation) => KeyList.ShowAsync(line.GetRequiredValue(around.Store), line.GetValue(around.Json), around, cancellation));

        var which = new Argument<string>("KEY") { Description = "kek, look-up, tail, ledger, rights, decide or admin." };
        which.AcceptOnlyFromAmong("kek", "tail", "ledger", "rights", LookUp, "decide", "admin");
        var overlap = new Option<TimeSpan>("--overlap") { Description = "How long an old decide or admin key still works.", DefaultValueFactory = _ => TimeSpan.FromDays(1), HelpName = "D.HH:MM" };
        var target = new Option<string?>("--to") { Description = "For look-up: the store to make under the new key, a folder or postgres:FOLDER, empty or of the same rotation that was stopped.", HelpName = "STORE" };
        var rotate = new Command("rotate", "Replace a key; the look-up key by a copy of the store, which is closed meanwhile.") { which, around.Store, overlap, target };
        rotate.Validators.Add(result =>
        {
            if (result.GetResult(target) is { Tokens.Count: > 0 } && result.GetResult(which) is { Tokens: [var kind] } && kind.Value != LookUp)
            {
                result.AddError("--to goes with look-up alone: every other key is replaced in its place.");
            }
        });
        rotate.SetAction((line, cancellation) => line.GetRequiredValue(which) == LookUp
            ? LookUpRotation.RunAsync(Place(line), line.GetValue(target) is { } made ? StorePlace.Parse(made) : null, line.GetValue(around.Json), around, cancellation)
            : KeyRotation.RotateAsync(line.GetRequiredValue(which), Place(line), line.GetValue(overlap), line.GetValue(around.Json), around, cancellation));

        var id = new Argument<string>("ID") { Description = "Of a decide or admin key, as list shows it." };
        var revoke = new Command("revoke", "Stop a decide or admin key at once; a running server sees it within a second.") { id, around.Store };
        revoke.SetAction(line => KeyRotation.Revoke(line.GetRequiredValue(id), Place(line), around));

        var to = new Option<string>("--to") { Description = "File to make.", Required = true, HelpName = "FILE" };
        var export = new Command("export", "Put the store's own keys in one file, sealed under a passphrase.") { around.Store, to, passphrase };
        export.SetAction(line =>
        {
            using var act = ActOutbox.Begin(Place(line).Folder, around, "keys-export", Path.GetFileName(line.GetRequiredValue(to)));
            var bundle = KeyBundle.Seal(KeyFiles.Read(Place(line).Folder), KeyFiles.Passphrase(line.GetValue(passphrase)), around.Random);
            PrivateFile.Write(line.GetRequiredValue(to), bundle);
            act.Done();
            around.Screen.Say("Keep it apart from every backup, and the passphrase apart from it.");
            return ExitCode.Ok;
        });

        var folder = new Option<string>("--to") { Description = "Folder for the share files.", Required = true, HelpName = "FOLDER" };
        var shares = new Option<int>("--shares") { Description = "How many people get one.", DefaultValueFactory = _ => 5 };
        var needed = new Option<int>("--needed") { Description = "How many of them open it together.", DefaultValueFactory = _ => 3 };
        var escrow = new Command("escrow", "Split the store's own keys among several people; any so many of them open it.") { around.Store, folder, shares, needed };
        escrow.SetAction(line => Escrow(
            Place(line).Folder, line.GetRequiredValue(folder), line.GetValue(shares), line.GetValue(needed), around));

        var files = new Argument<string[]>("FILE") { Description = "An exported file, or as many share files as are needed.", Arity = ArgumentArity.OneOrMore };
        var import = new Command("import", "Put exported or escrowed keys in place, before a restore.") { files, around.Store, passphrase };
        import.SetAction(line => Import(line.GetRequiredValue(files), Place(line).Folder, line.GetValue(passphrase), around));
        return new Command("keys", "List, rotate, export and escrow the keys of a store.") { list, rotate, revoke, export, escrow, import, RightsCertificate.Make(around) };

        StorePlace Place(ParseResult line) => StorePlace.Parse(line.GetRequiredValue(around.Store));
    }

    private static int Escrow(string store, string folder, int shares, int needed, Surroundings around)
    {
        if (needed < 2 || shares < needed || shares > 255)
        {
            throw new CommandFault(new Fault("shares-out-of-range", "Shares are 2 to 255, and at least 2 and at most all of them are needed.", "For example: --shares 5 --needed 3"), ExitCode.Usage);
        }

        using var act = ActOutbox.Begin(store, around, "keys-escrow", $"{needed} of {shares}");
        Directory.CreateDirectory(folder);
        foreach (var (index, share) in KeyBundle.Split(KeyFiles.Read(store), shares, needed, around.Random).Index())
        {
            PrivateFile.Write(Path.Combine(folder, $"share-{index + 1}-of-{shares}.json"), share);
        }

        act.Done();
        around.Screen.Say($"Give each of {shares} people one file and delete it here; any {needed} of them open it.");
        return ExitCode.Ok;
    }

    private static int Import(string[] files, string store, string? passphraseFile, Surroundings around)
    {
        var bundles = files.Select(file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file)).ToList();
        var keys = KeyBundle.Open(bundles, passphraseFile is null ? "" : KeyFiles.Passphrase(passphraseFile));
        var written = KeyFiles.Write(store, keys);
        ActOutbox.Begin(store, around, "keys-import", $"{written} put in place").Done();
        around.Screen.Put($"{written} keys put in place, {keys.Count - written} were there already");
        return ExitCode.Ok;
    }
}
