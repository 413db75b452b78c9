using System.Globalization;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Kill;

/// <summary>Three subjects a kill, told for certain before it: one that asks for more than its cap, one that says no again, one that is erased.</summary>
/// <remarks>Chance alone leaves a short run on a busy machine with promises nobody tried, and a promise that was not tried does not hold.</remarks>
internal sealed class KillWitnesses(KillLedger ledger, TimeProvider clock)
{
    private const int Asks = 5;

    /// <summary>Those told so far that still live; each audit looks at them.</summary>
    public List<ProvedSubject> Living { get; } = [];

    /// <summary>Those told so far that were erased.</summary>
    public List<ProvedSubject> Erased { get; } = [];

    /// <summary>Tells the server of the next three, and waits for each answer.</summary>
    public async Task TellAsync(int kill, ProofClient client, CancellationToken cancellation)
    {
        Living.Add(await TellAsync("greedy", subject => Enumerable.Range(0, Asks).Select(ask => new DecideDeed(subject, Id(subject, ask)))));
        Living.Add(await TellAsync("withdrawn", subject => [new ConsentDeed(subject, Id(subject, 0), Deed.Purpose, "withdrawn", clock.GetUtcNow())]));
        Erased.Add(await TellAsync("erased", subject => [new DecideDeed(subject, Id(subject, 0)), new EraseDeed(subject)]));

        async Task<ProvedSubject> TellAsync(string role, Func<ProvedSubject, IEnumerable<Deed>> rest)
        {
            var subject = new ProvedSubject(string.Create(CultureInfo.InvariantCulture, $"witness-{role}-{kill}"));
            ledger.Subjects.Add(subject);
            foreach (var deed in rest(subject).Prepend(new ConsentDeed(subject, Id(subject, -1), Deed.Purpose, "given", clock.GetUtcNow())))
            {
                await SendAsync(deed, client, cancellation);
            }

            return subject;
        }
    }

    private static string Id(ProvedSubject subject, int number) => string.Create(CultureInfo.InvariantCulture, $"{subject.Name}-{number + 1}");

    private async Task SendAsync(Deed deed, ProofClient client, CancellationToken cancellation)
    {
        var reply = await deed.SendAsync(client, cancellation);
        if (ledger.Taken.Check(reply.IsOk, () => $"{deed.GetType().Name} of {deed.Subject.Name}, from a server that is ready, was answered {reply.Status} {reply.Body}"))
        {
            ledger.AddAnswer();
            deed.Told(reply, ledger);
        }
    }
}
