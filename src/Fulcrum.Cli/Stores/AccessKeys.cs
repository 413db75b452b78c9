using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores;

/// <summary>Who may ask decisions and who may set up: kept as SHA-256 only, so that the folder does not hold the keys.</summary>
/// <param name="DecideSha256">Of the decide key, lower-case hex.</param>
/// <param name="AdminSha256">Of the admin key, lower-case hex.</param>
internal sealed record AccessKeys(string DecideSha256, string AdminSha256)
{
    /// <summary>Name of the file inside the store folder.</summary>
    public const string FileName = "access.json";

    /// <summary>Reads the hashes of a store; null when none were made yet.</summary>
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
            if (keys is { DecideSha256.Length: 64, AdminSha256.Length: 64 })
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
        PrivateFile.Write(Path.Combine(storeFolder, FileName), JsonSerializer.SerializeToUtf8Bytes(fresh.Hashes, JsonSerializerOptions.Web));
        return fresh;
    }

    private static string Draw(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}

/// <summary>Keys just made; shown once and then forgotten.</summary>
internal sealed record FreshKeys(string Decide, string Admin)
{
    /// <summary>What is kept of them.</summary>
    public AccessKeys Hashes => new(Hash(Decide), Hash(Admin));

    /// <summary>Always <c>FreshKeys(…)</c>.</summary>
    public override string ToString() => "FreshKeys(…)";

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
