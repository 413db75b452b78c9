using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Meridian.Shop.Fulcrum;

/// <summary>Everything the shop asks of Fulcrum: one method a route, each with the key that the route takes. Identifiers travel in bodies alone.</summary>
/// <remarks>Safe from many threads. Whatever fails is an <see cref="HttpRequestException"/>: the shop then shows what it shows everybody.</remarks>
internal sealed class FulcrumApi(ShopSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>Where the workspace lets somebody who is signed in decide.</summary>
    private const string Surface = "my-privacy";

    private static readonly string[] Placements = ["shop-offer"];
    private static readonly JsonSerializerOptions LeavingOut = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly HttpClient _http = new() { BaseAddress = settings.Fulcrum, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>What the pages ask about, in people's words: worked out of the workspace, the same for everybody.</summary>
    public async Task<PagePolicy> ReadPolicyAsync(CancellationToken cancellation) =>
        await ReadAsync<PagePolicy>(new HttpRequestMessage(HttpMethod.Get, $"/v1/projects/{settings.WriteKey}/policy"), cancellation);

    /// <summary>Says that the customer signed in here uses this browser. Only this server can: it knows its customers, and its key is secret.</summary>
    public async Task VouchAsync(Customer customer, string browser, CancellationToken cancellation)
    {
        var identifiers = new Visitor(customer, browser).Identifiers;
        var said = string.Join('\n', identifiers.Values);
        await SendAsync("/v1/identify", Basic(settings.ServerKey), new
        {
            messageId = $"signed-in-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))}",
            userId = customer.Id,
            anonymousId = browser.Length > 0 ? browser : null,
            traits = new { email = customer.Email, firstName = customer.Name },
        }, cancellation);
    }

    /// <summary>Records what a signed-in customer decided, with a token that Fulcrum signed for them.</summary>
    public async Task RecordAsync(Customer customer, string language, IReadOnlyDictionary<string, bool> byPurpose, CancellationToken cancellation)
    {
        var identifiers = new { userId = customer.Id };
        var token = await AskAsync<Token>("/v1/capture/tokens", new { surface = Surface, identifiers, verified = true }, cancellation);
        var now = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await SendAsync("/v1/consents", Bearer, new
        {
            identifiers,
            verified = true,
            proof = token.Proof,
            decisions = byPurpose.Select(pair => new
            {
                purpose = pair.Key, state = pair.Value ? "given" : "withdrawn", notice = token.Notice, language, at = now, channel = "web", evidence = new { surface = Surface },
            }).ToArray(),
        }, cancellation);
    }

    /// <summary>What stands for each purpose. Nothing of it is shown to anybody but the visitor, so nothing is journaled.</summary>
    public async Task<Standings> ReadStandingsAsync(Visitor visitor, CancellationToken cancellation) =>
        await AskAsync<Standings>("/v1/consents/query", new { identifiers = visitor.Identifiers }, cancellation);

    /// <summary>What is known of somebody and may be used to fit pages to them. Each look is journaled with who and why, and shown to them in the privacy centre.</summary>
    public async Task<Known> LookUpAsync(Visitor visitor, CancellationToken cancellation) =>
        await AskAsync<Known>("/v1/views/shop", new { identifiers = visitor.Identifiers, who = "the customer, in the shop", why = "shown to the customer beside what the shop offers" }, cancellation);

    /// <summary>What to offer. The same request asked again is the same decision, and no second contact.</summary>
    public async Task<Decision> DecideAsync(Visitor visitor, string requestId, CancellationToken cancellation)
    {
        var subject = visitor.IsAnybody ? visitor.Identifiers : null;
        var request = Post("/v1/decide", Bearer, new { placements = Placements, subject, requestId });
        if (visitor.HasSignal)
        {
            request.Headers.Add("Sec-GPC", "1");
        }

        return (await ReadAsync<Decided>(request, cancellation)).Decisions[0];
    }

    /// <summary>Why that.</summary>
    public async Task<Account> ExplainAsync(string decision, CancellationToken cancellation) =>
        await ReadAsync<Account>(new HttpRequestMessage(HttpMethod.Get, $"/v1/decisions/{decision}") { Headers = { Authorization = Bearer } }, cancellation);

    /// <summary>Says that an offer was shown, so that caps count it.</summary>
    public Task ReportSeenAsync(Decision decision, CancellationToken cancellation) =>
        SendAsync("/v1/outcomes", Bearer, new { decisionId = decision.Id, offer = decision.Chosen[0].Offer, outcome = "impression" }, cancellation);

    /// <summary>The receipt of an answer; null where there is none.</summary>
    public async Task<string?> FindReceiptAsync(long sequence, CancellationToken cancellation)
    {
        using var request = Post("/v1/receipts", Bearer, new { receipt = string.Create(CultureInfo.InvariantCulture, $"r-{sequence}") });
        using var answer = await _http.SendAsync(request, cancellation);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>The public keys of the ledger, which receipts are verified with.</summary>
    public async Task<LedgerKeys> ReadLedgerKeysAsync(CancellationToken cancellation) =>
        await ReadAsync<LedgerKeys>(new HttpRequestMessage(HttpMethod.Get, "/v1/ledger/key"), cancellation);

    /// <summary>Whether Fulcrum signed a message about rights: RSA over SHA-256, with the certificate that it publishes.</summary>
    public async Task<bool> HasSignedAsync(ReadOnlyMemory<byte> body, string signature, CancellationToken cancellation)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length) || length == 0)
        {
            return false;
        }

        using var certificate = X509Certificate2.CreateFromPem(await _http.GetStringAsync(new Uri("/v2/certificate", UriKind.Relative), cancellation));
        using var key = certificate.GetRSAPublicKey();
        return key?.VerifyData(body.Span, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true;
    }

    /// <summary>Says that what Fulcrum told of is done here. The callback is under the name that the company's domain has on the internet; here it is reached at its own address.</summary>
    public async Task SayDoneAsync(Uri callback, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(callback.PathAndQuery, UriKind.Relative), new { status = "done" }, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private AuthenticationHeaderValue Bearer => new("Bearer", settings.DecideKey);

    private static AuthenticationHeaderValue Basic(string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

    private Task<T> AskAsync<T>(string path, object body, CancellationToken cancellation) => ReadAsync<T>(Post(path, Bearer, body), cancellation);

    private async Task SendAsync(string path, AuthenticationHeaderValue key, object body, CancellationToken cancellation)
    {
        using var request = Post(path, key, body);
        using var answer = await _http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request, cancellation);
            return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(cancellation) ?? throw new HttpRequestException("Fulcrum answered nothing.");
        }
    }

    private static HttpRequestMessage Post(string path, AuthenticationHeaderValue key, object body) => new(HttpMethod.Post, path)
    {
        Headers = { Authorization = key },
        Content = JsonContent.Create(body, body.GetType(), options: LeavingOut),
    };

    private sealed record Token(string Proof, string Notice);

    private sealed record Decided(Decision[] Decisions);
}
