using System.Globalization;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Kill;

/// <summary>One client under load: about 90 % events, 8 % consents and 2 % erasures of what it sends, and decisions beside them.</summary>
/// <remarks>Its subjects are its own, so it knows exactly what it was told about each.</remarks>
internal sealed class KillClient(string name, KillLedger ledger, Random chance, TimeProvider clock)
{
    private const int Slots = 4;
    private const int BatchEvents = 10;
    private const int Burst = 4;
    private const int SendsMax = 2_000;

    private static readonly string[] Purposes = [Deed.Purpose, Deed.Purpose, "news", "analytics", "advice"];

    private readonly ProvedSubject?[] _slots = new ProvedSubject?[Slots];
    private int _number;

    /// <summary>Sends until told to stop; what has no answer by then stays pending with its subject.</summary>
    /// <param name="client">To the server.</param>
    /// <param name="isDead">Whether the server was killed.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunAsync(ProofClient client, Func<bool> isDead, CancellationToken cancellation)
    {
        while (!isDead())
        {
            var slot = chance.Next(Slots);
            var subject = _slots[slot] ??= Begin();
            var deeds = Draw(subject);
            subject.Pending.AddRange(deeds);
            var replies = await Task.WhenAll(deeds.Select(deed => SendAsync(deed, client, isDead, cancellation)));
            for (var at = 0; at < deeds.Length; at++)
            {
                if (replies[at].IsOk)
                {
                    subject.Pending.Remove(deeds[at]);
                    ledger.AddAnswer();
                    deeds[at].Told(replies[at], ledger);
                }
                else if (!replies[at].IsUnknown && !replies[at].IsNotDone)
                {
                    subject.Pending.Remove(deeds[at]);
                    ledger.Taken.Check(false, () => $"{deeds[at].GetType().Name} of {subject.Name} was answered {replies[at].Status} {replies[at].Body}");
                }
            }

            if (subject.IsErased || subject.Pending.OfType<EraseDeed>().Any())
            {
                _slots[slot] = null;
            }
        }
    }

    private ProvedSubject Begin()
    {
        var subject = new ProvedSubject(string.Create(CultureInfo.InvariantCulture, $"{name}-{_number++}"));
        ledger.Subjects.Add(subject);
        return subject;
    }

    /// <summary>23 requests carry 90 events, 8 consents and 2 erasures: the mix, with four decisions beside it.</summary>
    private Deed[] Draw(ProvedSubject subject)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{subject.Name}-{_number++}");
        switch (chance.Next(23))
        {
            case < 9:
                if (subject.LastBatch is { } last && chance.Next(20) == 0)
                {
                    return [last];
                }

                return [new EventsDeed(subject, id, BatchEvents, needsYes: chance.Next(6) == 0)];
            case < 17:
                var purpose = Purposes[chance.Next(Purposes.Length)];
                var given = subject.ConsentOf(purpose) == "given" ? chance.Next(3) == 0 : chance.Next(3) != 0;
                return [new ConsentDeed(subject, id, purpose, given ? "given" : "withdrawn", clock.GetUtcNow())];
            case < 19:
                return [new EraseDeed(subject)];
            case 19 when subject.Decisions.Count > 0:
                return [new DecideDeed(subject, subject.Decisions.Keys.ElementAt(chance.Next(subject.Decisions.Count)))];
            default:
                return [.. Enumerable.Range(0, Burst).Select(at => new DecideDeed(subject, string.Create(CultureInfo.InvariantCulture, $"{id}-{at}")))];
        }
    }

    /// <summary>Sends until the outcome is known or the server is dead. Now and then it does not wait for the answer, and sends again.</summary>
    private async Task<Reply> SendAsync(Deed deed, ProofClient client, Func<bool> isDead, CancellationToken cancellation)
    {
        for (var sends = 0; sends < SendsMax; sends++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (sends == 0 && ImpatientMs() is { } milliseconds)
            {
                patience.CancelAfter(milliseconds);
            }

            var reply = await deed.SendAsync(client, patience.Token);
            if (isDead() || !(reply.IsUnknown || reply.IsNotDone))
            {
                return reply;
            }

            cancellation.ThrowIfCancellationRequested();
            await Task.Delay(5, cancellation);
        }

        ledger.Taken.Check(false, () => $"{deed.GetType().Name} of {deed.Subject.Name} got no answer {SendsMax} times");
        return Reply.None;
    }

    private int? ImpatientMs()
    {
        lock (chance)
        {
            return chance.Next(30) == 0 ? chance.Next(1, 6) : null;
        }
    }
}
