using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Privileged acts, and every read of a person by staff: journaled like everything else, never swept, and chained, so that one that is changed or taken out shows.</summary>
/// <remarks>
/// Each row holds the hash of all rows up to and with itself. Rows from before there was a chain hold none, and count in those after them. Safe from many threads.
/// </remarks>
public sealed class ActLog : IDisposable
{
    private const string ChainMark = "chain:";

    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly SealedRows _rows;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _head;

    /// <summary>Where acts lie, up to a place: so that reading them does not go through everybody's rows each time. What they say is not kept here.</summary>
    private volatile Places _places = new([], 0);

    internal ActLog(IStore store, Sealing sealing, SealedRows rows) => (_store, _sealing, _rows) = (store, sealing, rows);

    /// <summary>Journals an act; on disk when it ends.</summary>
    /// <exception cref="StoreUnavailableException">It may not be there; recording it again adds a row with the same id.</exception>
    public async ValueTask RecordAsync(Act act, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(act);
        Task durable;
        await _turn.WaitAsync(cancellation);
        try
        {
            var head = Next(_head ?? await ReadHeadAsync(cancellation), act);
            var payload = Encoding.UTF8.GetBytes(string.Join('\n', ChainMark + head, act.Id, act.What, act.By, act.Detail));
            durable = _rows.Append(EntryKind.Act, act.At, 0, payload).Durable;
            _head = head;
        }
        finally
        {
            _turn.Release();
        }

        await durable.WaitAsync(cancellation);
    }

    /// <summary>Every act, oldest first. The first time it reads the whole journal; afterwards the acts, each from the disk again, and what came since.</summary>
    public async IAsyncEnumerable<Act> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (head, (known, through)) = ("", _places);
        foreach (var place in known)
        {
            // One that is not there any more shows at the next: its chain does not hold.
            if (await _store.Journal.FindAsync(place, cancellation) is { Row: var row } && Open(row) is { } act)
            {
                yield return Told(act);
            }
        }

        var (more, last) = (new List<long>(), through);
        await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(through, cancellation))
        {
            last = sequence;
            if (Open(row) is { } act)
            {
                more.Add(sequence);
                yield return Told(act);
            }
        }

        _places = new Places([.. known, .. more], last);

        Act Told(Act act)
        {
            head = Next(head, act);
            var told = act with { Holds = act.Chain.Length == 0 || act.Chain == head };

            // A break is told once, where it is: what comes after it is measured by what it says itself.
            head = act.Chain.Length == 0 ? head : act.Chain;
            return told;
        }
    }

    private Act? Open(JournalRow row) => row.Kind == EntryKind.Act && Sealing.OpenRow(_sealing.StoreKey, row) is { } payload ? Read(Encoding.UTF8.GetString(payload), row.At) : null;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async ValueTask<string> ReadHeadAsync(CancellationToken cancellation)
    {
        var head = "";
        await foreach (var act in ReadAsync(cancellation))
        {
            head = act.Chain.Length == 0 ? Next(head, act) : act.Chain;
        }

        return head;
    }

    private static Act? Read(string text, Instant at)
    {
        var (chain, rest) = ("", text);
        if (text.StartsWith(ChainMark, StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end)
        {
            (chain, rest) = (text[ChainMark.Length..end], text[(end + 1)..]);
        }

        return rest.Split('\n', 4) is [var id, var what, var by, var detail] ? new Act(id, at, what, by, detail) { Chain = chain } : null;
    }

    private sealed record Places(long[] Known, long Through);

    private static string Next(string head, Act act) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', head, act.Id, act.At.UnixMs.ToString(System.Globalization.CultureInfo.InvariantCulture), act.What, act.By, act.Detail))));
}

/// <summary>A privileged act, or a read of a person.</summary>
/// <param name="Id">Tells acts apart.</param>
/// <param name="At">When.</param>
/// <param name="What">Stable key, for example <c>keys-revoke</c>.</param>
/// <param name="By">Who, as the machine knows them.</param>
/// <param name="Detail">Which key or backup, by id; never a key, nobody's data.</param>
public sealed record Act(string Id, Instant At, string What, string By, string Detail)
{
    /// <summary>Hash of all acts up to and with this one, as hex; empty for those from before there was a chain.</summary>
    public string Chain { get; init; } = "";

    /// <summary>False where the chain is broken: a row before it was changed or taken out, or this one was changed.</summary>
    public bool Holds { get; init; } = true;

    /// <summary>An act of staff; time, who and what tell it apart well enough beside the chain.</summary>
    internal static Act OfStaff(string by, string what, string detail, Instant at) => new($"{at.UnixMs}-{what}", at, what, by, detail);
}
