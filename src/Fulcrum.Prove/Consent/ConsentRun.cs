using System.Diagnostics;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Consent;

/// <summary>
/// Many clients grant, withdraw, decide and read about the same subjects at once; what they saw is held to the rules of
/// <see cref="HistoryChecker"/>. Start reading here.
/// </summary>
public sealed class ConsentRun
{
    private const int PlantedMax = 100;

    private readonly ConsentPlan _plan;
    private readonly TimeProvider _clock;
    private readonly Random _chance;
    private readonly ConsentSubjects _subjects;
    private readonly ConsentClient[] _clients;

    private ConsentRun(ConsentPlan plan, TimeProvider clock)
    {
        (_plan, _clock, _chance) = (plan, clock, new Random(plan.Seed.GetHashCode()));
        _subjects = new ConsentSubjects(plan, $"{plan.Seed}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        _clients = [.. Enumerable.Range(0, plan.Clients).Select(_ => new ConsentClient(plan, _subjects, new Random(_chance.Next()), clock))];
    }

    /// <summary>Runs against a server of our own over a scratch store, killed and started again as often as the plan says.</summary>
    public static async Task<ProofResult> RunAsync(ConsentPlan plan, ServerProgram program, ScratchStore store, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        var run = new ConsentRun(plan, clock);
        var started = clock.GetTimestamp();
        await ServerProcess.ApplyAsync(program, store, ScratchStore.WorkspaceFolder, cancellation);
        var keys = new ServerKeys("", "");
        for (var life = 0; life <= plan.Kills; life++)
        {
            using var server = ServerProcess.Start(program, store);
            using var client = new ProofClient(await server.Listens.WaitAsync(cancellation), keys = server.DecideKey.Length > 0 ? new ServerKeys(server.DecideKey, server.AdminKey) : keys);
            if (life > 0)
            {
                // At once, before anybody says anything new: a consent that the kill took shows here.
                await run.ReadRecentAsync(client, cancellation);
            }

            await run.LoadAsync(client, (long)plan.Operations * (life + 1) / (plan.Kills + 1), life < plan.Kills ? server : null, cancellation);
            plan.Say($"{run._subjects.Operations} of {plan.Operations} operations, {Math.Min(life + 1, plan.Kills)} kills");
        }

        return run.Conclude(store.Name, clock.GetElapsedTime(started), $"fulcrum prove consent --operations {plan.Operations} --kills {plan.Kills} --seed {plan.Seed}");
    }

    /// <summary>Runs against a server that is there already. Its subjects are made up for the run and stay in its store.</summary>
    public static async Task<ProofResult> RunAsync(ConsentPlan plan, Uri server, ServerKeys keys, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(clock);
        var run = new ConsentRun(plan, clock);
        var started = clock.GetTimestamp();
        using var client = new ProofClient(server, keys);
        await run.LoadAsync(client, plan.Operations, null, cancellation);
        return run.Conclude("server", clock.GetElapsedTime(started), $"fulcrum prove consent --url {server} --operations {plan.Operations} --seed {plan.Seed}");
    }

    private async Task ReadRecentAsync(ProofClient client, CancellationToken cancellation)
    {
        foreach (var subject in _subjects.Recent())
        {
            await _clients[0].ReadAsync(client, subject, cancellation);
        }
    }

    private async Task LoadAsync(ProofClient client, long until, ServerProcess? dies, CancellationToken cancellation)
    {
        var isOver = false;
        bool IsOver() => Volatile.Read(ref isOver) || (dies is null && _subjects.Operations >= until) || _clients.Any(one => one.Refused is not null);
        var load = Task.WhenAll(_clients.Select(one => Task.Run(() => one.RunAsync(client, IsOver, cancellation), cancellation)));
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(dies is null ? 20 : 1, cancellation));
            await _plan.Disturb(_subjects.Operations);
            if (dies is not null && _subjects.Operations >= until)
            {
                await dies.KillAsync();
                Volatile.Write(ref isOver, true);
                await load;
            }
        }

        await load;
        if (_clients.Select(one => one.Refused).FirstOrDefault(refused => refused is not null) is { } told)
        {
            throw new ProofStoppedException($"The server refuses what the instrument asks: {told}");
        }

        if (dies is not null)
        {
            var gone = Stopwatch.GetTimestamp();
            Array.ForEach(_clients, one => one.EndUnsure(gone));
        }
    }

    private ProofResult Conclude(string store, TimeSpan took, string replay)
    {
        Operation[] history = [.. _clients.SelectMany(one => one.History)];
        var checking = Stopwatch.GetTimestamp();
        var verdict = HistoryChecker.Check(history);
        var checkSeconds = Stopwatch.GetElapsedTime(checking).TotalSeconds;
        var withdrawals = _clients.SelectMany(one => one.Withdrawals).Select(one => one.Ms).Order().ToArray();
        var share = verdict.Progress.Trials == 0 ? 100 : 100.0 * verdict.Progress.Violations / verdict.Progress.Trials;
        return new ProofResult(
            "consent", new LocalText("A withdrawal binds the very next decision", "Отзыв согласия действует на следующее же решение"),
            _clock.GetUtcNow(), Math.Round(took.TotalSeconds, 1), store, _plan.Seed, verdict.Claims())
        {
            Controls = [Plant(history)],
            Figures =
            [
                new Figure("operations", new("operations", "операций"), history.Length, ""),
                new Figure("unsure", new("operations without an answer (V4)", "операций без ответа (V4)"), history.Count(one => !one.IsSure), ""),
                new Figure("kills", new("kills on the way", "убийств по ходу"), _plan.Kills, ""),
                new Figure("not-personal", new("not personal though a consent stood (V6)", "не лично, хотя согласие действовало (V6)"), Math.Round(share, 4), "%", 1),
                new Figure("withdraw-p99", new("withdrawal acknowledged, 99th percentile, on this machine as it was", "подтверждение отзыва, 99-й процентиль, на этой машине как есть"), withdrawals.Length == 0 ? 0 : Math.Round(withdrawals[(int)Math.Ceiling(0.99 * withdrawals.Length) - 1], 1), "ms"),
                new Figure("check", new("checking the history", "проверка истории"), Math.Round(checkSeconds, 3), "s"),
            ],
            Findings = [.. verdict.Uses.Findings.Concat(verdict.Epochs.Findings).Concat(verdict.Reads.Findings).Concat(verdict.Missed.Findings).Take(ProofResult.FindingsMax)],
            Replay = replay,
        };
    }

    /// <summary>The checker's own control: a contextual decision after an acknowledged withdrawal, told as a personal one, must be noticed.</summary>
    internal static Control Plant(Operation[] history)
    {
        var byKey = history.GroupBy(one => one.Key).ToArray();
        var (runs, caught) = (0, 0);
        foreach (var key in byKey)
        {
            var operations = key.ToArray();
            var before = HistoryChecker.Check(operations).Uses.Violations;
            for (var at = 0; at < operations.Length && runs < PlantedMax; at++)
            {
                if (operations[at] is not { Kind: OperationKind.Decide, Yes: false } real || !IsAfterNo(operations, real))
                {
                    continue;
                }

                operations[at] = real with { Yes = true };
                runs++;
                caught += HistoryChecker.Check(operations).Uses.Violations > before ? 1 : 0;
                operations[at] = real;
                break;
            }
        }

        return new Control("stale-use", new("a personal decision after an acknowledged withdrawal, written into the history", "личное решение после подтверждённого отзыва, вписанное в историю"), caught, runs);
    }

    /// <summary>Whether a withdrawal was acknowledged before it, and no grant may have come after that: said the long way, not with the checker's own means.</summary>
    private static bool IsAfterNo(Operation[] key, Operation decision) => key.Any(no =>
        no is { Kind: OperationKind.Withdraw, IsSure: true } && no.End < decision.Invoke
        && !key.Any(yes => yes.Kind == OperationKind.Grant && yes.Invoke < decision.End && yes.End > no.Invoke));
}
