using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;

namespace Fulcrum.Cli.Stores;

/// <summary>Who may ask decisions and who may set up: kept as SHA-256 only, so that the store folder does not hold the keys.</summary>
/// <param name="DecideSha256">Of the decide key, lower-case hex.</param>
/// <param name="AdminSha256">Of the admin key, lower-case hex.</param>
internal sealed record AccessKeys(string DecideSha256, string AdminSha256)
{
    /// <summary>Name of the file inside the store folder.</summary>
    public const string FileName = "access.json";

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
            var keys = JsonSerializer.Deserialize<AccessKeys>(File.ReadAllText(path), JsonSerializerOptions.Web);
            if (keys is not null && IsHash(keys.DecideSha256) && IsHash(keys.AdminSha256))
            {
                return keys;
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
        var fresh = new FreshKeys("decide_" + Draw(random), "admin_" + Draw(random));
        PrivateFile.Write(Path.Combine(storeFolder, FileName), JsonSerializer.SerializeToUtf8Bytes(fresh.Kept, JsonSerializerOptions.Web));
        return fresh;
    }

    /// <summary>The server that takes these keys.</summary>
    public ServerOptions ToOptions(int port) => new()
    {
        Port = port,
        DecideKeyHashes = [Convert.FromHexString(DecideSha256)],
        AdminKeyHashes = [Convert.FromHexString(AdminSha256)],
    };

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigit);

    private static string Draw(IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[SHA256.HashSizeInBytes];
        random.Fill(secret);
        return Base64Url.EncodeToString(secret);
    }
}

/// <summary>Keys just made; shown once and then forgotten.</summary>
/// <param name="Decide">For servers that ask decisions.</param>
/// <param name="Admin">For set-up and automation.</param>
internal sealed record FreshKeys(string Decide, string Admin)
{
    /// <summary>What is kept of them.</summary>
    public AccessKeys Kept => new(Hash(Decide), Hash(Admin));

    /// <summary>Always <c>FreshKeys(…)</c>.</summary>
    public override string ToString() => "FreshKeys(…)";

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
