using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Messages;

/// <summary>What is to be sent to people, kept until it is: on disk before it is acknowledged, sent at least once, gone with an erasure.</summary>
/// <remarks>
/// <para>
/// A message is a row of the journal, sealed with the key of whoever is known by its address, else with the store's own: one write
/// either way. What became of it is a second row; then the first one, with the text, is deleted.
/// </para>
/// <para>
/// Only places and times are in memory, at most <see cref="WaitingMax"/> of them; a text is opened when it is sent. A process that
/// dies between the sending and its row sends again, with the same id. Safe from many threads; one of them sends.
/// </para>
/// </remarks>
public sealed class Outbox : IDisposable
{
    /// <summary>Most messages that wait at once.</summary>
    public const int WaitingMax = 100_000;

    /// <summary>Longest a message may wait; what is older is looked for by no start.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(3);

    private const int DeletedAtOnce = 64;

    private readonly IStore _store;
    private readonly Door _door;
    private readonly SealedRows _rows;
    private readonly Sealing _sealing;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Waiting, long> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly DueLoop _loop = new();
    private bool _isRecovered;

    internal Outbox(IStore store, Door door, SealedRows rows, Sealing sealing, TimeProvider clock) =>
        (_store, _door, _rows, _sealing, _clock) = (store, door, rows, sealing, clock);

    /// <summary>How many wait to be sent.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes a message over. It is on disk when this ends, and is sent at least once unless it expires or its subject is erased first.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="StoreUnavailableException">It may not be there; asking again may send it twice.</exception>
    public async ValueTask<string> PutAsync(Message message, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_waiting.Count >= WaitingMax)
            {
                throw new StoreUnavailableException("Too many messages wait to be sent. Look whether the mail server answers.");
            }
        }

        var now = Instant.From(_clock.GetUtcNow());
        var latest = now + AgeMax;
        var entry = new MessageEntry(
            _sealing.NewId(), message.To.Type.Form == IdentifierForm.Phone ? "sms" : "email", message.To.Value, message.Template, message.Language,
            message.Subject, message.Body, message.ExpiresAt < latest ? message.ExpiresAt : latest, now);
        var (subject, ticket) = await AppendAsync(message.To, entry, cancellation);
        await ticket.Durable.WaitAsync(cancellation);
        Enqueue(new Waiting(ticket.FirstSequence, subject, 0, entry.ExpiresAt), now);
        return entry.Id;
    }

    /// <summary>Sends what is due, and notes what became of it.</summary>
    /// <returns>How many were sent.</returns>
    /// <exception cref="StoreUnavailableException">What was sent may be sent again, with the same id.</exception>
    public async ValueTask<int> SendDueAsync(IMessageSender sender, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            if (!_isRecovered)
            {
                await RecoverAsync(cancellation);
                _isRecovered = true;
            }

            var (sent, done) = (0, new List<RowRewrite>());
            while (TakeDue() is { } waiting)
            {
                var outcome = await SendAsync(waiting, sender, done, cancellation);
                sent += outcome == SendResult.Sent ? 1 : 0;
                if (done.Count >= DeletedAtOnce)
                {
                    await DeleteAsync(done, cancellation);
                }
            }

            await DeleteAsync(done, cancellation);
            return sent;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends until cancelled. The host runs it; the core has no threads of its own.</summary>
    public Task RunAsync(IMessageSender sender, CancellationToken cancellation) => _loop.RunAsync(turn => SendDueAsync(sender, turn), cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        _sending.Dispose();
        _loop.Dispose();
    }

    private async ValueTask<(SubjectId Subject, JournalTicket Ticket)> AppendAsync(Identifier to, MessageEntry entry, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync([to], cancellation) is not { } subject)
            {
                return (SubjectId.None, _rows.Append(entry, entry.At));
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.IsUnreadable
                    ? (SubjectId.None, _rows.Append(entry, entry.At))
                    : (subject.Id, session.Keep(entry));
            }
        }

        throw Turns.Spent("a message to them was kept");
    }

    private async ValueTask<SendResult> SendAsync(Waiting waiting, IMessageSender sender, List<RowRewrite> done, CancellationToken cancellation)
    {
        var now = Instant.From(_clock.GetUtcNow());
        if (await OpenAsync(waiting, cancellation) is not { } message)
        {
            return SendResult.Rejected; // Erased since, or swept: there is nothing to send and nobody to tell of.
        }

        var result = now >= waiting.ExpiresAt ? SendResult.Rejected : await TrySendAsync(message, sender, cancellation);
        if (result == SendResult.TryLater)
        {
            Enqueue(waiting with { Attempts = waiting.Attempts + 1 }, now + Backoff.After(waiting.Attempts));
            return result;
        }

        try
        {
            var outcome = result == SendResult.Sent ? "sent" : now >= waiting.ExpiresAt ? "expired" : "rejected";
            await NoteAsync(waiting, new DeliveryEntry(waiting.Sequence, message.Id, message.Channel, message.Template, outcome, waiting.Attempts + 1, now), cancellation);
        }
        catch (StoreUnavailableException)
        {
            Enqueue(waiting with { Attempts = waiting.Attempts + 1 }, now + Backoff.After(waiting.Attempts));
            throw;
        }

        done.Add(new RowRewrite(waiting.Subject, waiting.Sequence, default));
        return result;
    }

    private static async ValueTask<SendResult> TrySendAsync(MessageEntry message, IMessageSender sender, CancellationToken cancellation) => sender.Carries(message.Channel)
        ? await SendAttempt.RunAsync(
            () => sender.SendAsync(new DueMessage(message.Id, message.Channel, message.Address, message.Template, message.Language, message.Subject, message.Body, message.At), cancellation),
            cancellation)
        : SendResult.Rejected;

    private async ValueTask NoteAsync(Waiting waiting, DeliveryEntry delivery, CancellationToken cancellation)
    {
        if (waiting.Subject.IsNone)
        {
            await _rows.Append(delivery, delivery.At).Durable.WaitAsync(cancellation);
            return;
        }

        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.OpenAsync(waiting.Subject, cancellation) is not { } subject)
            {
                return; // Erased since: nothing of it is kept.
            }

            if (Keep(subject, delivery) is { } ticket)
            {
                await ticket.Durable.WaitAsync(cancellation);
                return;
            }
        }

        throw Turns.Spent("what became of a message was noted");
    }

    private JournalTicket? Keep(Subject subject, DeliveryEntry delivery)
    {
        using var session = subject.Enter();
        return session is null ? null : session.IsUnreadable ? _rows.Append(delivery, delivery.At) : session.Keep(delivery);
    }

    private async ValueTask<MessageEntry?> OpenAsync(Waiting waiting, CancellationToken cancellation) =>
        await _store.Journal.FindAsync(waiting.Sequence, cancellation) is { Row: { Kind: EntryKind.Message } row }
            ? await _rows.OpenAsync(row, cancellation) as MessageEntry
            : null;

    private async ValueTask DeleteAsync(List<RowRewrite> done, CancellationToken cancellation)
    {
        if (done.Count > 0)
        {
            done.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
            await _store.Eraser.RewriteAsync([.. done], _store.Eraser.SweptThrough, cancellation);
            done.Clear();
        }
    }

    /// <summary>Finds what waited when the last process ended: rows of messages that no row of a delivery follows.</summary>
    private async ValueTask RecoverAsync(CancellationToken cancellation)
    {
        var now = Instant.From(_clock.GetUtcNow());
        var (found, settled, head) = (new Dictionary<long, Waiting>(), new List<RowRewrite>(), _store.Journal.Head);
        HashSet<long> known;
        lock (_gate)
        {
            known = [.. _waiting.UnorderedItems.Select(item => item.Element.Sequence)];
        }

        await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(_store.Journal, now - AgeMax, cancellation), cancellation))
        {
            if (sequence > head)
            {
                break;
            }

            if (row.Kind == EntryKind.Message && !known.Contains(sequence) && await _rows.OpenAsync(row, cancellation) is MessageEntry message)
            {
                found[sequence] = new Waiting(sequence, row.Subject, 0, message.ExpiresAt);
            }
            else if (row.Kind == EntryKind.Delivery && await _rows.OpenAsync(row, cancellation) is DeliveryEntry delivery && found.Remove(delivery.Message, out var sent))
            {
                settled.Add(new RowRewrite(sent.Subject, sent.Sequence, default));
            }
        }

        await DeleteAsync(settled, cancellation);
        foreach (var waiting in found.Values)
        {
            Enqueue(waiting, now);
        }
    }

    private void Enqueue(Waiting waiting, Instant due)
    {
        lock (_gate)
        {
            _waiting.Enqueue(waiting, due.UnixMs);
        }

        _loop.Wake();
    }

    private Waiting? TakeDue()
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out _, out var due) && due <= Instant.From(_clock.GetUtcNow()).UnixMs ? _waiting.Dequeue() : null;
        }
    }

    private sealed record Waiting(long Sequence, SubjectId Subject, int Attempts, Instant ExpiresAt);
}
