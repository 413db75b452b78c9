using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Fulcrum.Server.Tests.Rights.OpenDsr;
using Fulcrum.Workspaces;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.Systems;

/// <summary>A system whose certificate is known is believed when it signed, and by its token alone when it is not.</summary>
public sealed class SignedCallbackTests
{
    private const string Done = """{"status":"done"}""";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_callback_counts_only_when_the_system_signed_just_that()
    {
        using var key = RSA.Create(2_048);
        using var stranger = RSA.Create(2_048);
        await using var listener = await Listener.StartAsync();
        await using var server = await RunningServer.StartAsync(clock: _clock, files: files => files.SetItem("systems.yaml", Systems(listener.Origin, key)));
        await server.LiveAsync();
        await server.AdminAsync("/v1/erasures", $$$"""{"identifiers":{"email":"{{{Partners.Email}}}"},"by":"test","why":"asked"}""");
        var calls = new[] { await listener.NextAsync(), await listener.NextAsync() }.ToDictionary(call => call.Path, call => JsonDocument.Parse(call.Body).RootElement);
        var (signing, plain) = (calls["/signing"].GetProperty("callback").GetString()!, calls["/plain"].GetProperty("callback").GetString()!);

        foreach (var (header, signature) in new[] { ("X-OpenDSR-Signature", ""), ("X-OpenDSR-Signature", "%%%"), ("X-OpenDSR-Signature", Sign(stranger, Done)), ("X-OpenDSR-Signature", Sign(key, Done + " ")), ("X-Signature", Sign(key, Done)) })
        {
            Assert.Equal((HttpStatusCode.Forbidden, "callback-not-signed"), await AnswerAsync(server, signing, Done, (header, signature)));
        }

        Assert.Equal(["acknowledged", "acknowledged"], await StatesAsync(server));
        Assert.Equal((HttpStatusCode.Accepted, ""), await AnswerAsync(server, plain, Done, ("X-Signature", "")));
        Assert.Equal((HttpStatusCode.BadRequest, "bad-member"), await AnswerAsync(server, signing, """{"status":"perhaps"}""", ("X-OpenDSR-Signature", Sign(key, """{"status":"perhaps"}"""))));
        Assert.Equal((HttpStatusCode.Accepted, ""), await AnswerAsync(server, signing, Done, ("X-OpenDSR-Signature", Sign(key, Done))));
        Assert.Empty(await StatesAsync(server));
    }

    [Theory]
    [InlineData("no certificate at all")]
    [InlineData("small")]
    public void A_certificate_that_is_none_or_has_a_small_key_is_refused_with_the_workspace(string text)
    {
        using var small = RSA.Create(1_024);
        using var key = RSA.Create(2_048);
        var good = Systems("https://signing.example", key);
        var bad = text == "small" ? Systems("https://signing.example", small) : good[..good.IndexOf("certificate: |", StringComparison.Ordinal)] + $"certificate: {text}\n";

        Assert.DoesNotContain(FaultsOf(good), IsBad);
        Assert.Contains(FaultsOf(bad), IsBad);

        static IEnumerable<string> FaultsOf(string systems) => WorkspaceReader.Read(RunningServer.MotorsFiles().SetItem("systems.yaml", systems), Numbering.Empty).Faults.Select(fault => fault.ToString());
        static bool IsBad(string fault) => fault.Contains("bad-system-certificate", StringComparison.Ordinal);
    }

    private static string Systems(string origin, RSA key)
    {
        var request = new CertificateRequest("CN=signing.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var pem = string.Join('\n', certificate.ExportCertificatePem().Split('\n').Select(line => $"      {line}"));
        return $$"""
            systems:
              plain:
                title: {en: One that does not sign, ru: Не подписывает}
                protocol: webhook
                address: {{origin}}/plain
                rights: [erasure]
                identifiers: [email]
                ask: Jo Clerk
              signing:
                title: {en: One that signs, ru: Подписывает}
                protocol: webhook
                address: {{origin}}/signing
                rights: [erasure]
                identifiers: [email]
                ask: Jo Clerk
                certificate: |
            {{pem}}
            """;
    }

    private static string Sign(RSA key, string body) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static async Task<(HttpStatusCode Status, string Code)> AnswerAsync(RunningServer server, string callback, string body, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(callback).AbsolutePath) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.IsSuccessStatusCode ? "" : JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!);
    }

    /// <summary>How far each is that is not done, once none waits.</summary>
    private static async Task<string[]> StatesAsync(RunningServer server)
    {
        while (true)
        {
            var told = (await server.ReadAsync("/v1/systems/told")).Json.GetProperty("told");
            var states = told.EnumerateArray().SelectMany(one => one.GetProperty("systems").EnumerateArray()).Select(system => system.GetProperty("state").GetString()!).ToArray();
            if (!states.Contains("waiting"))
            {
                return states;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
