using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fulcrum.Hosting.Doors;

/// <summary>Where a host can be reached, and what is said there of whoever comes.</summary>
public sealed record Door
{
    /// <summary>What is spoken, strongest first: with keys that are gone when the connection is, and encrypted and authenticated in one (RFC 9325). Windows has a setting of the machine instead.</summary>
    private static readonly CipherSuitesPolicy? Suites = OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ])
        : null;

    /// <summary>Loopback, without a certificate, believing no proxy.</summary>
    public static Door Default { get; } = new();

    /// <summary>Address listened on; loopback by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>What TLS is spoken with; null for plain HTTP.</summary>
    public ServedCertificate? Certificate { get; init; }

    /// <summary>The proxies that are believed about whom they ask for.</summary>
    public TrustedProxies Proxies { get; init; } = TrustedProxies.None;

    /// <summary>Listens there: HTTP/1.1, with TLS 1.2 or 1.3 where there is a certificate.</summary>
    public void Open(KestrelServerOptions kestrel, int port)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.Listen(Address, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (Certificate is { } certificate)
            {
                listen.UseHttps(https =>
                {
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;

                    // A selector hands over a certificate alone; the context has its chain too.
                    https.OnAuthenticate = (_, handshake) =>
                        (handshake.ServerCertificateSelectionCallback, handshake.ServerCertificateContext, handshake.CipherSuitesPolicy) = (null, certificate.Current, Suites);
                });
            }
        });
    }

    /// <summary>Tells browsers to come to this host, and to those named below it, by TLS alone for a year, when they came by TLS.</summary>
    public void Pin(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (Proxies.CameByTls(http))
        {
            http.Response.Headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }
}
