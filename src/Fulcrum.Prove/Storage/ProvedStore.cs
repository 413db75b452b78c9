using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
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

    private ProvedStore(SqliteStore store, IStore used, FulcrumCore core, TimeProvider clock)
    {
        (Sqlite, _used, Core, Clock) = (store, used, core, clock);
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

    /// <summary>The store.</summary>
    public SqliteStore Sqlite { get; }

    /// <summary>The core.</summary>
    public FulcrumCore Core { get; }

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
        OpenAsync(folder, options, null, cancellation);

    /// <summary>Opens it with something between the core and the store.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="wrap">Puts it there; null for nothing.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public static async Task<ProvedStore> OpenAsync(
        string folder, SqliteStoreOptions options, Func<IStore, IStore>? wrap, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var store = await SqliteStore.OpenAsync(folder, time, SystemChance.Only, options, cancellation);
        try
        {
            if (await store.Workspaces.CurrentAsync(cancellation) is null)
            {
                var comparison = await new WorkspaceFlow(store.Workspaces, time).ApplyAsync(ScratchFiles(), "prove", cancellation);
                if (!comparison.Reading.Faults.IsEmpty)
                {
                    throw new InvalidOperationException($"The scratch workspace has a fault: {comparison.Reading.Faults[0]}");
                }
            }

            var used = wrap?.Invoke(store) ?? store;
            var core = await FulcrumCore.OpenAsync(used, time, SystemChance.Only, new CoreOptions(10_000, TimeSpan.FromMilliseconds(40)), cancellation);
            return new ProvedStore(store, used, core, time);
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

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        if (!ReferenceEquals(_used, Sqlite))
        {
            await _used.DisposeAsync();
        }

        await Sqlite.DisposeAsync();
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
