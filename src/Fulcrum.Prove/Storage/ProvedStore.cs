using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Backups.Ledger;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Storage;

/// <summary>The real core over a real store in a scratch folder, with the scratch workspace in force.</summary>
internal sealed class ProvedStore : IAsyncDisposable
{
    private readonly IStore _used;
    private readonly LedgerPlace _ledger;
    private bool _isClosed;

    private ProvedStore(IStore store, IStore used, LedgerPlace ledger, FulcrumCore core, TimeProvider clock)
    {
        (Store, _used, _ledger, Core, Clock) = (store, used, ledger, core, clock);
        Core.Unreadable += subject =>
        {
            lock (Unreadable)
            {
                Unreadable.Add(subject);
            }
        };
    }

    /// <summary>Small, so that a short run passes through index runs, their merges and checkpoints.</summary>
    public static SqliteStoreOptions Small { get; } = SqliteStoreOptions.Default with { IndexEvery = 150, CheckpointAfter = 1 << 18, ReserveBytes = 0, DiskLowBytes = 0 };

    /// <summary>The store, as it was opened.</summary>
    public IStore Store { get; }

    /// <summary>The store, where it is an embedded one.</summary>
    public SqliteStore Sqlite => (SqliteStore)Store;

    /// <summary>The core.</summary>
    public FulcrumCore Core { get; }

    /// <summary>Its consent ledger.</summary>
    public ConsentLedger Ledger => Core.Store.Ledger!;

    /// <summary>Its clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Whose data could not be read.</summary>
    public List<UnreadableSubject> Unreadable { get; } = [];

    private Instant Now => Instant.From(Clock.GetUtcNow());

    /// <summary>Opens it; an empty folder gets the scratch workspace.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public static Task<ProvedStore> OpenAsync(string folder, SqliteStoreOptions options, CancellationToken cancellation) =>
        OpenAsync(folder, options, PlantedFault.None, cancellation);

    /// <summary>Opens it with something wrong on purpose.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="planted">What is wrong.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public static async Task<ProvedStore> OpenAsync(
        string folder, SqliteStoreOptions options, PlantedFault planted, CancellationToken cancellation)
    {
        var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, SystemChance.Only, options, cancellation);
        return await OverAsync(store, folder, planted, cancellation);
    }

    /// <summary>Puts the core over a store that is open, of whatever kind.</summary>
    /// <param name="store">The store, disposed with what is returned, or when that cannot be made.</param>
    /// <param name="folder">Where its keys and its consent ledger are.</param>
    /// <param name="planted">What is wrong.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public static async Task<ProvedStore> OverAsync(IStore store, string folder, PlantedFault planted, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        try
        {
            // As a served store has it: the key before anything is written, the ledger before anything is served.
            var ledger = LedgerKeyFile.Open(folder, SystemChance.Only);
            if (await store.Workspaces.CurrentAsync(cancellation) is null)
            {
                var comparison = await new WorkspaceFlow(store.Workspaces, time).ApplyAsync(ScratchFiles(), "prove", cancellation);
                if (!comparison.Reading.Faults.IsEmpty)
                {
                    throw new InvalidOperationException($"The scratch workspace has a fault: {comparison.Reading.Faults[0]}");
                }
            }

            var used = planted.Store?.Invoke(store) ?? store;
            ledger = planted.Ledger is { } around ? ledger with { Files = around(ledger.Files, store.Secrets) } : ledger;
            var core = await FulcrumCore.OpenAsync(
                used, time, SystemChance.Only, new CoreOptions(10_000, TimeSpan.FromMilliseconds(40)) { Ledger = ledger }, cancellation);
            return new ProvedStore(store, used, ledger, core, time);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>The identifier a subject is known by.</summary>
    public Identifier IdentifierOf(string id) =>
        Core.Identifiers.TryRead("user-id", id, verified: false, out var identifier, out var fault) ? identifier : throw new InvalidOperationException(fault.ToString());

    /// <summary>Records decisions about purposes, all in one request.</summary>
    public async Task RecordAsync(string id, IEnumerable<(string Purpose, ConsentState State)> decisions, CancellationToken cancellation)
    {
        var records = decisions.Select(decision => new ConsentRecord(
            decision.Purpose, decision.State, "scratch@1", "en", Now, Now, "web", ConsentMethod.Express, false, "prove", [], false));
        await Core.Consents.RecordAsync(new ConsentRequest([IdentifierOf(id)], "", [.. records]), cancellation);
    }

    /// <summary>Sends events of one subject each.</summary>
    public Task<ImmutableArray<EventFate>> SendAsync(IEnumerable<(string Id, string MessageId)> events, CancellationToken cancellation) =>
        Core.Collect.CollectEachAsync(Core.Workspace.Current.Sources["sent"], [.. events.Select(one => EventOf(one.Id, one.MessageId))], default, cancellation).AsTask();

    /// <summary>Sends an event no contract declares; it is put aside with its reason.</summary>
    public Task<ImmutableArray<EventFate>> SendUndeclaredAsync(string id, string messageId, CancellationToken cancellation) =>
        Core.Collect.CollectEachAsync(Core.Workspace.Current.Sources["sent"], [EventOf(id, messageId, "Nothing Declared")], default, cancellation).AsTask();

    /// <summary>What stands about each proved purpose.</summary>
    public async Task<ImmutableArray<ConsentState>> ReadAsync(string id, CancellationToken cancellation)
    {
        var standings = await Core.Consents.ReadAsync([IdentifierOf(id)], cancellation);
        return [.. ProvedPurposes.Names.Select(name => standings.FirstOrDefault(one => one.Purpose.Name == name).Standing.State)];
    }

    /// <summary>For which proved purposes a decision made now is personal.</summary>
    public async Task<ImmutableArray<bool>> DecideAsync(string id, CancellationToken cancellation)
    {
        var placements = ProvedPurposes.Names.Select(name => Core.Workspace.Current.Placements[$"spot-{name}"]).ToImmutableArray();
        var decisions = await Core.Decisions.DecideAsync(new Question(placements, [IdentifierOf(id)], [], "", false), cancellation);
        return [.. decisions.Select(decision => decision.Mode == DecisionMode.Personal)];
    }

    /// <summary>Closes the core and looks through the whole ledger, as <c>fulcrum ledger verify</c> does.</summary>
    public async Task<LedgerReport> VerifyLedgerAsync(CancellationToken cancellation)
    {
        await CloseAsync();
        return await LedgerAudit.RunAsync(_used, _ledger, null, Clock, SystemChance.Only, cancellation);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!ReferenceEquals(_used, Store))
        {
            await _used.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await Core.DisposeAsync();
        }
    }

    private static ImmutableSortedDictionary<string, string> ScratchFiles()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "prove-workspace");
        return Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .ToImmutableSortedDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    private Event EventOf(string id, string messageId, string name = "Proof Sent") => new()
    {
        Type = EventType.Track,
        Name = name,
        UserId = id,
        MessageId = messageId,
        Properties = "{\"number\":1}"u8.ToArray(),
        Context = "{}"u8.ToArray(),
        Raw = Encoding.UTF8.GetBytes($$"""{"type":"track","event":"{{name}}","userId":"{{id}}"}"""),
        OccurredAt = Now,
        ReceivedAt = Now,
    };

    private sealed class SystemChance : IRandomSource
    {
        public static SystemChance Only { get; } = new();

        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
