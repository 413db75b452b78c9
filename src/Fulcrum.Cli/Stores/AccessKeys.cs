using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;

namespace Fulcrum.Cli.Stores;

/// <summary>Who may ask decisions and who may set up: kept as SHA-256 only, so that the store folder does not hold the keys.</summary>
/// <param name="Keys">All of them; several of a kind while an old one still works beside its successor.</param>
internal sealed record AccessKeys(ImmutableArray<AccessKey> Keys)
{
    /// <summary>Name of the file inside the store folder.</summary>
    public const string FileName = "access.json";

    /// <summary>The kind that asks decisions.</summary>
    public const string Decide = "decide";

    /// <summary>The kind that sets up.</summary>
    public const string Admin = "admin";

    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(90);

    /// <summary>Reads the hashes of a store; null when none were made yet.</summary>
    /// <exception cref="CommandFault">The file cannot be read.</exception>
    public static AccessKeys? Find(string storeFolder)
    {
        var path = Path.Combine(storeFolder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var file = JsonSerializer.Deserialize<AccessFile>(File.ReadAllText(path), JsonSerializerOptions.Web);
            var keys = file?.Keys ?? (file is { DecideSha256: { } decide, AdminSha256: { } admin } ? [AccessKey.Of(Decide, decide), AccessKey.Of(Admin, admin)] : []);
            if (!keys.IsDefaultOrEmpty && keys.All(key => key is { Kind: Decide or Admin } && IsHash(key.Sha256)))
            {
                return new AccessKeys(keys);
            }
        }
        catch (JsonException)
        {
            // Said below, the same as for a file that lacks a key.
        }

        throw new CommandFault(
            new Fault("access-unreadable", "The file with the hashes of the access keys cannot be read.", "Remove it and start again: new keys are made and printed once."),
            where: path);
    }

    /// <summary>Makes new keys and keeps their hashes, in place of any earlier ones. The answer is the only time the keys are seen.</summary>
    public static FreshKeys Make(string storeFolder, IRandomSource random)
    {
        var fresh = new FreshKeys(Draw(Decide, random), Draw(Admin, random));
        fresh.Kept.Write(storeFolder);
        return fresh;
    }

    /// <summary>Replaces the file as a whole.</summary>
    public void Write(string storeFolder) =>
        PrivateFile.Write(Path.Combine(storeFolder, FileName), JsonSerializer.SerializeToUtf8Bytes(new AccessFile(null, null, Keys), JsonSerializerOptions.Web));

    /// <summary>A new key of a kind; those of its kind that had no end work until then. Those over are remembered 90 days, so that the file is its own audit.</summary>
    /// <returns>What is kept, and the key, seen only now.</returns>
    public (AccessKeys Kept, string Fresh) Rotate(string kind, DateTimeOffset now, TimeSpan overlap, string by, IRandomSource random)
    {
        var fresh = Draw(kind, random);
        var ends = now + overlap;
        var kept = Keys.Where(key => key.EndsAt is null || key.EndsAt > now - RememberedFor)
            .Select(key => key.Kind == kind && (key.EndsAt is null || key.EndsAt > ends) ? key with { EndsAt = ends, EndedBy = by } : key);
        return (new AccessKeys([.. kept, AccessKey.Of(kind, FreshKeys.Hash(fresh)) with { MadeAt = now, MadeBy = by }]), fresh);
    }

    /// <summary>A key stopped at once; who did it stays in the file.</summary>
    public AccessKeys Revoke(string id, DateTimeOffset now, string by) =>
        new([.. Keys.Select(key => key.Id == id && (key.EndsAt is null || key.EndsAt > now) ? key with { EndsAt = now, EndedBy = by } : key)]);

    /// <summary>The hashes that open something at an instant.</summary>
    public AccessHashes At(DateTimeOffset now) => new(HashesOf(Decide, now), HashesOf(Admin, now));

    private ImmutableArray<ReadOnlyMemory<byte>> HashesOf(string kind, DateTimeOffset now) =>
        [.. Keys.Where(key => key.Kind == kind && (key.EndsAt is null || key.EndsAt > now)).Select(key => (ReadOnlyMemory<byte>)Convert.FromHexString(key.Sha256))];

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigit);

    private static string Draw(string kind, IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[SHA256.HashSizeInBytes];
        random.Fill(secret);
        return $"{kind}_{Base64Url.EncodeToString(secret)}";
    }

    // Stores made before keys could be rotated hold the two hashes alone.
    private sealed record AccessFile(string? DecideSha256, string? AdminSha256, ImmutableArray<AccessKey>? Keys);
}

/// <summary>What is kept of a key.</summary>
/// <param name="Id">Begin of its hash: tells keys apart, opens nothing.</param>
/// <param name="Kind"><c>decide</c> or <c>admin</c>.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="EndsAt">First instant at which it no longer works; null for no end.</param>
internal sealed record AccessKey(string Id, string Kind, string Sha256, DateTimeOffset? EndsAt)
{
    /// <summary>When it was made; null for those of the first start.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>Who made it.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Who gave it an end.</summary>
    public string? EndedBy { get; init; }

    /// <summary>A key without an end.</summary>
    public static AccessKey Of(string kind, string sha256) => new(sha256[..Math.Min(8, sha256.Length)], kind, sha256, null);
}

/// <summary>Keys just made; shown once and then forgotten.</summary>
/// <param name="Decide">For servers that ask decisions.</param>
/// <param name="Admin">For set-up and automation.</param>
internal sealed record FreshKeys(string Decide, string Admin)
{
    /// <summary>What is kept of them.</summary>
    public AccessKeys Kept => new([AccessKey.Of(AccessKeys.Decide, Hash(Decide)), AccessKey.Of(AccessKeys.Admin, Hash(Admin))]);

    /// <summary>Always <c>FreshKeys(…)</c>.</summary>
    public override string ToString() => "FreshKeys(…)";

    /// <summary>Lower-case hex of a key's SHA-256.</summary>
    internal static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
