using System.Runtime.CompilerServices;
using System.Text;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Privileged acts on the store itself, of keys, backups and clocks: journaled like everything else, and never swept.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class ActLog
{
    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly SealedRows _rows;

    internal ActLog(IStore store, Sealing sealing, SealedRows rows) => (_store, _sealing, _rows) = (store, sealing, rows);

    /// <summary>Journals an act; on disk when it ends.</summary>
    /// <exception cref="StoreUnavailableException">It may not be there; recording it again adds a row with the same id.</exception>
    public async ValueTask RecordAsync(Act act, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(act);
        var payload = Encoding.UTF8.GetBytes(string.Join('\n', act.Id, act.What, act.By, act.Detail));
        await _rows.Append(EntryKind.Act, act.At, 0, payload).Durable.WaitAsync(cancellation);
    }

    /// <summary>Every act, oldest first. Reads the whole journal.</summary>
    public async IAsyncEnumerable<Act> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (_, row) in _store.Journal.ReadAllAsync(0, cancellation))
        {
            if (row.Kind == EntryKind.Act && Sealing.OpenRow(_sealing.StoreKey, row) is { } payload
                && Encoding.UTF8.GetString(payload).Split('\n', 4) is [var id, var what, var by, var detail])
            {
                yield return new Act(id, row.At, what, by, detail);
            }
        }
    }
}

/// <summary>A privileged act.</summary>
/// <param name="Id">Tells acts apart.</param>
/// <param name="At">When.</param>
/// <param name="What">Stable key, for example <c>keys-revoke</c>.</param>
/// <param name="By">Who, as the machine knows them.</param>
/// <param name="Detail">Which key or backup, by id; never a key, nobody's data.</param>
public sealed record Act(string Id, Instant At, string What, string By, string Detail);
