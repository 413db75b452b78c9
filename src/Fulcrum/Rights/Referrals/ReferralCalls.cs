using Fulcrum.Messages;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Referrals;

/// <summary>What partners are still to be told: each change of a request they handed on, in order, to each address they named, at least once.</summary>
/// <remarks>
/// It follows from the rows of the changes themselves, so that no change is on disk without its call; what became of a call is a row of
/// its own. In memory are changes that were not told yet. Safe from many threads; one of them calls.
/// </remarks>
public sealed class ReferralCalls : IDisposable
{
    /// <summary>Longest a call is tried; where a request stands can be asked for long after.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromDays(3);

    private readonly ReferralFlow _flow;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Id, int Address), List<Waiting>> _waiting = [];
    private readonly SemaphoreSlim _calling = new(1, 1);
    private readonly DueLoop _loop = new();

    internal ReferralCalls(ReferralFlow flow) => _flow = flow;

    /// <summary>How many calls wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Values.Sum(calls => calls.Count);
            }
        }
    }

    /// <summary>Makes every call that is due.</summary>
    /// <returns>How many were answered well.</returns>
    /// <exception cref="StoreUnavailableException">A call that was made may be made again, with the same id.</exception>
    public async ValueTask<int> RunDueAsync(ICallSender sender, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sender);
        await _calling.WaitAsync(cancellation);
        try
        {
            // What was not told before the last stop is known once the journal was read.
            await _flow.ListOpenAsync(cancellation);
            var sent = 0;
            foreach (var (id, address) in Lines())
            {
                while (FirstDue(id, address) is { } waiting)
                {
                    var result = await CallAsync(waiting, address, sender, cancellation);
                    sent += result == SendResult.Sent ? 1 : 0;
                    if (result == SendResult.TryLater)
                    {
                        break; // The next change is not told before this one.
                    }
                }
            }

            return sent;
        }
        finally
        {
            _calling.Release();
        }
    }

    /// <summary>Calls until cancelled. The host runs it; the core has no threads of its own.</summary>
    public Task RunAsync(ICallSender sender, CancellationToken cancellation) => _loop.RunAsync(turn => RunDueAsync(sender, turn), cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        _calling.Dispose();
        _loop.Dispose();
    }

    /// <summary>A change happened: each address is to be told when it stands elsewhere than before.</summary>
    internal void Add(Referral before, Referral after, Instant at)
    {
        if (before.Request.State == after.Request.State || (before.Request.State == RequestState.Received && after.Request.State == RequestState.Asked))
        {
            return;
        }

        lock (_gate)
        {
            for (var address = 0; address < after.Asked.Callbacks.Length; address++)
            {
                var line = (after.Request.Id, address);
                if (!_waiting.TryGetValue(line, out var calls))
                {
                    _waiting[line] = calls = [];
                }

                calls.Add(new Waiting(after, at, 0, at));
            }
        }

        _loop.Wake();
    }

    /// <summary>A call was made, or given up.</summary>
    internal void Settle(string id, int address, long change)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue((id, address), out var calls) && calls.RemoveAll(waiting => waiting.Referral.Change == change) > 0 && calls.Count == 0)
            {
                _waiting.Remove((id, address));
            }
        }
    }

    private (string Id, int Address)[] Lines()
    {
        lock (_gate)
        {
            return [.. _waiting.Keys];
        }
    }

    private Waiting? FirstDue(string id, int address)
    {
        lock (_gate)
        {
            return _waiting.TryGetValue((id, address), out var calls) && calls[0].DueAt <= _flow.Now ? calls[0] : null;
        }
    }

    private async ValueTask<SendResult> CallAsync(Waiting waiting, int address, ICallSender sender, CancellationToken cancellation)
    {
        var (referral, now) = (waiting.Referral, _flow.Now);
        var isOver = now >= waiting.At + TriedFor;
        var result = isOver ? SendResult.Rejected : await SendAttempt.RunAsync(() => sender.CallAsync(referral, referral.Asked.Callbacks[address], cancellation), cancellation);
        if (result == SendResult.TryLater)
        {
            Delay(waiting, address, now);
            return result;
        }

        var outcome = result == SendResult.Sent ? "sent" : isOver ? "given-up" : "rejected";
        await _flow.NoteAsync(new ReferralDeliveryEntry(referral.Request.Id, referral.Change, address, outcome, waiting.Attempts + (isOver ? 0 : 1), now), cancellation);
        Settle(referral.Request.Id, address, referral.Change);
        return result;
    }

    private void Delay(Waiting waiting, int address, Instant now)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue((waiting.Referral.Request.Id, address), out var calls) && calls[0] == waiting)
            {
                calls[0] = waiting with { Attempts = waiting.Attempts + 1, DueAt = now + Backoff.After(waiting.Attempts) };
            }
        }
    }

    /// <summary>A change that was not told yet.</summary>
    private sealed record Waiting(Referral Referral, Instant At, int Attempts, Instant DueAt);
}

/// <summary>Tells a partner where a request stands that it handed on.</summary>
public interface ICallSender
{
    /// <summary>Calls an address. Ends once it was answered; what it throws counts as <see cref="SendResult.TryLater"/>.</summary>
    /// <param name="referral">The request as it stood after the change that is told.</param>
    /// <param name="address">Whom to call.</param>
    /// <param name="cancellation">Stops it.</param>
    ValueTask<SendResult> CallAsync(Referral referral, string address, CancellationToken cancellation);
}
