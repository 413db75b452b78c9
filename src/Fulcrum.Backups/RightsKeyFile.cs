using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Fulcrum.Backups;

/// <summary>The key that answers of rights protocols are signed with, and its certificate, in the store's key folder.</summary>
/// <remarks>
/// The certificate is made here and signed by the key itself until one of a certificate authority is put in its place: the protocol asks
/// for one, and partners who check the chain take no other.
/// </remarks>
public static class RightsKeyFile
{
    /// <summary>Name of the private key's file.</summary>
    public const string Name = "rights";

    private const string CertificateName = "rights.pem";
    private const int KeyBits = 2048;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly TimeSpan Valid = TimeSpan.FromDays(730);
    private static readonly TimeSpan Renewed = TimeSpan.FromDays(30);

    /// <summary>Opens the key and its certificate for a domain; makes both for a store that has none.</summary>
    /// <param name="storeFolder">The store's folder; its key folder is there.</param>
    /// <param name="domain">Whose certificate it is.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="StoreStartException">The key is damaged, or open to others; the fault says what to do.</exception>
    public static X509Certificate2 Open(string storeFolder, string domain, DateTimeOffset now)
    {
        var path = PathIn(storeFolder);
        if (!File.Exists(path))
        {
            using var made = RSA.Create(KeyBits);
            KeptFiles.Replace(path, made.ExportPkcs8PrivateKey());
        }

        using var key = Read(path);
        using var certificate = FindCertificate(storeFolder, key, domain, now) ?? Issue(storeFolder, key, domain, now);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Puts another key in place of the one there was; its certificate is made at the next start.</summary>
    public static void Rotate(string storeFolder)
    {
        using var made = RSA.Create(KeyBits);
        KeptFiles.Delete(CertificateIn(storeFolder));
        KeptFiles.Replace(PathIn(storeFolder), made.ExportPkcs8PrivateKey());
    }

    /// <summary>Puts a certificate in place that an authority issued for the key.</summary>
    /// <returns>False when it is another key's.</returns>
    public static bool Install(string storeFolder, string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var key = Read(PathIn(storeFolder));
        if (!IsOf(certificate, key))
        {
            return false;
        }

        KeptFiles.Replace(CertificateIn(storeFolder), Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return true;
    }

    /// <summary>The certificate as it is; null for none. Makes nothing.</summary>
    public static X509Certificate2? Find(string storeFolder) =>
        File.Exists(CertificateIn(storeFolder)) ? X509Certificate2.CreateFromPem(File.ReadAllText(CertificateIn(storeFolder))) : null;

    /// <summary>What an authority is asked with for a certificate, in PEM.</summary>
    public static string Request(string storeFolder, string domain)
    {
        using var key = Read(PathIn(storeFolder));
        return RequestOf(key, domain).CreateSigningRequestPem();
    }

    private static string PathIn(string storeFolder) => Path.Combine(storeFolder, "keys", Name);

    private static string CertificateIn(string storeFolder) => Path.Combine(storeFolder, "keys", CertificateName);

    private static RSA Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new StoreStartException(new Fault("store-key-exposed", $"{path} can be read or written by other users of this machine.", $"Run: chmod 600 {path}"));
        }

        var key = RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(File.ReadAllBytes(path), out _);
            return key;
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new StoreStartException(new Fault("store-key-damaged", $"{path} does not hold the key it should.", "Restore the key folder from its backup, or make another: fulcrum keys rotate rights."), fault);
        }
    }

    /// <summary>One that an authority issued counts to its end; one of our own as long as it is for this domain and not about to end.</summary>
    private static X509Certificate2? FindCertificate(string storeFolder, RSA key, string domain, DateTimeOffset now)
    {
        if (Find(storeFolder) is not { } found)
        {
            return null;
        }

        var isOwn = found.SubjectName.RawData.AsSpan().SequenceEqual(found.IssuerName.RawData);
        if (IsOf(found, key) && (!isOwn || (found.MatchesHostname(domain) && now + Renewed < found.NotAfter)))
        {
            return found;
        }

        found.Dispose();
        return null;
    }

    private static bool IsOf(X509Certificate2 certificate, RSA key) =>
        certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());

    private static X509Certificate2 Issue(string storeFolder, RSA key, string domain, DateTimeOffset now)
    {
        using var issued = RequestOf(key, domain).CreateSelfSigned(now.AddDays(-1), now + Valid);
        var pem = issued.ExportCertificatePem();
        KeptFiles.Replace(CertificateIn(storeFolder), Encoding.ASCII.GetBytes(pem));
        return X509Certificate2.CreateFromPem(pem);
    }

    private static CertificateRequest RequestOf(RSA key, string domain)
    {
        var request = new CertificateRequest($"CN={domain}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(domain);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }
}
