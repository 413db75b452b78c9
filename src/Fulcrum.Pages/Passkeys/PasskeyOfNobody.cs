using System.Security.Cryptography;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Pages.Passkeys;

/// <summary>A passkey that opens nothing: its key is drawn anew by each process, and its private half is thrown away.</summary>
internal static class PasskeyOfNobody
{
    private static readonly byte[] Key = Draw();

    /// <summary>The one that stands in for a credential nobody has.</summary>
    public static Passkey Of(string credential, bool isCopied) => new(credential, Key, 0, isCopied, "");

    /// <summary>A public key on P-256, as authenticators write it (RFC 9053).</summary>
    private static byte[] Draw()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }
}
