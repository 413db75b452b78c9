using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Backups.Ledger;
using Fulcrum.Collect;
using Fulcrum.Hosting.Doors;
using Fulcrum.Mail;
using Fulcrum.Profiles;
using Fulcrum.Rights.Proof;
using Fulcrum.Sqlite;
using Fulcrum.StaffConsole.Tests.Identity;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.StaffConsole.Tests;

/// <summary>The real console over the real store in a folder of its own, with the motors workspace, on a free port.</summary>
public sealed class RunningConsole : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-staff-console-");
    private readonly Chance _chance = new();
    private string _owner = "";
    private SqliteStore? _store;
    private RefusingStore? _refusing;
    private FulcrumCore? _core;
    private WebApplication? _app;

    public FulcrumCore Core => _core!;

    internal ShiftedClock Clock { get; private init; } = new(TimeProvider.System);

    public SiteAddress Address { get; private init; } = SiteAddress.OnThisMachine(1);

    private bool SendsMessages { get; init; }

    /// <summary>Puts messages where the console shows them.</summary>
    internal FolderSender Letters => new(Path.Combine(_folder.FullName, "mail"));

    /// <summary>How far the check of the last wrong signature came.</summary>
    internal string PasskeyFailure { get; private set; } = "";

    /// <summary>Which kinds of rows the journal takes no more.</summary>
    internal Func<EntryKind, bool> Refuses
    {
        set => _refusing!.Refuses = value;
    }

    /// <summary>The company's identity provider; null for none.</summary>
    internal CompanyProvider? Company { get; private set; }

    public static async Task<RunningConsole> StartAsync(bool sendsMessages = false, TimeProvider? clock = null, bool withCompany = false, Uri? issuer = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var console = new RunningConsole { Address = SiteAddress.OnThisMachine(((IPEndPoint)probe.LocalEndpoint).Port), SendsMessages = sendsMessages, Clock = new ShiftedClock(clock ?? TimeProvider.System) };
        probe.Stop();
        console.Company = withCompany ? await CompanyProvider.StartAsync(console.Address.Origin, issuer) : null;
        await console.OpenAsync();
        return console;
    }

    /// <summary>Whoever set it up.</summary>
    internal async Task<StaffClient> OwnerAsync()
    {
        if (await Core.Staff.BeginAsync(Token) is { } link)
        {
            _owner = (await Core.Staff.EnrolAsync(link, KeyOf("owner"), Token))!;
        }

        var session = (await Core.Staff.Sessions.FindAsync(_owner, Token))!;
        Assert.True(await Core.Staff.StepUpAsync(session, session.Member.Id, "key-owner", 0, Token));
        return new StaffClient(this, _owner, session.Member.Id);
    }

    /// <summary>Somebody with roles and lessons, signed in in a browser of their own.</summary>
    internal async Task<StaffClient> EnterAsync(string name, string roles, params string[] lessons)
    {
        var desk = Core.Staff;
        await OwnerAsync();
        var owner = (await desk.Sessions.FindAsync(_owner, Token))!;
        var (member, invitation) = await desk.AddAsync(owner, name, [.. roles.Split(',')], Token);
        var token = (await desk.EnrolAsync(invitation, KeyOf(name), Token))!;
        var session = (await desk.Sessions.FindAsync(token, Token))!;
        foreach (var lesson in lessons)
        {
            Assert.Empty(await desk.PassAsync(session, lesson, [.. desk.Book.Lessons.First(known => known.Name == lesson).Questions.Select(question => question.Right)], Token));
        }

        return new StaffClient(this, token, member.Id);
    }

    /// <summary>A customer whom the dealers' system knows.</summary>
    public async Task<string> KnowAsync(string user)
    {
        var email = $"{user}@example.com";
        await SendAsync(user, "dealer-crm", EventType.Identify, "", $$"""{"email":"{{email}}","firstName":"Mira","city":"Lyon"}""", "{}");
        return email;
    }

    /// <summary>Something a source tells of them.</summary>
    public async Task SendAsync(string user, string source, EventType type, string name, string properties, string context)
    {
        var now = Core.Now;
        var happened = new Event
        {
            Type = type, Name = name, MessageId = Guid.NewGuid().ToString("N"), UserId = user, AnonymousId = "", OccurredAt = now, ReceivedAt = now,
            Properties = Encoding.UTF8.GetBytes(properties), Context = Encoding.UTF8.GetBytes(context), Raw = "{}"u8.ToArray(),
        };
        Assert.Equal(1, (await Core.Collect.CollectAsync(Core.Workspace.Current.Sources[source], [happened], default, Token)).Stored);
    }

    /// <summary>Rows of the journal, but for the log of acts.</summary>
    public async Task<int> RowsAsync() => await Core.Store.Journal.ReadAllAsync(0, Token).CountAsync(entry => entry.Row.Kind != EntryKind.Act, Token);

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await (Company?.DisposeAsync() ?? default);
        await _core!.DisposeAsync();
        await _store!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Passkey KeyOf(string name) => new($"key-{name}", new byte[] { 1 }, 0, false, name);

    private async Task OpenAsync()
    {
        var cancellation = CancellationToken.None;
        _store = await SqliteStore.OpenAsync(_folder.FullName, Clock, _chance, SqliteStoreOptions.Default, cancellation);
        var files = MotorsFiles();
        var reading = WorkspaceReader.Read(files, Numbering.Empty);
        Assert.Empty(reading.Faults);
        await _store.Workspaces.ApplyAsync(new AppliedWorkspace(reading.Workspace!.Version, Instant.From(Clock.GetUtcNow()), "test", files), reading.Numbering, cancellation);
        _refusing = new RefusingStore(_store);
        _core = await FulcrumCore.OpenAsync(_refusing, Clock, _chance, CoreOptions.Default with { Ledger = LedgerKeyFile.Open(_folder.FullName, _chance) }, cancellation);
        _app = FulcrumStaffConsole.Create(_core, new ConsoleOptions { Port = new Uri(Address.Origin).Port, Address = Address, SigningKey = RandomNumberGenerator.GetBytes(32), Random = _chance, Messages = SendsMessages ? null : Letters.Messages, PasskeyRefused = why => PasskeyFailure = why, Company = Company?.Told });
        await _app.StartAsync(cancellation);
    }

    private static ImmutableSortedDictionary<string, string> MotorsFiles()
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

/// <summary>A store whose journal can be told to take nothing of a kind in.</summary>
internal sealed class RefusingStore : StoreAround
{
    private readonly RefusingJournal _journal;

    public RefusingStore(IStore inner)
        : base(inner) => Journal = _journal = new RefusingJournal(inner.Journal);

    public Func<EntryKind, bool> Refuses
    {
        set => _journal.Refuses = value;
    }

    private sealed class RefusingJournal(IJournal real) : IJournal
    {
        public Func<EntryKind, bool> Refuses { get; set; } = static _ => false;

        public long Head => real.Head;

        public JournalTicket Append(JournalBatch batch) => batch.Rows.Any(row => Refuses(row.Kind)) ? throw new StoreUnavailableException("Told to refuse.") : real.Append(batch);

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
