using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fulcrum.Backups.Escrow;

/// <summary>A store's own keys in one sealed file: under a passphrase, or under a key that several people hold shares of.</summary>
/// <remarks>
/// AES-256-GCM; from a passphrase the key is drawn by PBKDF2 with SHA-512. Algorithm, iterations and share numbers stand in the file
/// and are authenticated with it. The file is as good as the keys: whoever opens it reads every backup there is.
/// </remarks>
public static class KeyBundle
{
    /// <summary>PBKDF2 iterations of a new file; OWASP asks 210,000 for SHA-512.</summary>
    public const int Iterations = 600_000;

    /// <summary>Fewest characters of a passphrase.</summary>
    public const int PassphraseMin = 12;

    private const int IterationsMin = 210_000;
    private const int IterationsMax = 100_000_000;
    private const int TagLength = 16;
    private const string ByPassphrase = "fulcrum-keys-1/pbkdf2-sha512/aes-256-gcm";
    private const string ByShares = "fulcrum-keys-1/shamir-gf256/aes-256-gcm";

    /// <summary>Seals keys under a passphrase.</summary>
    /// <param name="keys">By the name of their file.</param>
    /// <param name="passphrase">At least <see cref="PassphraseMin"/> characters.</param>
    /// <param name="random">Salt and nonce.</param>
    /// <exception cref="BackupRefusedException">The passphrase is too short.</exception>
    public static byte[] Seal(IReadOnlyDictionary<string, byte[]> keys, string passphrase, IRandomSource random)
    {
        if (passphrase.Length < PassphraseMin)
        {
            throw new BackupRefusedException(new Fault("passphrase-too-short", $"The passphrase has fewer than {PassphraseMin} characters.", "Use a longer one: five or six words drawn by chance."));
        }

        var salt = Draw(16, random);
        var key = Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, Iterations, HashAlgorithmName.SHA512, 32);
        return Write(new SealedBundle(ByPassphrase, Iterations, Convert.ToHexStringLower(salt), 0, 0, "", "", ""), keys, key, random);
    }

    /// <summary>Seals keys under a key nobody keeps, and splits that key.</summary>
    /// <returns>One file a holder; any <paramref name="needed"/> of them open.</returns>
    public static byte[][] Split(IReadOnlyDictionary<string, byte[]> keys, int shares, int needed, IRandomSource random)
    {
        var key = Draw(32, random);
        var split = SecretShares.Split(key, shares, needed, random);
        var whole = JsonSerializer.Deserialize<SealedBundle>(Write(new SealedBundle(ByShares, 0, "", 0, needed, "", "", ""), keys, key, random), JsonSerializerOptions.Web)!;
        return [.. split.Select((share, index) => JsonSerializer.SerializeToUtf8Bytes(
            whole with { Number = index + 1, Share = Convert.ToHexStringLower(share) }, JsonSerializerOptions.Web))];
    }

    /// <summary>Opens a file sealed under a passphrase, or files that hold enough shares.</summary>
    /// <param name="files">One, or as many as are needed.</param>
    /// <param name="passphrase">For one sealed under it; otherwise not looked at.</param>
    /// <exception cref="BackupRefusedException">They do not open.</exception>
    public static IReadOnlyDictionary<string, byte[]> Open(IReadOnlyList<ReadOnlyMemory<byte>> files, string passphrase)
    {
        var bundles = files.Select(Read).ToList();
        var first = bundles[0];
        byte[] key;
        if (first.Form == ByPassphrase && first.Iterations is >= IterationsMin and <= IterationsMax)
        {
            key = Rfc2898DeriveBytes.Pbkdf2(passphrase, Convert.FromHexString(first.Salt), first.Iterations, HashAlgorithmName.SHA512, 32);
        }
        else if (first.Form == ByShares)
        {
            var shares = bundles.DistinctBy(bundle => bundle.Number).ToList();
            if (shares.Count < first.Needed || shares.Exists(bundle => bundle.Sealed != first.Sealed))
            {
                throw new BackupRefusedException(new Fault(
                    "shares-missing", $"{first.Needed} different shares of one escrow are needed, {shares.Count(bundle => bundle.Sealed == first.Sealed)} were named.", "Name as many share files, all of the same escrow."));
            }

            key = SecretShares.Combine([.. shares.Select(bundle => ((byte)bundle.Number, (ReadOnlyMemory<byte>)Convert.FromHexString(bundle.Share)))]);
        }
        else
        {
            throw Unreadable();
        }

        var text = Convert.FromHexString(first.Sealed);
        var plain = new byte[text.Length - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(Convert.FromHexString(first.Nonce), text.AsSpan(0, plain.Length), text.AsSpan(plain.Length), plain, Place(first));
        }
        catch (CryptographicException)
        {
            throw new BackupRefusedException(
                new Fault("escrow-does-not-open", "The passphrase or a share is not the right one, or the file was damaged.", "Try another copy; there is no way in without."), isMismatch: true);
        }

        return JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!.ToDictionary(pair => pair.Key, pair => Convert.FromHexString(pair.Value));
    }

    private static byte[] Write(SealedBundle bundle, IReadOnlyDictionary<string, byte[]> keys, byte[] key, IRandomSource random)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(keys.ToDictionary(pair => pair.Key, pair => Convert.ToHexStringLower(pair.Value)));
        var nonce = Draw(12, random);
        var text = new byte[plain.Length + TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plain, text.AsSpan(0, plain.Length), text.AsSpan(plain.Length), Place(bundle));
        return JsonSerializer.SerializeToUtf8Bytes(
            bundle with { Nonce = Convert.ToHexStringLower(nonce), Sealed = Convert.ToHexStringLower(text) }, JsonSerializerOptions.Web);
    }

    private static SealedBundle Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            var bundle = JsonSerializer.Deserialize<SealedBundle>(file.Span, JsonSerializerOptions.Web);
            if (bundle is { Form: not null, Nonce.Length: 24, Sealed.Length: > 2 * TagLength, Salt: not null, Share: not null }
                && new[] { bundle.Nonce, bundle.Sealed, bundle.Salt, bundle.Share }.All(text => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)))
            {
                return bundle;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw Unreadable();
    }

    private static BackupRefusedException Unreadable() => new(
        new Fault("escrow-unreadable", "This is no escrow file of this program, or it was damaged.", "Name a file that fulcrum keys export or fulcrum keys escrow made."), isMismatch: true);

    private static byte[] Place(SealedBundle bundle) => Encoding.UTF8.GetBytes($"{bundle.Form}|{bundle.Iterations}|{bundle.Salt}|{bundle.Needed}");

    private static byte[] Draw(int length, IRandomSource random)
    {
        var bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }

    /// <summary>The file, as JSON.</summary>
    private sealed record SealedBundle(string Form, int Iterations, string Salt, int Number, int Needed, string Share, string Nonce, string Sealed);
}
