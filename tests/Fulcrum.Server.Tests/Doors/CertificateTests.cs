using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Fulcrum.Hosting.Doors;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Doors;

/// <summary>TLS is spoken with the certificate in the files, whichever it is at the moment, and not with one that no browser would take.</summary>
public sealed class CertificateTests
{
    private static readonly List<CertificateRefusedException> NoRefusals = [];

    [Fact]
    public async Task A_server_speaks_tls_1_2_and_1_3_only_pins_it_for_a_year_and_takes_a_renewed_certificate_without_a_restart()
    {
        using var files = new IssuedCertificate();
        var (clock, refusals) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new List<CertificateRefusedException>());
        var served = ServedCertificate.Open(new CertificateFile(files.Certificate, files.Key, ""), clock, refusals.Add);
        await using var server = await RunningServer.StartAsync(options => options with { Door = Door.Default with { Certificate = served } });

        Assert.Equal("https", server.Address.Scheme);
        Assert.Equal("CN=first", await ShakeAsync(server.Port, SslProtocols.Tls12));
        Assert.Equal("CN=first", await ShakeAsync(server.Port, SslProtocols.Tls13));
#pragma warning disable SYSLIB0039, CA5397 // That it is refused is what is tested.
        await Assert.ThrowsAnyAsync<Exception>(() => ShakeAsync(server.Port, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
        using var browser = Trusting();
        using var answer = await browser.GetAsync(new Uri(server.Address, "/healthz"), TestContext.Current.CancellationToken);
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());

        files.Issue("second", DateTimeOffset.UtcNow.AddDays(30));
        Touch(files, minutes: 1);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=second", await ShakeAsync(server.Port, SslProtocols.Tls13));

        files.SwapKey();
        Touch(files, minutes: 2);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=second", await ShakeAsync(server.Port, SslProtocols.Tls13));
        Assert.Equal("certificate-key", Assert.Single(refusals).Fault.Code);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, false)]
    public async Task Only_suites_that_forget_their_keys_and_seal_in_one_are_spoken(TlsCipherSuite suite, bool isSpoken)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere the machine says which.
            return;
        }

        using var files = new IssuedCertificate();
        var served = ServedCertificate.Open(new CertificateFile(files.Certificate, files.Key, ""), new FakeTimeProvider(DateTimeOffset.UtcNow), NoRefusals.Add);
        await using var server = await RunningServer.StartAsync(options => options with { Door = Door.Default with { Certificate = served } });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        var asked = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls12, CipherSuitesPolicy = new CipherSuitesPolicy([suite]) };

        if (isSpoken)
        {
            await tls.AuthenticateAsClientAsync(asked, TestContext.Current.CancellationToken);
            Assert.Equal(suite, tls.NegotiatedCipherSuite);
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(asked, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Pem_with_a_password_and_pkcs_12_are_read_too_and_a_wrong_password_opens_neither()
    {
        using var files = new IssuedCertificate();
        files.Issue("locked", DateTimeOffset.UtcNow.AddDays(30), "open sesame");

        Assert.True(Open(new CertificateFile(files.Certificate, files.Key, "open sesame")).NotAfter > DateTimeOffset.UtcNow);
        Assert.True(Open(new CertificateFile(files.Bundle, null, "open sesame")).NotAfter > DateTimeOffset.UtcNow);
        Assert.Equal("certificate-key", Refused(new CertificateFile(files.Certificate, files.Key, "open barley")));
        Assert.Equal("tls-certificate-unreadable", Refused(new CertificateFile(files.Bundle, null, "open barley")));
        Assert.DoesNotContain("sesame", new CertificateFile(files.Bundle, null, "open sesame").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_browser_would_take_or_others_can_read_is_refused_and_said_why()
    {
        using var files = new IssuedCertificate();
        var both = new CertificateFile(files.Certificate, files.Key, "");

        files.Issue("late", DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal("certificate-not-in-force", Refused(both));
        files.Issue("early", DateTimeOffset.UtcNow.AddDays(90));
        Assert.Equal("certificate-not-in-force", Refused(both));
        files.Issue("good", DateTimeOffset.UtcNow.AddDays(30));
        files.SwapKey();
        Assert.Equal("certificate-key", Refused(both));
        Assert.Equal("certificate-missing", Refused(both with { Path = files.Certificate + ".gone" }));
        Assert.Equal("tls-certificate-unreadable", Refused(both with { Path = files.Key }));
        IssuedCertificate.Allow(files.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal("certificate-key-exposed", Refused(both));
        IssuedCertificate.Allow(files.Bundle, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal("certificate-key-exposed", Refused(new CertificateFile(files.Bundle, null, "")));
    }

    private static ServedCertificate Open(CertificateFile file) => ServedCertificate.Open(file, TimeProvider.System, NoRefusals.Add);

    private static string Refused(CertificateFile file) => Assert.Throws<CertificateRefusedException>(() => Open(file)).Fault.Code;

    // Two writes within one tick of the disk's clock have one time.
    private static void Touch(IssuedCertificate files, int minutes) => File.SetLastWriteTimeUtc(files.Key, DateTime.UtcNow.AddMinutes(minutes));

    private static HttpClient Trusting() => new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } });

    private static async Task<string> ShakeAsync(int port, SslProtocols protocols)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols }, TestContext.Current.CancellationToken);
        return ((X509Certificate2)tls.RemoteCertificate!).Subject;
    }
}
