using System.Text.Json;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <summary>What was kept aside: looked into, which is written down, and taken in once it, or the contract, was mended.</summary>
/// <remarks>Safe from many threads. Replays run one at a time, so that each is taken in once.</remarks>
public sealed class QuarantineFlow : IDisposable
{
    /// <summary>Rows of this source are look-ups into the others: kept beside them, as long as they are.</summary>
    internal const int LookUps = int.MaxValue;

    private const int TurnsMax = 8;
    private const string Purpose = "quarantine";

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CollectParts _parts;
    private readonly CollectFlow _collect;
    private readonly Door _door;
    private readonly SealedRows _rows;

    internal QuarantineFlow(CollectParts parts, CollectFlow collect, Door door, SealedRows rows) =>
        (_parts, _collect, _door, _rows) = (parts, collect, door, rows);

    /// <summary>Reads a kept payload as the event it is meant to be.</summary>
    /// <param name="payload">What was kept, or its repair.</param>
    /// <param name="receivedAt">When it was received first.</param>
    public delegate Event Reading(ReadOnlyMemory<byte> payload, Instant receivedAt);

    /// <summary>Rows without their payloads, newest first; at most <paramref name="limit"/>.</summary>
    public async ValueTask<IReadOnlyList<QuarantineRow>> ListAsync(int? source, Instant? before, int limit, CancellationToken cancellation) =>
        [.. (await _parts.Store.Intake.ListQuarantineAsync(source, before, limit, cancellation)).Where(row => row.Source != LookUps)];

    /// <summary>Opens a payload for somebody. Who and why is on disk before it is shown.</summary>
    /// <returns>Null when there is no such row.</returns>
    /// <exception cref="StoreUnavailableException">The look-up could not be kept, so nothing is shown.</exception>
    public async ValueTask<QuarantinedPayload?> ReadAsync(string id, string who, string why, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } row)
        {
            return null;
        }

        var sequence = await WriteDownAsync(row, QuarantineAct.Read, who, why, cancellation);
        return new QuarantinedPayload(row, sequence, _parts.Quarantine.Open(row) is { } payload ? payload : (ReadOnlyMemory<byte>?)null);
    }

    /// <summary>Who looked into or replayed what, newest first.</summary>
    public async ValueTask<IReadOnlyList<QuarantineLookUp>> ListLookUpsAsync(int limit, CancellationToken cancellation)
    {
        var lookUps = new List<QuarantineLookUp>();
        foreach (var row in await _parts.Store.Intake.ListQuarantineAsync(LookUps, null, limit, cancellation))
        {
            if (_parts.Quarantine.Open(row) is { } payload && JsonSerializer.Deserialize(payload, QuarantineJson.Default.QuarantineLookUpBody) is { } body)
            {
                lookUps.Add(new QuarantineLookUp(body.Id, body.Act, body.Who, body.Why, row.At, body.Sequence));
            }
        }

        return lookUps;
    }

    /// <summary>Takes in what was kept aside, repaired or as it is: once, with its own message id and the time it was received first.</summary>
    /// <param name="id">The row's id.</param>
    /// <param name="repaired">What to take in instead of what was kept; null for what was kept.</param>
    /// <param name="reading">Reads either.</param>
    /// <param name="sourceOf">The source declared with a code; null when none is.</param>
    /// <param name="who">Who replays it.</param>
    /// <param name="why">What was mended.</param>
    /// <param name="cancellation">Stops it before it begins; once begun it goes on to its end.</param>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; replaying again is safe.</exception>
    public async ValueTask<ReplayOutcome> ReplayAsync(
        string id, ReadOnlyMemory<byte>? repaired, Reading reading, Func<int, Source?> sourceOf, string who, string why, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            if (await FindAsync(id, cancellation) is not { } row)
            {
                return new ReplayOutcome(ReplayState.NoSuchRow);
            }

            if (row.Reason.StartsWith(RefusedLinks.ReasonPrefix, StringComparison.Ordinal))
            {
                return new ReplayOutcome(ReplayState.NoEvent);
            }

            if (sourceOf(row.Source) is not { } source)
            {
                return new ReplayOutcome(ReplayState.NoSource);
            }

            if (_parts.Quarantine.Open(row) is not { } kept)
            {
                return new ReplayOutcome(ReplayState.Unreadable);
            }

            var original = reading(kept, row.At);
            var taken = repaired is { } repair ? reading(repair, row.At) : original;
            if (original.MessageId.Length > 0 && taken.MessageId != original.MessageId)
            {
                return new ReplayOutcome(ReplayState.OtherMessageId);
            }

            await WriteDownAsync(row, QuarantineAct.Replay, who, why, CancellationToken.None);
            return new ReplayOutcome(ReplayState.Judged, await _collect.ReplayAsync(source, taken, KeptEvent.SignalsOf(kept), row.Id));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _oneAtATime.Dispose();

    private async ValueTask<QuarantineRow?> FindAsync(string id, CancellationToken cancellation) =>
        await _parts.Store.Intake.FindQuarantineAsync(id, cancellation) is { } row && row.Source != LookUps ? row : null;

    /// <summary>Journals who looked and why, with the subject where one is known, and lists it beside what was looked into.</summary>
    private async ValueTask<long> WriteDownAsync(QuarantineRow row, QuarantineAct act, string who, string why, CancellationToken cancellation)
    {
        var at = Instant.From(_parts.Clock.GetUtcNow());
        var journaled = await JournalAsync(row.Subject, new LookUpEntry(who, $"quarantine-{act.ToString().ToLowerInvariant()}", Purpose, why, at), cancellation);
        var body = new QuarantineLookUpBody(row.Id, act, who, why, journaled.FirstSequence);
        var listed = _parts.Quarantine.Keep(LookUps, at, Listed, row.Subject, JsonSerializer.SerializeToUtf8Bytes(body, QuarantineJson.Default.QuarantineLookUpBody));
        await journaled.Durable.WaitAsync(cancellation);
        await _parts.Store.Journal.Append(new([], [], [], [listed])).Durable.WaitAsync(cancellation);
        return journaled.FirstSequence;
    }

    private async ValueTask<JournalTicket> JournalAsync(SubjectId about, LookUpEntry lookUp, CancellationToken cancellation)
    {
        for (var turn = 0; turn < TurnsMax && !about.IsNone && await _door.OpenAsync(about, cancellation) is { } subject; turn++)
        {
            using var session = subject.Enter();
            if (session is { IsUnreadable: false })
            {
                return session.Keep(lookUp);
            }
        }

        return _rows.AppendLookUp(lookUp, about);
    }

    private static Fault Listed => new("look-up", "", "");
}

/// <summary>A payload, opened.</summary>
/// <param name="Row">Its row.</param>
/// <param name="LookUp">Journal sequence of the look-up.</param>
/// <param name="Payload">What was kept; null when it was damaged, or its day's key is gone. Personal data.</param>
public sealed record QuarantinedPayload(QuarantineRow Row, long LookUp, ReadOnlyMemory<byte>? Payload);

/// <summary>Somebody looked into what was kept aside.</summary>
/// <param name="Id">Which row.</param>
/// <param name="Act">What they did.</param>
/// <param name="Who">Who, as they said.</param>
/// <param name="Why">Why, as they said.</param>
/// <param name="At">When.</param>
/// <param name="Sequence">Journal sequence of the look-up.</param>
public sealed record QuarantineLookUp(string Id, QuarantineAct Act, string Who, string Why, Instant At, long Sequence);

/// <summary>What somebody did with a payload.</summary>
public enum QuarantineAct
{
    /// <summary>Looked at it.</summary>
    Read,

    /// <summary>Took it in, or tried to.</summary>
    Replay,
}

/// <summary>What came of a replay.</summary>
/// <param name="State">Whether it could be judged.</param>
/// <param name="Fate">What became of the event, when it was judged: quarantined means that it stays where it is, and why.</param>
public readonly record struct ReplayOutcome(ReplayState State, EventFate Fate = default);

/// <summary>Whether what was kept aside could be judged as an event.</summary>
public enum ReplayState
{
    /// <summary>It was; its fate says what became of it.</summary>
    Judged,

    /// <summary>There is no such row: never was, too old, erased, or taken in already.</summary>
    NoSuchRow,

    /// <summary>The row is a link that a limit forbade, and no event.</summary>
    NoEvent,

    /// <summary>It bears no write key, or its source is no longer declared.</summary>
    NoSource,

    /// <summary>The payload was damaged.</summary>
    Unreadable,

    /// <summary>The repair has another message id than what was kept.</summary>
    OtherMessageId,
}

internal sealed record QuarantineLookUpBody(string Id, QuarantineAct Act, string Who, string Why, long Sequence);

[System.Text.Json.Serialization.JsonSerializable(typeof(QuarantineLookUpBody))]
internal sealed partial class QuarantineJson : System.Text.Json.Serialization.JsonSerializerContext;
