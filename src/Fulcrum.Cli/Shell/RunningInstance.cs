using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Shell;

/// <summary>A server that runs, asked over HTTP with its admin key: what commands use while it holds its store.</summary>
internal sealed class RunningInstance : IDisposable
{
    /// <summary>Where the admin key is read from: a command line would show it to everybody on the machine.</summary>
    public const string KeyVariable = "FULCRUM_ADMIN_KEY";

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    private RunningInstance(Uri address, string key)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = AnswerMax };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The option that names one.</summary>
    public static Option<string?> MakeOption() => new("--server")
    {
        Description = $"Ask the server that runs there, for example http://127.0.0.1:5080, instead of opening the store; its admin key is read from {KeyVariable}.",
        HelpName = "URL",
    };

    /// <summary>Makes ready to ask it; nothing is sent yet.</summary>
    /// <exception cref="CommandFault">The address cannot be used, or there is no key.</exception>
    public static RunningInstance At(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.AbsolutePath != "/")
        {
            throw new CommandFault(new Fault("bad-server", "This is no address of a server.", "Write it like http://127.0.0.1:5080 or https://fulcrum.example."), ExitCode.Usage, url);
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            throw new CommandFault(
                new Fault("key-in-the-open", "Over plain HTTP the admin key would travel in the open.", "Use https, or run the command on the server's own machine."), ExitCode.NotAllowed, url);
        }

        var key = Environment.GetEnvironmentVariable(KeyVariable) ?? "";
        return key.Length > 0 && key.All(char.IsAscii) && !key.Any(char.IsWhiteSpace)
            ? new RunningInstance(address, key)
            : throw new CommandFault(
                new Fault("admin-key-missing", $"The environment holds no admin key in {KeyVariable}.", $"Set it to the admin key that the first start printed; fulcrum serve --new-keys makes a new one."),
                ExitCode.NotAllowed);
    }

    /// <summary>Makes ready to ask a server of this very process.</summary>
    public static RunningInstance At(string url, string key) => new(new Uri(url), key);

    /// <summary>Asks with a body, or without one.</summary>
    /// <returns>The answer's JSON.</returns>
    /// <exception cref="CommandFault">It said no, or could not be reached.</exception>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode ? Parse(bytes) : throw Complain(response.StatusCode, bytes);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandFault(
                new Fault("server-unreachable", "No server answers there.", "Start it with fulcrum serve, or check the address and port."), ExitCode.RetryLater, _http.BaseAddress!.ToString());
        }
    }

    /// <summary>Asks with a body and writes the answer to a stream as it comes.</summary>
    /// <returns>How many bytes came.</returns>
    /// <exception cref="CommandFault">It said no, could not be reached, or stopped half-way.</exception>
    public async Task<long> SaveAsync(string path, object body, Stream output, Action<long> seen, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        var isBegun = false;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw Complain(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
            }

            isBegun = true;
            await using var answer = await response.Content.ReadAsStreamAsync(cancellation);
            var (buffer, bytes) = (new byte[1 << 16], 0L);
            while (await answer.ReadAsync(buffer, cancellation) is > 0 and var read)
            {
                await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
                seen(bytes += read);
            }

            return bytes;
        }
        catch (Exception fault) when (fault is HttpRequestException or HttpIOException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandFault(
                isBegun
                    ? new Fault("answer-cut-off", "The answer broke off half-way: the server stopped, or what it wrote of changed meanwhile.", "Ask again; nothing half was kept.")
                    : new Fault("server-unreachable", "No server answers there.", "Start it with fulcrum serve, or check the address and port."),
                ExitCode.RetryLater, _http.BaseAddress!.ToString());
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static JsonElement Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(bytes);
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
    }

    /// <summary>What the server's problem means for a command.</summary>
    private static CommandFault Complain(HttpStatusCode status, byte[] bytes)
    {
        var problem = Parse(bytes);
        if (problem.ValueKind != JsonValueKind.Object || TextOf(problem, "code") is not { Length: > 0 } code)
        {
            return NotOurs();
        }

        if (problem.TryGetProperty("faults", out var faults) && faults.ValueKind == JsonValueKind.Array)
        {
            return new CommandFault([.. faults.EnumerateArray().Select(FaultOf)], ExitCode.VerificationFailed);
        }

        if (problem.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array)
        {
            var remedy = TextOf(problem, "remedy");
            return new CommandFault(
                [.. fields.EnumerateArray().Select(field => new PlacedFault(TextOf(field, "field"), new Fault(code, $"It {TextOf(field, "rule")} ({TextOf(field, "source")}).", remedy)))], ExitOf(status));
        }

        return new CommandFault(new Fault(code, TextOf(problem, "detail"), TextOf(problem, "remedy")), ExitOf(status));
    }

    private static PlacedFault FaultOf(JsonElement fault) => new(
        new Place(TextOf(fault, "file"), fault.GetProperty("line").GetInt32(), fault.GetProperty("column").GetInt32()).ToString(),
        new Fault(TextOf(fault, "code"), TextOf(fault, "what"), TextOf(fault, "remedy")));

    private static int ExitOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Conflict => ExitCode.Conflict,
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ExitCode.RetryLater,
        _ => ExitCode.Failure,
    };

    private static string TextOf(JsonElement value, string member) => value.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static CommandFault NotOurs() => new(
        new Fault("not-a-fulcrum-server", "What answers there is no Fulcrum server of this version.", "Check the address and port, and that nothing stands between that changes answers."));
}
