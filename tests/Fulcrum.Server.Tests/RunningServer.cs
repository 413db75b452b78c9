using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Fulcrum.Backups.Ledger;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Server.Rights;
using Fulcrum.Server.Tests.OpenApi;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests;

/// <summary>The real server over the real store in a folder of its own, with the motors workspace, on a free port.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    public const string DecideKey = "decide_for-tests";
    public const string AdminKey = "admin_for-tests";
    public const string WebKey = "sample-key-web-for-development-only";
    public const string DealerKey = "sample-key-dealer-crm-for-development-only";
    public const string FleetKey = "partner_sample-fleet-for-development-only";
    public const string BrokerKey = "partner_sample-broker-for-development-only";
    public const string ServiceKey = "sample-key-service-desk-for-development-only";

    private static volatile ApiDescription? _description;

    /// <summary>One for all: making it takes its time.</summary>
    private static readonly Lazy<RightsKey> OwnRightsKey = new(MakeRightsKey);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-server-");
    private readonly Func<ServerOptions, ServerOptions> _change;
    private SqliteStore? _store;
    private MeteredStore? _metered;
    private FulcrumCore? _core;
    private WebApplication? _app;

    private RunningServer(Func<ServerOptions, ServerOptions> change) => _change = change;

    public TimeProvider Clock { get; private init; } = TimeProvider.System;

    private SqliteStoreOptions StoreOptions { get; init; } = SqliteStoreOptions.Default;

    public HttpClient Http { get; private set; } = new();

    public int Port { get; private set; }

    public Uri Address => Http.BaseAddress!;

    public FulcrumCore Core => _core!;

    private bool HasLedger { get; init; } = true;

    /// <summary>Whether a yes in events must be proved. Most tests are about what follows from a yes, and let events say it.</summary>
    private bool HasSurfaces { get; init; }

    private Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> ChangeFiles { get; init; } = files => files;

    /// <summary>Starts one.</summary>
    internal static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, FakeTimeProvider? clock = null, SqliteStoreOptions? store = null, bool hasLedger = true, bool hasSurfaces = false, Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>>? files = null)
    {
        var server = new RunningServer(change ?? (options => options))
        {
            HasLedger = hasLedger, Clock = clock ?? TimeProvider.System, StoreOptions = store ?? SqliteStoreOptions.Default, HasSurfaces = hasSurfaces, ChangeFiles = files ?? (all => all),
        };
        await server.OpenAsync();
        return server;
    }

    /// <summary>Stops serving and closes the store, then opens the same folder on the same port.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Stops serving and closes the store.</summary>
    public async Task CloseAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        await _core!.DisposeAsync();
        await _metered!.DisposeAsync();
        await _store!.DisposeAsync();
    }

    /// <summary>Opens the folder and serves on the port served before.</summary>
    public async Task OpenAsync()
    {
        var cancellation = CancellationToken.None;
        _store = await SqliteStore.OpenAsync(_folder.FullName, Clock, new Chance(), StoreOptions, cancellation);
        if (await _store.Workspaces.CurrentAsync(cancellation) is null)
        {
            var files = ChangeFiles(MotorsFiles(HasSurfaces));
            var reading = WorkspaceReader.Read(files, Numbering.Empty);
            Assert.Empty(reading.Faults);
            var applied = new AppliedWorkspace(reading.Workspace!.Version, Instant.From(Clock.GetUtcNow()), "test", files);
            await _store.Workspaces.ApplyAsync(applied, reading.Numbering, cancellation);
        }

        _metered = new MeteredStore(_store, Clock);
        _core = await FulcrumCore.OpenAsync(_metered, Clock, new Chance(), CoreOptions.Default with { Ledger = HasLedger ? LedgerKeyFile.Open(_folder.FullName, new Chance()) : null }, cancellation);
        _metered.Name(() => _core.Workspace.Current);
        var options = new ServerOptions { Port = Port, DecideKeyHashes = [Hash(DecideKey)], AdminKeyHashes = [Hash(AdminKey)], Clock = Clock, RightsKey = _ => OwnRightsKey.Value };
        _app = FulcrumServer.Create(_core, _change(options));
        await _app.StartAsync(cancellation);
        var address = new Uri(_app.Urls.Single());
        Port = address.Port;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Runs SQL over the closed store's journal file, as damage from outside would change it.</summary>
    internal void Damage(string sql)
    {
        using var database = Fulcrum.Sqlite.Engine.Database.OpenWriter(Path.Combine(_folder.FullName, "journal.db"), 4096, "FULL");
        database.Execute(sql);
    }

    /// <summary>Asks with JSON.</summary>
    public async Task<Reply> AskAsync(HttpMethod method, string path, string? key = null, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = await Reply.ReadAsync(response);

        // Whatever a test sees must be what the description of the API says.
        Assert.Empty((await DescriptionAsync()).Unsaid(method.Method, path, reply));
        return reply;
    }

    /// <summary>The description of the API. It does not depend on what is served, so one of this process stands for all.</summary>
    internal static async Task<ApiDescription> DescriptionAsync()
    {
        if (_description is null)
        {
            await using var server = await OwnAsync();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            _description = new ApiDescription(JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
        }

        return _description;

        static async Task<RunningServer> OwnAsync()
        {
            var server = new RunningServer(options => options);
            await server.OpenAsync();
            return server;
        }
    }

    /// <summary>Every route served.</summary>
    internal IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints);

    /// <summary>Sends events with a source's write key as Basic authentication.</summary>
    public Task<Reply> SendAsync(string path, string body, string writeKey = WebKey) => AskAsync(HttpMethod.Post, path, null, body, Basic(writeKey + ":"));

    /// <summary>Posts with the decide key.</summary>
    public Task<Reply> DecideAsync(string path, string body) => AskAsync(HttpMethod.Post, path, DecideKey, body);

    /// <summary>Posts with the admin key.</summary>
    public Task<Reply> AdminAsync(string path, string body) => AskAsync(HttpMethod.Post, path, AdminKey, body);

    /// <summary>Gets with the admin key.</summary>
    public Task<Reply> ReadAsync(string path) => AskAsync(HttpMethod.Get, path, AdminKey);

    /// <summary>What the counts say of a source; all zero for one that sent nothing.</summary>
    public async Task<Counts> CountsAsync(string source)
    {
        var reply = await ReadAsync("/v1/collect/counts");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        foreach (var item in reply.Json.GetProperty("sources").EnumerateArray())
        {
            Assert.True(item.GetProperty("balances").GetBoolean());
            if (item.GetProperty("source").GetString() == source)
            {
                long Read(string name) => item.GetProperty(name).GetInt64();
                return new Counts(Read("received"), Read("stored"), Read("duplicate"), Read("quarantined"), Read("refused"));
            }
        }

        return default;
    }

    /// <summary>The only row kept aside, with its payload.</summary>
    public async Task<JsonElement> ReadOneKeptAsideAsync()
    {
        var row = Assert.Single((await ReadAsync("/v1/quarantine")).Json.GetProperty("quarantined").EnumerateArray());
        return (await AdminAsync($"/v1/quarantine/{row.GetProperty("id").GetString()}/read", """{"who":"clerk-7","why":"to mend it"}""")).Json;
    }

    /// <summary>A Basic authentication header.</summary>
    public static (string Name, string Value) Basic(string credentials) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }

    private static ReadOnlyMemory<byte> Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The sample workspace.</summary>
    /// <param name="hasSurfaces">Whether a yes must be proved. Most tests are about what follows from one.</param>
    public static ImmutableSortedDictionary<string, string> MotorsFiles(bool hasSurfaces = false)
    {
        var folder = Path.Combine(Repository.Root, "samples", "motors");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => hasSurfaces || Path.GetFileName(path) != "surfaces.yaml").ToImmutableSortedDictionary(
            path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    private static RightsKey MakeRightsKey()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=rights.meridian-motors.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return new RightsKey(certificate);
    }

    private sealed class Chance : IRandomSource
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}

/// <summary>What the counts say of a source.</summary>
public readonly record struct Counts(long Received, long Stored, long Duplicate, long Quarantined, long Refused);

/// <summary>An answer, read whole.</summary>
public sealed record Reply(HttpStatusCode Status, string Type, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Its JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The problem's code; empty when it is none.</summary>
    public string Code => Page.Split('/')[^1];

    /// <summary>Reads it.</summary>
    public static async Task<Reply> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var reply = new Reply(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(), headers);
        Assert.True(reply.HasPage, $"The problem '{reply.Code}' has no page in docs/reference/problems.");
        return reply;
    }

    /// <summary>Whether what its <c>type</c> points to is there; true for what is no problem.</summary>
    public bool HasPage => Code.Length == 0 || File.Exists(Path.Combine(Repository.Root, $"{Page.TrimStart('/')}.md"));

    /// <summary>Where a problem is written about, whichever protocol's form it has; empty when it is none.</summary>
    private string Page => (int)Status < 400 ? "" : Type switch
    {
        "application/problem+json" => Json.GetProperty("type").GetString()!,
        "application/json" when Json.TryGetProperty("problem", out var page) => page.GetString()!,
        _ => "",
    };
}

/// <summary>Where this repository lies.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Fulcrum.slnx</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Fulcrum.slnx was not found above the tests.");
    }
}
