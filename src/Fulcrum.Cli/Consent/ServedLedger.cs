using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Consent;

/// <summary>The ledger of a server, asked as anybody may: without a key.</summary>
internal sealed class ServedLedger : IDisposable
{
    private const int AnswerBytesMax = 1 << 20;

    private readonly HttpClient _http;

    /// <summary>Makes ready to ask; nothing is sent yet.</summary>
    /// <exception cref="CommandFault">The address cannot be used.</exception>
    public ServedLedger(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.AbsolutePath != "/")
        {
            throw new CommandFault(new Fault("bad-server", "This is no address of a server.", "Write it like http://127.0.0.1:5080 or https://fulcrum.example."), ExitCode.Usage, url);
        }

        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100), MaxResponseContentBufferSize = AnswerBytesMax };
    }

    /// <summary>The signed head.</summary>
    public Task<string> ReadHeadAsync(CancellationToken cancellation) => AskAsync("/v1/ledger/checkpoint", cancellation);

    /// <summary>The keys it shows: the one in force, and the notes by which earlier ones handed over.</summary>
    public async Task<(string Key, string[] Successions)> ReadKeysAsync(CancellationToken cancellation)
    {
        var answer = Parse(await AskAsync("/v1/ledger/key", cancellation));
        try
        {
            return (answer.GetProperty("key").GetString() ?? "", [.. answer.GetProperty("successions").EnumerateArray().Select(note => note.GetString() ?? "")]);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException)
        {
            throw NotALedger();
        }
    }

    /// <summary>What it says proves that one head grew out of another.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadProofAsync(long from, long to, CancellationToken cancellation)
    {
        var answer = Parse(await AskAsync(FormattableString.Invariant($"/v1/ledger/proof/consistency?from={from}&to={to}"), cancellation));
        try
        {
            return [.. answer.GetProperty("proof").EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64())];
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NotALedger();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<string> AskAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : throw NotALedger();
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandFault(
                new Fault("server-unreachable", "No server answers there.", "Start it with fulcrum serve, or check the address and port."), ExitCode.RetryLater, _http.BaseAddress!.ToString());
        }
    }

    private JsonElement Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw NotALedger();
        }
    }

    private CommandFault NotALedger() => new(
        new Fault("not-a-ledger", "What answers there does not answer as a ledger does.", "Check the address; a ledger is served by fulcrum serve. A ledger that refuses what it proved before has something to hide: keep the head you hold."),
        ExitCode.VerificationFailed, _http.BaseAddress!.ToString());
}
