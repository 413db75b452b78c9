using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Cli.Consent;

/// <summary>The private key of a witness in a file of its own, in the form other tools for transparency logs write: <c>PRIVATE+KEY+name+id+base64</c>.</summary>
/// <param name="Public">The public half.</param>
/// <param name="Seed">The private half. Never shown.</param>
internal sealed record WitnessKey(NoteKey Public, ReadOnlyMemory<byte> Seed)
{
    private const string Prefix = "PRIVATE+KEY+";

    /// <summary>Reads the key; makes one where there is no file.</summary>
    /// <exception cref="CommandFault">The file holds no key, or others may read it; or there is none and no name for a new one.</exception>
    public static WitnessKey Open(string path, string? name, IRandomSource random)
    {
        if (!File.Exists(path))
        {
            return Make(path, name, random);
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new CommandFault(new Fault("witness-key-exposed", "Others on this machine can read the witness's key.", $"Run: chmod 600 {path}"), ExitCode.NotAllowed, path);
        }

        var text = File.ReadAllText(path).Trim();
        var parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('+', 3) : [];
        var seed = parts.Length == 3 ? Decode(parts[2]) : [];
        var key = seed.Length == NoteKey.KeyBytes && NoteKey.IsName(parts[0]) ? new NoteKey(parts[0], NoteKeyKind.Witness, NoteKey.PublicOf(seed)) : null;
        return key is not null && key.Id.ToString("x8", CultureInfo.InvariantCulture) == parts[1]
            ? new WitnessKey(key, seed)
            : throw new CommandFault(new Fault("witness-key-unreadable", "The file holds no key of a witness.", "Name another file, or one that is not there yet and a name for a new key: --name NAME"), where: path);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"WitnessKey({Public})";

    private static WitnessKey Make(string path, string? name, IRandomSource random)
    {
        if (name is null || !NoteKey.IsName(name))
        {
            throw new CommandFault(new Fault("witness-name-missing", "There is no key yet, and a new one needs a name without spaces and plus signs.", "Give one, best a URL of yours without its scheme: --name witness.example/w1"), ExitCode.Usage, path);
        }

        var seed = new byte[NoteKey.KeyBytes];
        random.Fill(seed);
        var key = new NoteKey(name, NoteKeyKind.Witness, NoteKey.PublicOf(seed));
        PrivateFile.Write(path, System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}+{key.Id:x8}+{Convert.ToBase64String([(byte)NoteKeyKind.Witness, .. seed])}\n")));
        return new WitnessKey(key, seed);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == 1 + NoteKey.KeyBytes && bytes[0] == (byte)NoteKeyKind.Witness ? bytes[1..length] : [];
    }
}
