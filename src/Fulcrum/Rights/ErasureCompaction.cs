using System.Text.Json;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Makes what was erased vanish from the disk within a day, and at once when somebody asks for it.</summary>
/// <remarks>
/// First the payloads kept aside that name somebody erased and were kept before anybody knew whose they are; then the store's own places
/// (<see cref="ICompaction"/>). Safe from many threads; one runs at a time.
/// </remarks>
public sealed class ErasureCompaction : IDisposable
{
    /// <summary>How long after an erasure its bytes may lie on the disk.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(24);

    /// <summary>From this age of the oldest on it runs by itself: early enough to be tried again many times.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(12);

    private const string Quarantine = "quarantine";
    private const int RowsAtOnce = 500;

    private readonly IStore _store;
    private readonly QuarantineKeeper _keeper;
    private readonly IdentifierReader _reader;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1, 1);

    internal ErasureCompaction(IStore store, QuarantineKeeper keeper, IdentifierReader reader, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _keeper, _reader, _workspace, _clock) = (store, keeper, reader, workspace, clock);

    /// <summary>Whether the oldest erasure that is not compacted is old enough for it to run by itself.</summary>
    public async ValueTask<bool> IsDueAsync(CancellationToken cancellation) =>
        _store.Compaction is { } compaction && await compaction.PendingSinceAsync(cancellation) is { } since && Instant.From(_clock.GetUtcNow()) - since >= Age;

    /// <summary>Compacts now, whatever is due.</summary>
    /// <param name="order">How thoroughly.</param>
    /// <param name="told">Told of each place when it is done; null for nobody.</param>
    /// <param name="cancellation">Stops it between two places.</param>
    /// <exception cref="StoreUnavailableException">The store could not do it; doing it again is safe.</exception>
    public async ValueTask<CompactionOutcome> RunAsync(CompactionOrder order, Action<CompactedPlace>? told, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var aside = await ReleaseAsync(cancellation);
            told?.Invoke(aside);
            if (_store.Compaction is not { } compaction)
            {
                return new CompactionOutcome(0, [aside]);
            }

            var outcome = await compaction.RunAsync(order, Instant.From(_clock.GetUtcNow()), told, cancellation);
            return outcome with { Places = [aside, .. outcome.Places] };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <summary>Deletes what was kept aside of somebody erased since, whose it was not known to be when it was kept.</summary>
    private async ValueTask<CompactedPlace> ReleaseAsync(CancellationToken cancellation)
    {
        var (released, unreadable) = (0, 0);
        var rows = new List<string>();
        await foreach (var row in _store.Intake.ReadQuarantineAsync(cancellation))
        {
            if (row.Source == QuarantineFlow.LookUps)
            {
                continue;
            }

            var found = await NamesErasedAsync(row, cancellation);
            unreadable += found is null ? 1 : 0;
            if (found == true)
            {
                rows.Add(row.Id);
            }

            if (rows.Count == RowsAtOnce)
            {
                released += await DeleteAsync(rows, cancellation);
            }
        }

        released += await DeleteAsync(rows, cancellation);
        return new CompactedPlace(Quarantine, true, $"{released} payloads deleted that named somebody erased; {unreadable} that nobody can read go with their key, {_workspace.Current.Settings.QuarantineRetention.TotalDays:0} days after they came");
    }

    private async ValueTask<int> DeleteAsync(List<string> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        await _store.Journal.Append(JournalBatch.Of() with { Released = [.. rows], TakesBack = true }).Durable.WaitAsync(cancellation);
        var count = rows.Count;
        rows.Clear();
        return count;
    }

    /// <summary>Whether a payload names somebody who was erased after it came; null when it cannot be read.</summary>
    private async ValueTask<bool?> NamesErasedAsync(QuarantineRow row, CancellationToken cancellation)
    {
        if (_keeper.Open(row) is not { } payload)
        {
            return null;
        }

        var texts = new HashSet<string>(StringComparer.Ordinal);
        if (!TryReadTexts(payload, texts))
        {
            return null;
        }

        foreach (var text in texts)
        {
            foreach (var type in _workspace.Current.IdentifierTypes.Keys)
            {
                if (_reader.TryRead(type, text, verified: false, out var identifier, out _)
                    && _store.Eraser.FindTombstone(_reader.KeyOf(identifier)) is { } erased && row.At <= erased)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Every text and number of a payload, wherever it stands: a contract that was broken says nothing of where identifiers are.</summary>
    private static bool TryReadTexts(ReadOnlySpan<byte> payload, HashSet<string> texts)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 1_000, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.PropertyName && reader.ValueSpan.Length <= 3 * 256)
                {
                    _ = texts.Add(reader.TokenType == JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!);
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // What was read before it broke off is looked for all the same.
            return texts.Count > 0;
        }
    }
}
