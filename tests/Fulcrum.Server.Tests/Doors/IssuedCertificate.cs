using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fulcrum.Server.Tests.Doors;

/// <summary>A certificate for this machine in files of its own, as an authority hands it out.</summary>
internal sealed class IssuedCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-certificate-");

    public IssuedCertificate() => Issue("first", DateTimeOffset.UtcNow.AddDays(30));

    public string Certificate => Path.Combine(_folder.FullName, "server.pem");

    public string Key => Path.Combine(_folder.FullName, "server.key");

    public string Bundle => Path.Combine(_folder.FullName, "server.pfx");

    /// <summary>Writes the files anew.</summary>
    public void Issue(string name, DateTimeOffset until, string password = "")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(until.AddDays(-60), until);
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        WriteKey(password.Length == 0 ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        File.WriteAllBytes(Bundle, made.Export(X509ContentType.Pkcs12, password));
        Allow(Bundle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Puts the key of another certificate in place of its own.</summary>
    public void SwapKey()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteKey(other.ExportPkcs8PrivateKeyPem());
    }

    public static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void WriteKey(string text)
    {
        File.WriteAllText(Key, text);
        Allow(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
