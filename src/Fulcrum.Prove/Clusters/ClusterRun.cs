using System.Collections.Immutable;
using System.Diagnostics;
using Fulcrum.Prove.Consent;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Clusters;

/// <summary>
/// Clients of several nodes grant, withdraw, decide and read about the same subjects at once, while nodes are killed, stand still and
/// lose each other and the database; what they saw is held to the rules of <see cref="HistoryChecker"/>. Start reading here.
/// </summary>
public sealed class ClusterRun : IAsyncDisposable
{
    private const double ErrorsMaxPercent = 1;
    private const double RecoveredMaxSeconds = 20;
    private const double FailoverMaxSeconds = 15;

    private readonly ClusterPlan _plan;
    private readonly TimeProvider _clock;
    private readonly Random _chance;
    private readonly NodesUnderTest _nodes;
    private readonly ConsentPlan _consents;
    private readonly ConsentSubjects _subjects;
    private readonly ConsentClient[] _clients;
    private readonly List<double> _recovered = [];
    private readonly List<double> _failovers = [];
    private readonly List<(long From, long Until)> _calmTimes = [];
    private readonly List<(long From, long Until)> _heldTimes = [];
    private (long Asked, long Unanswered) _calm;

    private ClusterRun(ClusterPlan plan, TimeProvider clock)
    {
        (_plan, _clock, _chance) = (plan, clock, new Random(plan.Seed.GetHashCode()));
        _nodes = new NodesUnderTest(plan);
        // The same ones for long: an owner that was cut off can only answer wrongly about whom it knows already.
        _consents = new ConsentPlan(0, plan.Seed) { OperationsAGeneration = 40_000 };
        _subjects = new ConsentSubjects(_consents, $"{plan.Seed}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        _clients = [.. Enumerable.Range(0, plan.Nodes * (plan.ClientsANode + plan.WatchersANode)).Select(number =>
            new ConsentClient(_consents, _subjects, new Random(_chance.Next()), clock) { OnlyWatches = number >= plan.Nodes * plan.ClientsANode })];
    }

    /// <summary>Runs it.</summary>
    public static async Task<ProofResult> RunAsync(ClusterPlan plan, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(clock);
        await using var run = new ClusterRun(plan, clock);
        var started = clock.GetTimestamp();
        await run._nodes.StartAsync(cancellation);
        for (var cycle = 0; cycle < plan.Cycles; cycle++)
        {
            await run.CycleAsync(plan.Nemeses[cycle % plan.Nemeses.Length], cancellation);
            plan.Say($"{cycle + 1} of {plan.Cycles} cycles; {run._subjects.Operations} operations");
        }

        return run.Conclude(clock.GetElapsedTime(started));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    /// <summary>Load, something happens, it ends, all nodes answer again, load without disturbance.</summary>
    private async Task CycleAsync(Nemesis nemesis, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource();
        var clients = _nodes.All.Select(node => new ProofClient(node.Url, _nodes.Keys)).ToArray();
        var load = Task.WhenAll(_clients.Select((one, at) => Task.Run(() => one.RunAsync(clients[at % clients.Length], () => over.IsCancellationRequested, cancellation), cancellation)));
        await Task.Delay(_plan.Calm, cancellation);

        // The owner most of the time: what happens to the others is the easier case.
        var victim = _chance.Next(4) == 0 ? _nodes.All[_chance.Next(_nodes.All.Length)] : await _nodes.OwnerAsync(cancellation);
        await DoAsync(nemesis, victim, cancellation);
        var lost = Stopwatch.GetTimestamp();
        var holding = Task.Delay(_plan.Hold, cancellation);
        if (nemesis is Nemesis.Kill or Nemesis.Pause)
        {
            await _nodes.WaitUntilAnsweredAsync(_nodes.But(victim), cancellation);
            _failovers.Add(Stopwatch.GetElapsedTime(lost).TotalSeconds);
        }

        await holding;
        _heldTimes.Add((lost, Stopwatch.GetTimestamp()));
        await UndoAsync(nemesis, victim, cancellation);
        var healed = Stopwatch.GetTimestamp();
        await _nodes.WaitUntilAnsweredAsync(_nodes.All, cancellation);
        _recovered.Add(Stopwatch.GetElapsedTime(healed).TotalSeconds);

        var (before, calm) = (Asked(), Stopwatch.GetTimestamp());
        await Task.Delay(_plan.Calm, cancellation);
        var after = Asked();
        _calmTimes.Add((calm, Stopwatch.GetTimestamp()));
        _calm = (_calm.Asked + after.Asked - before.Asked, _calm.Unanswered + after.Unanswered - before.Unanswered);
        await over.CancelAsync();
        await load;

        // Nothing that was cut off before arrives any more: the ways that were cut are closed, and who was shut out stays so.
        var gone = Stopwatch.GetTimestamp();
        Array.ForEach(_clients, one => one.EndUnsure(gone));
        Array.ForEach(clients, client => client.Dispose());
        if (_clients.Select(one => one.Refused).FirstOrDefault(refused => refused is not null) is { } told)
        {
            throw new ProofStoppedException($"A node refuses what the instrument asks: {told}");
        }
    }

    private async Task DoAsync(Nemesis nemesis, NodeUnderTest victim, CancellationToken cancellation)
    {
        switch (nemesis)
        {
            case Nemesis.Kill:
                await victim.KillAsync();
                break;
            case Nemesis.Pause:
                await victim.PauseAsync(pauses: true);
                break;
            case Nemesis.Partition:
                victim.ToDatabase.Cut();
                Array.ForEach(_nodes.All, node => node.ToNode.Cut());
                break;
            case Nemesis.DatabaseCut:
                victim.ToDatabase.Cut();
                break;
            case Nemesis.SlowLink:
                victim.ToDatabase.Slow(TimeSpan.FromMilliseconds(30));
                victim.ToNode.Slow(TimeSpan.FromMilliseconds(60));
                break;
            default:
                await _plan.Database.StopAsync();
                break;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private async Task UndoAsync(Nemesis nemesis, NodeUnderTest victim, CancellationToken cancellation)
    {
        switch (nemesis)
        {
            case Nemesis.Kill:
                await victim.StartAsync(cancellation);
                break;
            case Nemesis.Pause:
                await victim.PauseAsync(pauses: false);
                break;
            case Nemesis.DatabaseStop:
                await _plan.Database.StartAsync();
                break;
            default:
                Array.ForEach(_nodes.All, node => node.ToNode.Heal());
                victim.ToDatabase.Heal();
                break;
        }
    }

    private (long Asked, long Unanswered) Asked() => (_clients.Sum(one => one.Asked), _clients.Sum(one => one.Unanswered));

    private ProofResult Conclude(TimeSpan took)
    {
        Operation[] history = [.. _clients.SelectMany(one => one.History)];
        var verdict = HistoryChecker.Check(history);
        var withdrawals = _clients.SelectMany(one => one.Withdrawals).ToArray();
        var share = verdict.Progress.Trials == 0 ? 0 : 100.0 * verdict.Progress.Violations / verdict.Progress.Trials;
        var errors = _calm.Asked == 0 ? 100 : 100.0 * _calm.Unanswered / _calm.Asked;
        return new ProofResult(
            "cluster", new LocalText("A withdrawal binds the very next decision on every machine", "Отзыв согласия действует на следующее решение любой машины"),
            _clock.GetUtcNow(), Math.Round(took.TotalSeconds, 1), "postgres", _plan.Seed, verdict.Claims())
        {
            Controls = [ConsentRun.Plant(history)],
            Figures =
            [
                new Figure("cycles", new("cycles of something happening", "циклов с происшествием"), _plan.Cycles, ""),
                new Figure("owners", new("owners the store had", "владельцев у хранилища"), _nodes.Owners, ""),
                new Figure("operations", new("operations", "операций"), history.Length, ""),
                new Figure("unsure", new("operations without an answer (V4)", "операций без ответа (V4)"), history.Count(one => !one.IsSure), ""),
                new Figure("not-personal", new("not personal though a consent stood (V6)", "не лично, хотя согласие действовало (V6)"), Math.Round(share, 3), "%"),
                new Figure("errors", new("requests not answered after all was well again", "запросов без ответа, когда всё снова в порядке"), Math.Round(errors, 3), "%", ErrorsMaxPercent),
                new Figure("recovered", new("longest until every node answered again", "самое долгое до ответа каждого узла"), Math.Round(_recovered.Max(), 2), "s", RecoveredMaxSeconds),
                .. _failovers.Count == 0 ? [] : ImmutableArray.Create(new Figure("failover", new("longest from the loss of a node until every other answered", "самое долгое от потери узла до ответа каждого другого"), Math.Round(_failovers.Max(), 2), "s", FailoverMaxSeconds)),
                new Figure("withdraw-p99", new("withdrawal acknowledged, 99th percentile, through all of it", "подтверждение отзыва, 99-й процентиль, всё время"), P99(withdrawals.Select(one => one.Ms)), "ms"),
                new Figure("withdraw-calm-p99", new("withdrawal acknowledged, 99th percentile, while all was well", "подтверждение отзыва, 99-й процентиль, когда всё в порядке"), P99(Within(_calmTimes)), "ms"),
                new Figure("withdraw-held-p99", new("withdrawal acknowledged, 99th percentile, while something happened to a node", "подтверждение отзыва, 99-й процентиль, пока с узлом что-то происходило"), P99(Within(_heldTimes)), "ms"),
            ],
            Findings = [.. verdict.Uses.Findings.Concat(verdict.Epochs.Findings).Concat(verdict.Reads.Findings).Concat(verdict.Missed.Findings).Take(ProofResult.FindingsMax)],
            Replay = "./test",
        };

        IEnumerable<double> Within(List<(long From, long Until)> times) =>
            withdrawals.Where(one => times.Exists(time => time.From <= one.Invoke && one.Invoke < time.Until)).Select(one => one.Ms);
    }

    private static double P99(IEnumerable<double> took)
    {
        var sorted = took.Order().ToArray();
        return sorted.Length == 0 ? 0 : Math.Round(sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1], 1);
    }
}
