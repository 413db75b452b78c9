using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Rights.Referrals;

/// <summary>The tokens by which agents are told apart that signed for one: a MAC over who and with which key, so that none is kept and each outlives a restart.</summary>
/// <remarks>A token is worth nothing once the agent's key is changed in the workspace, or the look-up key is rotated. Safe from many threads.</remarks>
public sealed class AgentTokens
{
    private const int NonceBytes = 16;
    private static readonly byte[] Info = "fulcrum data rights agent tokens v1"u8.ToArray();

    private readonly IRandomSource _random;
    private readonly byte[] _key;

    internal AgentTokens(ReadOnlyMemory<byte> secret, IRandomSource random)
    {
        _random = random;
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.ToArray(), SHA256.HashSizeInBytes, null, Info);
    }

    /// <summary>A new token of a partner.</summary>
    public string Make(Partner partner)
    {
        ArgumentNullException.ThrowIfNull(partner);
        var nonce = new byte[NonceBytes];
        _random.Fill(nonce);
        return $"{Convert.ToHexStringLower(nonce)}{Convert.ToHexStringLower(MacOf(partner, nonce))}";
    }

    /// <summary>Whether a token is this partner's.</summary>
    public bool IsOf(Partner partner, ReadOnlySpan<char> token)
    {
        ArgumentNullException.ThrowIfNull(partner);
        Span<byte> bytes = stackalloc byte[NonceBytes + SHA256.HashSizeInBytes];
        return token.Length == 2 * bytes.Length && Convert.FromHexString(token, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(MacOf(partner, bytes[..NonceBytes].ToArray()), bytes[NonceBytes..]);
    }

    private byte[] MacOf(Partner partner, byte[] nonce) =>
        HMACSHA256.HashData(_key, (byte[])[.. nonce, .. partner.VerifyKey.Span, .. Encoding.UTF8.GetBytes($"{partner.Name}\n{partner.AgentId}")]);
}
