using System.Collections.Immutable;
using System.Diagnostics;
using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Clusters;

/// <summary>
/// Kills nodes of a cluster under load, and compares what the others answer with what clients were told: the ledger of the kill proof,
/// kept across machines. Beside it subjects ask for more than a cap allows, at all nodes at once.
/// </summary>
public sealed class ClusterKillRun : IAsyncDisposable
{
    private const int AnswersMax = 300;
    private const int OlderLookedAt = 24;
    private const int AskersANode = 3;
    private const int ClientsANode = 2;

    private readonly ClusterPlan _plan;
    private readonly int _asks;
    private readonly TimeProvider _clock;
    private readonly Random _chance;
    private readonly NodesUnderTest _nodes;
    private readonly KillLedger _ledger = new();
    private readonly KillWitnesses _witnesses;
    private readonly KillClient[] _clients;
    private readonly CapAsker[] _askers;
    private readonly List<double> _failovers = [];
    private ImmutableArray<Claim> _claims = [];
    private int _kills;

    private ClusterKillRun(ClusterPlan plan, int asks, TimeProvider clock)
    {
        (_plan, _asks, _clock, _chance, _nodes) = (plan, asks, clock, new Random(plan.Seed.GetHashCode()), new NodesUnderTest(plan));
        _witnesses = new KillWitnesses(_ledger, clock);
        _clients = [.. Enumerable.Range(0, plan.Nodes * ClientsANode).Select(number => new KillClient($"k{number}", _ledger, new Random(_chance.Next()), clock))];
        _askers = [.. Enumerable.Range(0, plan.Nodes * AskersANode).Select(number => new CapAsker(number, _ledger, clock))];
    }

    /// <summary>Runs it.</summary>
    /// <param name="plan">The cluster; each of its cycles is a kill.</param>
    /// <param name="asks">Decisions asked about capped subjects, at least.</param>
    /// <param name="isControl">Ends it as soon as the ledger and the caps both noticed something: a control wants no more.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<ProofResult> RunAsync(ClusterPlan plan, int asks, bool isControl, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(clock);
        await using var run = new ClusterKillRun(plan, asks, clock);
        var started = clock.GetTimestamp();
        await run._nodes.StartAsync(cancellation);
        Array.ForEach(run._nodes.All, node => node.ToDatabase.Slow(plan.DatabaseDelay));
        while (run._kills < plan.Cycles && !(isControl && run._ledger.Violations > 0 && run.Exceeded > 0))
        {
            await run.KillAsync(cancellation);
            plan.Say($"{run._kills} of {plan.Cycles} kills; {run._ledger.Sent} events acknowledged, {run._askers.Sum(one => one.Answered)} asked of caps, {run.Violations} violations");
        }

        return run.Conclude(clock.GetElapsedTime(started), await run.PlantAsync(cancellation));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private long Violations => _ledger.Violations + Exceeded;

    private int Exceeded => _askers.Sum(one => one.Exceeded);

    /// <summary>Load, a kill, load on, and the comparison; then the killed node comes back.</summary>
    private async Task KillAsync(CancellationToken cancellation)
    {
        var begun = _clock.GetUtcNow();
        var clients = _nodes.All.Select(node => new ProofClient(node.Url, _nodes.Keys)).ToArray();
        await _witnesses.TellAsync(_kills++, clients[0], cancellation);
        var (isOver, dead) = (false, -1);
        var share = (int)Math.Ceiling((double)_asks * _kills / (_plan.Cycles * _askers.Length));
        Task[] load =
        [
            .. _clients.Select((one, at) => Task.Run(() => one.RunAsync(clients[at % clients.Length], () => Volatile.Read(ref isOver) || Volatile.Read(ref dead) == at % clients.Length, cancellation), cancellation)),
            .. _askers.Select(one => Task.Run(() => one.RunAsync(clients, answered => !Volatile.Read(ref isOver) || answered < share, cancellation), cancellation)),
        ];

        // So many answers, whatever they take: on a busy machine as on an idle one there is something to lose.
        var answers = _ledger.Answers + AnswersMax + _chance.Next(AnswersMax);
        while (_ledger.Answers < answers)
        {
            await Task.Delay(1, cancellation);
        }

        var victim = _chance.Next(4) == 0 ? _nodes.All[_chance.Next(_nodes.All.Length)] : await _nodes.OwnerAsync(cancellation);
        await victim.KillAsync();
        var lost = Stopwatch.GetTimestamp();
        Volatile.Write(ref dead, Array.IndexOf(_nodes.All, victim));
        await _nodes.WaitUntilAnsweredAsync(_nodes.But(victim), cancellation);
        _failovers.Add(Stopwatch.GetElapsedTime(lost).TotalSeconds);
        await Task.Delay(_plan.Calm / 2, cancellation);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(load);
        Array.ForEach(clients, client => client.Dispose());

        using var survivor = new ProofClient(_nodes.But(victim).ElementAt(_chance.Next(_nodes.All.Length - 1)).Url, _nodes.Keys);
        await AuditAsync(survivor, begun, whole: _kills == _plan.Cycles, cancellation);
        await victim.StartAsync(cancellation);
        await _nodes.WaitUntilAnsweredAsync(_nodes.All, cancellation);
    }

    private async Task AuditAsync(ProofClient client, DateTimeOffset since, bool whole, CancellationToken cancellation)
    {
        var living = _ledger.Subjects.Where(subject => !subject.IsErased).ToList();
        var erased = _ledger.Erased.ToList();
        ProvedSubject[] lookedAt = [.. _witnesses.Living, .. living.Where(subject => subject.Pending.Count > 0), .. Drawn(living.Where(subject => subject.Pending.Count == 0))];
        await new KillAudit(_ledger, client, cancellation).RunAsync(whole ? living : [.. lookedAt.Distinct()], whole ? erased : [.. _witnesses.Erased.Union(Drawn(erased))], since);
    }

    private IEnumerable<ProvedSubject> Drawn(IEnumerable<ProvedSubject> all)
    {
        var list = all.ToArray();
        _chance.Shuffle(list);
        return list.Take(OlderLookedAt);
    }

    /// <summary>The instrument's own control: an event that the ledger says was acknowledged, and that no node was ever sent.</summary>
    private async Task<ImmutableArray<Control>> PlantAsync(CancellationToken cancellation)
    {
        if (Violations > 0)
        {
            return [];
        }

        // What was counted until here is the result; what is planted from here on is not.
        _claims = [.. Claims()];
        using var client = new ProofClient(_nodes.All[0].Url, _nodes.Keys);
        var lossy = new ProvedSubject("planted-lost");
        new EventsDeed(lossy, "planted", 10, needsYes: false).Told(default, _ledger);
        await new KillAudit(_ledger, client, cancellation).RunAsync([lossy], [], _clock.GetUtcNow());
        return [new Control("event-never-sent", new("an acknowledged event that was never sent", "подтверждённое событие, которого не было"), _ledger.Lost.Violations > 0 ? 1 : 0, 1)];
    }

    private IEnumerable<Claim> Claims() =>
    [
        .. _ledger.Tallies.Select(tally => tally.ToClaim()),
        new Claim(
            "caps-nodes", new("went beyond a cap, asked at all nodes at once", "вышли за ограничение, спрошенные на всех узлах сразу"), Exceeded, _askers.Sum(one => one.Answered),
            new("decisions about capped subjects", "решений о субъектах с ограничением")),
    ];

    private ProofResult Conclude(TimeSpan took, ImmutableArray<Control> controls) => new(
        "cluster-kill", new LocalText("Nothing acknowledged is lost, and no cap exceeded, when a machine of several is killed", "Подтверждённое не теряется и ограничения не нарушаются, когда убивают одну машину из нескольких"),
        _clock.GetUtcNow(), Math.Round(took.TotalSeconds, 1), "postgres", _plan.Seed, _claims.Length > 0 ? _claims : [.. Claims()])
    {
        Controls = controls,
        Figures =
        [
            new Figure("kills", new("kills with SIGKILL", "убийств сигналом SIGKILL"), _kills, ""),
            new Figure("owners", new("owners the store had", "владельцев у хранилища"), _nodes.Owners, ""),
            new Figure("events", new("events acknowledged", "событий подтверждено"), _ledger.Sent + _ledger.Seen, ""),
            new Figure("failover", new("longest from the loss of a node until every other answered", "самое долгое от потери узла до ответа каждого другого"), Math.Round(_failovers.DefaultIfEmpty().Max(), 2), "s"),
        ],
        Findings = _claims.Length > 0 ? [] : [.. _ledger.Tallies.SelectMany(tally => tally.Findings).Concat(_askers.SelectMany(one => one.Findings)).Take(ProofResult.FindingsMax)],
        Replay = "./test",
    };
}
