using System.Text;
using Fulcrum.Backups;
using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Backups;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Prove.Restore;

/// <summary>A store of made-up customers who agreed to personalization, in a scratch folder, and everything a restore drill does to it.</summary>
/// <param name="root">The scratch folder.</param>
/// <param name="samples">Where the sample workspaces are.</param>
/// <param name="clock">Tells the drill's time.</param>
/// <param name="advance">Lets it pass.</param>
internal class DrillStore(string root, string samples, TimeProvider clock, Action<TimeSpan> advance)
{
    /// <summary>A path inside the scratch folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(root, name);

    /// <summary>What commands are given.</summary>
    public Surroundings Around => new(new Screen(TextWriter.Null, TextWriter.Null, isTerminal: false, clock), clock, new OperatingSystemRandom()) { TailFolder = null };

    /// <summary>The places of its backups.</summary>
    public BackupShelf Shelf(string store = "store") =>
        new(Path("backups"), Path("key-backups"), StoreKeys.Read(Path(store)).Secrets.NewestLookUp, clock);

    /// <summary>What a name of the drill stands for: a folder of an embedded store, unless a drill says otherwise.</summary>
    public virtual StorePlace Place(string name) => new(Path(name), IsPostgres: false);

    /// <summary>Stops the drill.</summary>
    protected virtual CancellationToken Token => CancellationToken.None;

    /// <summary>Time passes.</summary>
    public void Pass(TimeSpan time) => advance(time);

    /// <summary>Makes the store, its workspace in force.</summary>
    public async Task MakeAsync()
    {
        await using var store = await Place("store").OpenAsync(Around, Token);
        var files = WorkspaceFolder.Read(System.IO.Path.Combine(samples, "motors"));
        var comparison = await new WorkspaceFlow(store.Workspaces, clock).ApplyAsync(files, "drill", Token);
        Require(comparison.Reading.Faults.IsEmpty, "The sample workspace has faults.");
    }

    public Task<OpenStore> OpenAsync(string name = "store") => OpenStore.OpenAsync(Place(name).ToString(), Around, Token);

    /// <summary>Customers agree, and say what they like.</summary>
    public async Task AgreeAsync(OpenStore store, IEnumerable<int> customers)
    {
        advance(TimeSpan.FromSeconds(1));
        await EachAsync(customers, customer => SayAsync(store, customer, ConsentState.Given));
        var source = store.Core.Workspace.Current.Sources["web"];
        var at = Instant.From(clock.GetUtcNow());
        await EachAsync(customers, customer => store.Core.Collect.CollectAsync(source, [Booked(customer, at)], default, Token).AsTask());
    }

    public async Task WithdrawAsync(OpenStore store, IEnumerable<int> customers)
    {
        advance(TimeSpan.FromSeconds(1));
        await EachAsync(customers, customer => SayAsync(store, customer, ConsentState.Withdrawn));
    }

    public async Task EraseAsync(OpenStore store, IEnumerable<int> customers)
    {
        advance(TimeSpan.FromSeconds(1));
        await EachAsync(customers, async customer => Require(await store.Core.Erasures.EraseAsync([User(store, customer)], "drill", "asked for it", Token) is not null, "Nobody was there to be erased."));
    }

    public Task<BackupManifest> BackUpAsync() => Shelf().CreateAsync(Engine("store"), Path("store"), _ => { }, Token);

    /// <summary>A clean machine with the keys out of escrow and the newest backup; with the tail log or without.</summary>
    public async Task RestoreAsync(string name, bool withTail)
    {
        CopyKeys(name);
        var found = Shelf().Find(null);
        await StoreRestore.PutBackAsync(found, Engine(name), Path(name), Instant.From(clock.GetUtcNow()), Token);
        if (withTail)
        {
            CopyAll(Path("store-tail"), Path(name + "-tail"));
        }
    }

    /// <summary>The mistake the drill is there for: files put back as they were, and no log.</summary>
    public virtual void RestoreNaively(string name)
    {
        CopyKeys(name);
        var found = Shelf().Find(null);
        File.Copy(found.DataFile, System.IO.Path.Combine(Path(name), "journal.db"));
        File.Copy(found.KeysFile, System.IO.Path.Combine(Path(name), "keys.db"));
    }

    public void CopyKeys(string name) => CopyAll(StoreKeys.FolderOf(Path("store")), StoreKeys.FolderOf(Path(name)));

    /// <summary>What each customer is answered: <c>personal</c>, or why not.</summary>
    public async Task<Dictionary<int, string>> DecideAsync(OpenStore store, IEnumerable<int> customers)
    {
        var placement = store.Core.Workspace.Current.Placements["home-hero"];
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<int, string>();
        await EachAsync(customers, async customer =>
        {
            var decisions = await store.Core.Decisions.DecideAsync(new Question([placement], [User(store, customer)], [], "", Signals: false), Token);
            answers[customer] = decisions[0].Mode == DecisionMode.Contextual ? decisions[0].Why : "personal";
        });
        return new Dictionary<int, string>(answers);
    }

    /// <summary>The account of a decision about a customer.</summary>
    public async Task<Account?> ExplainAsync(OpenStore store, int customer)
    {
        var placement = store.Core.Workspace.Current.Placements["home-hero"];
        var decisions = await store.Core.Decisions.DecideAsync(new Question([placement], [User(store, customer)], [], "", Signals: false), Token);
        return await store.Core.Decisions.ExplainAsync(decisions[0].Id, Token);
    }

    /// <summary>The identifier of a customer.</summary>
    public static Identifier User(OpenStore store, int customer)
    {
        Require(store.Core.Identifiers.TryRead("user-id", $"u-{customer}", verified: false, out var user, out _), "An identifier did not read.");
        return user!;
    }

    public async Task SayAsync(OpenStore store, int customer, ConsentState state)
    {
        var now = Instant.From(clock.GetUtcNow());
        var record = new ConsentRecord("personalization", state, "web-privacy@2026-11", "en", now, now, "web", ConsentMethod.Express, false, "drill", [], false);
        await store.Core.Consents.RecordAsync(new ConsentRequest([User(store, customer)], "", [record]), Token);
    }

    /// <summary>Copies a store of the drill, and puts copies in its place.</summary>
    public IBackupEngine Engine(string name) => Place(name).IsPostgres ? new PostgresBackups(Place(name), Around) : new SqliteBackups(Path(name));

    private static Event Booked(int customer, Instant at) => new()
    {
        Type = EventType.Track,
        Name = "Test Drive Booked",
        UserId = $"u-{customer}",
        AnonymousId = "",
        MessageId = $"m-{customer}-{at.UnixMs}",
        Properties = Encoding.UTF8.GetBytes("""{"model":"roadster"}"""),
        Context = Encoding.UTF8.GetBytes("{}"),
        Raw = Encoding.UTF8.GetBytes("{}"),
        OccurredAt = at,
        ReceivedAt = at,
    };

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    // Many at once, so that they share syncs as real requests do.
    private Task EachAsync(IEnumerable<int> customers, Func<int, Task> act) =>
        Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (customer, _) => await act(customer));

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }
    }
}
