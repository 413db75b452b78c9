using System.Globalization;
using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Clusters;

/// <summary>Asks for more than a cap allows, subject by subject, at all nodes at once, and each question until it is answered.</summary>
internal sealed class CapAsker(int number, KillLedger ledger, TimeProvider clock)
{
    /// <summary>Questions about each subject.</summary>
    public const int Asks = AtOnce * Bursts;

    private const int AtOnce = 3;
    private const int Bursts = 4;
    private const int CapMax = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private int _subjects;

    /// <summary>Questions answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Answers beyond the cap.</summary>
    public int Exceeded { get; private set; }

    /// <summary>What was found.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>Goes on as long as it is told to; a subject begun is asked about to its end.</summary>
    public async Task RunAsync(ProofClient[] nodes, Func<int, bool> goesOn, CancellationToken cancellation)
    {
        while (goesOn(Answered))
        {
            var subject = new ProvedSubject(string.Create(CultureInfo.InvariantCulture, $"capped-{number}-{_subjects++}"));
            await SendAsync(new ConsentDeed(subject, $"{subject.Name}-yes", Deed.Purpose, "given", clock.GetUtcNow()), nodes, number, cancellation);
            for (var burst = 0; burst < Bursts; burst++)
            {
                await Task.WhenAll(Enumerable.Range(burst * AtOnce, AtOnce).Select(ask =>
                    SendAsync(new DecideDeed(subject, string.Create(CultureInfo.InvariantCulture, $"{subject.Name}-{ask}")), nodes, number + ask, cancellation)));
            }

            Answered += Asks;
            if (subject.Gifts.Count > CapMax)
            {
                Exceeded += subject.Gifts.Count - CapMax;
                Findings.Add($"caps-nodes: {subject.Name} got {subject.Gifts.Count} gifts, {CapMax} are allowed");
            }

            ledger.Subjects.Add(subject);
        }
    }

    /// <summary>At one node after the other until one answers.</summary>
    private async Task SendAsync(Deed deed, ProofClient[] nodes, int first, CancellationToken cancellation)
    {
        for (var turn = first; ; turn++)
        {
            var reply = await deed.SendAsync(nodes[turn % nodes.Length], cancellation);
            if (reply.IsOk)
            {
                ledger.AddAnswer();
                deed.Told(reply, ledger);
                return;
            }

            cancellation.ThrowIfCancellationRequested();
            if (reply.IsAnswer)
            {
                ledger.Taken.Check(false, () => $"{deed.GetType().Name} of {deed.Subject.Name} was answered {reply.Status} {reply.Body}");
                return;
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
