using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fulcrum.Hosting.Doors;

/// <summary>Where a certificate and its private key are: PEM in one file or two, or PKCS #12.</summary>
/// <param name="Path">The certificate, with the chain behind it.</param>
/// <param name="KeyPath">The private key, where it has a file of its own.</param>
/// <param name="Password">What opens the key; empty for none.</param>
public sealed record CertificateFile(string Path, string? KeyPath, string Password)
{
    /// <summary>The files, never the password.</summary>
    public override string ToString() => KeyPath is null ? Path : $"{Path} with {KeyPath}";

    /// <summary>What tells one content of the files from another.</summary>
    internal (DateTime, DateTime) Stamp => (File.GetLastWriteTimeUtc(Path), KeyPath is null ? default : File.GetLastWriteTimeUtc(KeyPath));

    private string KeyFile => KeyPath ?? Path;

    /// <summary>Reads them, and refuses what no browser would take or what others on this machine can read.</summary>
    /// <exception cref="CertificateRefusedException">It cannot be served with.</exception>
    public X509Certificate2 Read(DateTimeOffset now, out X509Certificate2Collection chain)
    {
        RequirePrivate();
        var (text, bytes) = (ReadBytes(Path), KeyPath is null ? null : ReadBytes(KeyPath));
        chain = [];
        var certificate = text.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? ReadPem(text, bytes ?? text, chain) : ReadPkcs12(text, chain);
        return now < certificate.NotBefore || now >= certificate.NotAfter
            ? throw new CertificateRefusedException(
                new Fault("certificate-not-in-force", $"The certificate is good from {certificate.NotBefore.ToUniversalTime():u} until {certificate.NotAfter.ToUniversalTime():u}; now it is {now:u}.", "Renew it, or set the machine's clock; no browser would take it."), Path)
            : certificate;
    }

    private static SslStreamCertificateContext ContextOf(X509Certificate2 certificate, X509Certificate2Collection chain) => SslStreamCertificateContext.Create(certificate, chain, offline: true);

    /// <summary>Reads them into what a handshake is made with.</summary>
    /// <exception cref="CertificateRefusedException">It cannot be served with.</exception>
    internal SslStreamCertificateContext Open(DateTimeOffset now)
    {
        var certificate = Read(now, out var chain);
        return ContextOf(certificate, chain);
    }

    private X509Certificate2 ReadPem(byte[] certificate, byte[] key, X509Certificate2Collection chain)
    {
        var text = System.Text.Encoding.UTF8.GetString(certificate);
        var keyText = System.Text.Encoding.UTF8.GetString(key);
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException fault)
        {
            throw Unreadable(fault);
        }

        if (chain.Count == 0)
        {
            throw Unreadable(null);
        }

        chain.RemoveAt(0);
        try
        {
            using var read = keyText.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) ? X509Certificate2.CreateFromEncryptedPem(text, keyText, Password) : X509Certificate2.CreateFromPem(text, keyText);

            // Kept in the form every system's TLS takes: Windows makes no handshake with a key that is nowhere but in memory.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CertificateRefusedException(
                new Fault("certificate-key", "The private key is of another certificate, or the password does not open it.", "Name the key made with this certificate in --certificate-key, and its password in --certificate-password-file."), KeyFile, fault);
        }
    }

    private X509Certificate2 ReadPkcs12(byte[] bytes, X509Certificate2Collection chain)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(bytes, Password);
            var own = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw Unreadable(null);
            all.Remove(own);
            chain.AddRange(all);
            return own;
        }
        catch (CryptographicException fault)
        {
            throw Unreadable(fault);
        }
    }

    private void RequirePrivate()
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows() && File.Exists(KeyFile) && (File.GetUnixFileMode(KeyFile) & Others) != 0)
        {
            throw new CertificateRefusedException(
                new Fault("certificate-key-exposed", "Everybody on this machine can read or change the private key.", $"Run: chmod 600 {KeyFile}. Where others had access, have the certificate made anew."), KeyFile);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CertificateRefusedException(new Fault("certificate-missing", "There is no file here that can be read.", "Name the certificate in --certificate and its key in --certificate-key, and let this user read both."), path, fault);
        }
    }

    private CertificateRefusedException Unreadable(Exception? inner) => new(
        new Fault("tls-certificate-unreadable", "This is no certificate with its key, in PEM or PKCS #12, or the password does not open it.", "Name a PEM file with --certificate-key beside it, or a PKCS #12 file, and its password in --certificate-password-file."), Path, inner);
}
