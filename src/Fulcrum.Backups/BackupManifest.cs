using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fulcrum.Backups;

/// <summary>What one half of a backup says about itself, under a code of the store's, so that neither chance nor a stranger changes it unnoticed.</summary>
/// <param name="Id">Shared by both halves: when, and up to which journal row.</param>
/// <param name="Kind"><c>data</c> or <c>keys</c>.</param>
/// <param name="Engine">What made it and can put it back.</param>
/// <param name="AtMs">When, milliseconds since the Unix epoch.</param>
/// <param name="Sequence">The last journal row in it.</param>
/// <param name="Layout">Version of the store's layout.</param>
/// <param name="TailNumber">The last record of the tail log whose meaning is in it.</param>
/// <param name="TailChain">That record's code, hex.</param>
/// <param name="Checksum">Of the content, as it was read out of the store itself.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">Of the file, hex.</param>
public sealed record BackupManifest(
    string Id, string Kind, string Engine, long AtMs, long Sequence, int Layout, long TailNumber, string TailChain, string Checksum, long Bytes, string Sha256)
{
    /// <summary>Size of the ledger's copy; 0 when there is none in it.</summary>
    public long LedgerBytes { get; init; }

    /// <summary>SHA-256 of the ledger's copy, hex; empty when there is none in it.</summary>
    public string LedgerSha256 { get; init; } = "";

    /// <summary>The half that holds everything but keys.</summary>
    public const string Data = "data";

    /// <summary>The half that holds wrapped subject keys.</summary>
    public const string Keys = "keys";

    private const string FileName = "manifest.json";
    private const string CodeName = "manifest.mac";

    /// <summary>When.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(AtMs);

    /// <summary>The file beside a manifest.</summary>
    public static string ContentIn(string folder) => Path.Combine(folder, "content");

    /// <summary>The copy of the consent ledger beside a manifest of data.</summary>
    public static string LedgerIn(string folder) => Path.Combine(folder, "ledger.tar");

    /// <summary>Whether a folder holds a backup, or half of one.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads a manifest and believes it only under its code.</summary>
    /// <exception cref="BackupRefusedException">It is missing, damaged, changed, or another store's.</exception>
    public static BackupManifest Read(string folder, ReadOnlySpan<byte> lookUpKey)
    {
        if (!IsIn(folder))
        {
            throw new BackupRefusedException(new Fault("backup-missing", $"There is no backup in {folder}.", "List what there is: fulcrum backup list --to FOLDER --keys-to FOLDER"));
        }

        var text = File.ReadAllBytes(Path.Combine(folder, FileName));
        var code = Path.Combine(folder, CodeName);
        var isOurs = File.Exists(code) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(lookUpKey, text)), File.ReadAllBytes(code));
        return isOurs && JsonSerializer.Deserialize<BackupManifest>(text, JsonSerializerOptions.Web) is { } manifest
            ? manifest
            : throw new BackupRefusedException(
                new Fault("backup-manifest-broken", $"The manifest in {folder} does not authenticate: it was damaged or changed, or is of another store.", "Take another backup, or name the store it was made of."),
                isMismatch: true);
    }

    /// <summary>Writes it with its code, on disk before it returns.</summary>
    public void Write(string folder, ReadOnlySpan<byte> lookUpKey)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);
        WriteFile(Path.Combine(folder, FileName), text);
        WriteFile(Path.Combine(folder, CodeName), Encoding.ASCII.GetBytes(Code(lookUpKey, text)));
    }

    /// <summary>Holds the files beside it to it.</summary>
    /// <exception cref="BackupRefusedException">A byte of it is another.</exception>
    public void CheckFile(string folder)
    {
        CheckFile(ContentIn(folder), Bytes, Sha256);
        if (LedgerSha256.Length > 0)
        {
            CheckFile(LedgerIn(folder), LedgerBytes, LedgerSha256);
        }
    }

    private static void CheckFile(string path, long bytes, string sha256)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != bytes || HashOf(path) != sha256)
        {
            throw new BackupRefusedException(
                new Fault("backup-file-broken", $"{path} is not the file that was written: its size or SHA-256 differs.", "Take another backup; look after the disk this one was on."), isMismatch: true);
        }
    }

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    internal static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string Code(ReadOnlySpan<byte> lookUpKey, ReadOnlySpan<byte> text)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, lookUpKey, key, salt: [], "fulcrum backup manifest v1"u8);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, text));
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.FlushToDisk(file);
    }
}
