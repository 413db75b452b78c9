using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fulcrum.Server.Rights;

/// <summary>What we sign with where a rights protocol wants answers signed, and the certificate that shows whose signature it is. Safe from many threads.</summary>
public sealed class RightsKey
{
    private readonly Lock _gate = new();
    private readonly RSA _key;

    /// <summary>Takes a certificate with its private key, which must be RSA: what partners verify.</summary>
    /// <exception cref="ArgumentException">It has no private RSA key.</exception>
    public RightsKey(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _key = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate has no private RSA key.", nameof(certificate));
        CertificatePem = certificate.ExportCertificatePem();
    }

    /// <summary>The certificate, for anybody to read.</summary>
    public string CertificatePem { get; }

    /// <summary>The signature of a content (RSA PKCS #1 v1.5 over SHA-256), in base64.</summary>
    public string Sign(ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            return Convert.ToBase64String(_key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "RightsKey(…)";
}
