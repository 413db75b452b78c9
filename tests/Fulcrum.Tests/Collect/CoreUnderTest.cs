using System.Collections.Immutable;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Tests.Collect;

/// <summary>The core over a simulated disk with the motors workspace, and short ways to ask it what tests ask.</summary>
internal sealed class CoreUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private int _messages;
    private int _processes;

    private CoreUnderTest(SimulatedDisk disk, SimulatedStore store, FulcrumCore core, FakeTimeProvider clock) =>
        (Disk, Store, Core, Clock) = (disk, store, core, clock);

    public SimulatedDisk Disk { get; }

    public SimulatedStore Store { get; private set; }

    public FulcrumCore Core { get; private set; }

    public FakeTimeProvider Clock { get; }

    public Func<IStore, IStore> Around { get; set; } = inner => inner;

    /// <summary>Where its ledger is; null without one.</summary>
    public LedgerPlace? Ledger { get; private init; }

    public List<UnreadableSubject> Unreadable { get; } = [];

    public Instant Now => Instant.From(Clock.GetUtcNow());

    public Workspace Workspace => Core.Workspace.Current;

    public Source Web => Workspace.Sources["web"];

    public Source Dealer => Workspace.Sources["dealer-crm"];

    /// <param name="profilesMax">Most profiles in memory.</param>
    /// <param name="files">The workspace; motors when left out.</param>
    /// <param name="ledger">Where its ledger is; null for none.</param>
    /// <param name="around">Puts something around the store.</param>
    /// <param name="hasSurfaces">Whether a yes in events must be proved. Most tests are about what follows from a yes, and let events say it.</param>
    public static async Task<CoreUnderTest> OpenAsync(
        int profilesMax = 100_000, ImmutableSortedDictionary<string, string>? files = null, LedgerPlace? ledger = null, bool hasSurfaces = false, Func<IStore, IStore>? around = null)
    {
        var disk = new SimulatedDisk();
        var store = disk.Open();
        var clock = new FakeTimeProvider(Noon);
        var comparison = await new WorkspaceFlow(store.Workspaces, clock).ApplyAsync(hasSurfaces ? files ?? Samples.MotorsFiles : (files ?? Samples.MotorsFiles).Remove("surfaces.yaml"), "test", TestContext.Current.CancellationToken);
        Assert.Empty(comparison.Reading.Faults);
        var test = new CoreUnderTest(disk, store, null!, clock) { Ledger = ledger, Around = around ?? (inner => inner) };
        await test.StartAsync(profilesMax);
        return test;
    }

    /// <summary>Another process over the same disk: nothing of memory is left.</summary>
    public async Task RestartAsync(int profilesMax = 100_000)
    {
        Store = Disk.Open();
        await StartAsync(profilesMax);
    }

    public Event Track(string user, string name, string properties = "{}", string context = "{}", string anonymous = "", string? messageId = null, TimeSpan ago = default) =>
        Make(EventType.Track, name, user, anonymous, properties, context, messageId, ago);

    public Event Page(string anonymous, string path = "/", string context = "{}", string user = "") =>
        Make(EventType.Page, "", user, anonymous, $$"""{"path":"{{path}}"}""", context, null, default);

    public Event Identify(string user, string anonymous, string traits = "{}", string context = "{}") =>
        Make(EventType.Identify, "", user, anonymous, traits, context, null, default);

    public Event Make(
        EventType type, string name, string user, string anonymous, string properties, string context, string? messageId, TimeSpan ago) => new()
        {
            Type = type,
            Name = name,
            UserId = user,
            AnonymousId = anonymous,
            MessageId = messageId ?? $"m-{Interlocked.Increment(ref _messages)}",
            Properties = Encoding.UTF8.GetBytes(properties),
            Context = Encoding.UTF8.GetBytes(context),
            Raw = Encoding.UTF8.GetBytes($$"""{"event":"{{name}}","userId":"{{user}}","properties":{{properties}},"context":{{context}}}"""),
            OccurredAt = Now - ago,
            ReceivedAt = Now,
        };

    public static string Preferences(params (string Category, bool Granted)[] said) =>
        "{\"consent\":{\"categoryPreferences\":{" + string.Join(',', said.Select(one => $"\"{one.Category}\":{(one.Granted ? "true" : "false")}")) + "}}}";

    public ValueTask<CollectOutcome> SendAsync(params Event[] events) => SendAsync(Web, default, events);

    public ValueTask<CollectOutcome> SendAsync(Source source, RequestSignals signals, params Event[] events) =>
        Core.Collect.CollectAsync(source, events, signals, TestContext.Current.CancellationToken);

    public Identifier Identifier(string type, string value, bool verified = false)
    {
        Assert.True(Core.Identifiers.TryRead(type, value, verified, out var identifier, out var fault), fault?.Code);
        return identifier;
    }

    public Identifier User(string value) => Identifier("user-id", value);

    public Identifier Device(string value) => Identifier("anonymous-id", value);

    /// <summary>Asks the door for facts; the answer is a permit or a refusal, or null when nobody is known.</summary>
    public async Task<PermitAnswer?> AskAsync(Identifier identifier, string purpose, params string[] facts)
    {
        var use = new Use("test", Workspace.Purposes[purpose], null, [.. facts.Select(name => Workspace.Facts[name])], null);
        while (true)
        {
            if (await Core.Door.FindAsync([identifier], TestContext.Current.CancellationToken) is not { } subject)
            {
                return null;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.Ask(use, Now);
            }
        }
    }

    public async Task<RefusalReason?> RefusalAsync(Identifier identifier, string purpose) =>
        await AskAsync(identifier, purpose) is Refusal refusal ? refusal.Reason : null;

    public async Task<string> ReadAsync(Identifier identifier, string purpose, string fact)
    {
        var permit = Assert.IsType<Permit>(await AskAsync(identifier, purpose, fact));
        return permit.View[0].Value.Reveal();
    }

    public async Task<SubjectId> SubjectAsync(Identifier identifier) =>
        (await Core.Door.FindAsync([identifier], TestContext.Current.CancellationToken))?.Id ?? SubjectId.None;

    /// <summary>The profile itself; only tests see one.</summary>
    internal async Task<Profile> ProfileAsync(Identifier identifier) =>
        (await Core.Door.FindAsync([identifier], TestContext.Current.CancellationToken))!.Live.Profile;

    public async Task DecideAsync(Identifier identifier, string purpose, ConsentState state, TimeSpan ago = default)
    {
        var record = new ConsentRecord(
            purpose, state, "web-privacy@2026-11", "en", Now - ago, Now, "web", ConsentMethod.Express, identifier.Verified, "test", [], false);
        await Core.Consents.RecordAsync(new ConsentRequest([identifier], "", [record]), TestContext.Current.CancellationToken);
    }

    public async Task<CollectOutcome> CountsAsync()
    {
        var sum = default(CollectOutcome);
        var counts = await Store.Intake.ReadCountsAsync(new Instant(0), Now + TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        foreach (var count in counts)
        {
            sum = new(
                sum.Received + (int)count.Received, sum.Stored + (int)count.Stored, sum.Duplicate + (int)count.Duplicate,
                sum.Quarantined + (int)count.Quarantined, sum.Refused + (int)count.Refused);
        }

        return sum;
    }

    public async Task<IReadOnlyList<QuarantineRow>> QuarantineAsync() =>
        await Store.Intake.ListQuarantineAsync(null, null, 1_000, TestContext.Current.CancellationToken);

    public async Task<List<JournalEntry>> RowsAsync()
    {
        var rows = new List<JournalEntry>();
        await foreach (var row in Store.Journal.ReadAllAsync(0, TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The opened payload of a subject's row.</summary>
    public async Task<T> OpenAsync<T>(JournalEntry entry)
        where T : Entry
    {
        var wrapped = await Store.Keys.FindAsync(entry.Row.Subject, TestContext.Current.CancellationToken);
        var key = new Sealing(Store.Secrets, new SeededRandom(1)).UnwrapKey(entry.Row.Subject, wrapped!.Value.Span)!;
        Assert.True(EntryCodec.TryRead(entry.Row.Kind, Sealing.OpenRow(key, entry.Row)!, out var opened));
        return Assert.IsType<T>(opened);
    }

    public async Task<JournalEntry> RowAsync(EntryKind kind) => Assert.Single(await RowsAsync(), row => row.Row.Kind == kind);

    public async ValueTask DisposeAsync() => await Core.DisposeAsync();

    private async Task StartAsync(int profilesMax)
    {
        Core = await FulcrumCore.OpenAsync(
            Around(Store), Clock, new SeededRandom(7 + _processes++), new CoreOptions(profilesMax, TimeSpan.FromSeconds(5)) { Ledger = Ledger }, TestContext.Current.CancellationToken);
        Core.Unreadable += Unreadable.Add;
    }
}
