using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fulcrum.Backups.Ledger;
using Fulcrum.Consent;
using Fulcrum.Hosting.Doors;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Portal.Tests;

/// <summary>The real portal over the real store in a folder of its own, with the motors workspace, on a free port.</summary>
public sealed class RunningPortal : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-portal-");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private SqliteStore? _store;
    private RefusingStore? _refusing;
    private FulcrumCore? _core;
    private WebApplication? _app;

    public FulcrumCore Core => _core!;

    /// <summary>Where its messages go.</summary>
    internal Mailbox Mailbox { get; } = new();

    /// <summary>The time the portal lives in; it can be put forward.</summary>
    internal ShiftedClock Clock { get; private init; } = new(TimeProvider.System);

    /// <summary>Where its company says that it is; null for nobody said.</summary>
    public SiteAddress? PublicAddress { get; private set; }

    /// <summary>How it runs otherwise than by default.</summary>
    private Func<PortalOptions, PortalOptions> Options { get; init; } = static options => options;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Whether the journal takes nothing in any more.</summary>
    public bool IsRefusing
    {
        get => _refusing!.IsRefusing;
        set => _refusing!.IsRefusing = value;
    }

    public static async Task<RunningPortal> StartAsync(Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>>? change = null, TimeProvider? clock = null, bool isPlaceKnown = true, Func<PortalOptions, PortalOptions>? options = null)
    {
        var port = FreePort();
        var portal = new RunningPortal { Clock = new(clock ?? TimeProvider.System), Options = options ?? (static options => options), Address = new($"http://127.0.0.1:{port}"), PublicAddress = isPlaceKnown ? SiteAddress.OnThisMachine(port) : null };
        await portal.OpenAsync(change ?? (files => files));
        return portal;
    }

    /// <summary>Stops the portal and closes the store, then opens the same folder on the same port.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync(files => files);
    }

    public Identifier Read(string type, string value) => Core.Identifiers.TryRead(type, value, verified: false, out var identifier, out var fault) ? identifier : throw new InvalidOperationException(fault.ToString());

    /// <summary>What stands for a purpose.</summary>
    public async Task<ConsentState> StateOfAsync(string type, string value, string purpose) =>
        (await Core.Consents.ReadAsync([Read(type, value)], TestContext.Current.CancellationToken)).FirstOrDefault(one => one.Purpose.Name == purpose).Standing.State;

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }

    private async Task CloseAsync()
    {
        await _app!.DisposeAsync();
        await _core!.DisposeAsync();
        await _store!.DisposeAsync();
    }

    private async Task OpenAsync(Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        var (cancellation, chance) = (CancellationToken.None, new Chance());
        _store = await SqliteStore.OpenAsync(_folder.FullName, Clock, chance, SqliteStoreOptions.Default, cancellation);
        if (await _store.Workspaces.CurrentAsync(cancellation) is null)
        {
            var files = change(MotorsFiles());
            var reading = WorkspaceReader.Read(files, Numbering.Empty);
            Assert.Empty(reading.Faults);
            await _store.Workspaces.ApplyAsync(new AppliedWorkspace(reading.Workspace!.Version, Instant.From(Clock.GetUtcNow()), "test", files), reading.Numbering, cancellation);
        }

        _refusing = new RefusingStore(_store);
        _core = await FulcrumCore.OpenAsync(_refusing, Clock, chance, CoreOptions.Default with { Ledger = LedgerKeyFile.Open(_folder.FullName, chance) }, cancellation);
        _app = FulcrumPortal.Create(_core, Options(new PortalOptions { Port = Address.Port, PublicAddress = PublicAddress, SigningKey = _key, Random = chance }));
        await _app.StartAsync(cancellation);
        Address = new Uri(_app.Urls.Single());
    }

    /// <summary>The centre has to know its own address before it listens.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    internal static ImmutableSortedDictionary<string, string> MotorsFiles()
    {
        var folder = Path.Combine(Repository.Root, "samples", "motors");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToImmutableSortedDictionary(
            path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    private sealed class Chance : IRandomSource
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}

/// <summary>A clock, put forward by as much as a test says.</summary>
internal sealed class ShiftedClock(TimeProvider real) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => real.TimestampFrequency;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>A store whose journal can be told to take nothing in.</summary>
internal sealed class RefusingStore : StoreAround
{
    private readonly RefusingJournal _journal;

    public RefusingStore(IStore inner)
        : base(inner)
    {
        _journal = new RefusingJournal(inner.Journal);
        Journal = _journal;
    }

    public bool IsRefusing
    {
        get => _journal.IsRefusing;
        set => _journal.IsRefusing = value;
    }

    private sealed class RefusingJournal(IJournal real) : IJournal
    {
        public bool IsRefusing { get; set; }

        public long Head => real.Head;

        public JournalTicket Append(JournalBatch batch) => IsRefusing && !batch.Rows.IsEmpty ? throw new StoreUnavailableException("Told to refuse.") : real.Append(batch);

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => real.FindAsync(sequence, cancellation);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => real.ReadSubjectAsync(subject, after, rowsMax, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => real.ReadAllAsync(after, cancellation);
    }
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
