using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;

namespace Fulcrum.Crash;

/// <summary>Goal: nodes that reach each other by TLS trust whom the machine trusts and nobody else. Two real nodes; the issuer is a private one.</summary>
public sealed class NodeTlsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_passes_requests_on_to_an_owner_whose_certificate_the_machine_trusts_and_to_no_other(bool isTrusted)
    {
        await using var postgres = await PostgresCluster.StartAsync();
        using var house = new Issuer("house");
        using var stranger = new Issuer("stranger");
        var program = Programs.Fulcrum with { File = "env", First = [$"SSL_CERT_FILE={house.Trusted}", Programs.Fulcrum.File, .. Programs.Fulcrum.First] };
        var plan = new ClusterPlan(program, ClusterTests.Under(postgres), 0, Seed: 11) { Scheme = "https", Arguments = house.Arguments };
        await using var owner = new NodeUnderTest(isTrusted ? plan : plan with { Arguments = stranger.Arguments }, 1);
        await using var other = new NodeUnderTest(plan, 2);
        await owner.ApplyAsync(Cancellation);
        await owner.StartAsync(Cancellation);
        while (!owner.Said.Contains("owns the store", StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancellation);
        }

        other.TakeKeysOf(owner);
        await other.StartAsync(Cancellation);
        using var caller = house.Caller();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(other.Url, "/v1/consents/query"))
        {
            Content = new StringContent("""{"identifiers":{"userId":"nobody"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner.Keys.Decide);

        using var answer = await caller.SendAsync(request, Cancellation);

        Assert.Equal(isTrusted ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(!isTrusted, (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("owner-unreachable", StringComparison.Ordinal));
    }

    /// <summary>A private authority, and a certificate of it for this machine's loopback.</summary>
    private sealed class Issuer : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
        private readonly X509Certificate2 _authority;

        public Issuer(string name)
        {
            var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
            using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var authority = new CertificateRequest($"CN=Fulcrum test {name}", authorityKey, HashAlgorithmName.SHA256);
            authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
            _authority = authority.CreateSelfSigned(from, until);

            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var own = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            own.CertificateExtensions.Add(names.Build());
            own.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
            using var issued = own.Create(_authority, from, until, RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(Trusted, _authority.ExportCertificatePem());
            File.WriteAllText(Certificate, issued.ExportCertificatePem());
            File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        /// <summary>The authority, as a machine that trusts it has it.</summary>
        public string Trusted => Path.Combine(_folder, "authority.pem");

        /// <summary>What a node is started with.</summary>
        public System.Collections.Immutable.ImmutableArray<string> Arguments => ["--certificate", Certificate, "--certificate-key", KeyFile];

        private string Certificate => Path.Combine(_folder, "node.pem");

        private string KeyFile => Path.Combine(_folder, "node.key");

        /// <summary>Somebody who trusts this authority.</summary>
        public HttpClient Caller() => new(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _authority }, RevocationMode = X509RevocationMode.NoCheck } },
        });

        public void Dispose()
        {
            _authority.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
