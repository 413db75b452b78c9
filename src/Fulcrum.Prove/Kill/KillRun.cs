using System.Collections.Immutable;
using System.Diagnostics;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Kill;

/// <summary>Kills the real server under load, starts it again, and compares it with what its clients were told. Start reading here.</summary>
public sealed class KillRun
{
    private const int OlderLookedAt = 24;

    private readonly KillPlan _plan;
    private readonly TimeProvider _clock;
    private readonly KillLedger _ledger = new();
    private readonly KillWitnesses _witnesses;
    private readonly Random _chance;
    private readonly List<double> _ready = [];
    private readonly Dictionary<string, int> _hits = [];
    private ServerKeys _keys = new("", "");
    private ImmutableArray<Claim> _claims = [];

    private KillRun(KillPlan plan, TimeProvider clock) => (_plan, _clock, _witnesses, _chance) = (plan, clock, new KillWitnesses(_ledger, clock), new Random(plan.Seed.GetHashCode()));

    /// <summary>Runs it.</summary>
    public static async Task<ProofResult> RunAsync(KillPlan plan, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(clock);
        var run = new KillRun(plan, clock);
        var started = clock.GetTimestamp();
        await ServerProcess.ApplyAsync(plan.Program, plan.Store, ScratchStore.WorkspaceFolder, cancellation);
        var kills = await run.KillAllAsync(cancellation);
        return run.Conclude(kills, clock.GetElapsedTime(started), await run.PlantAsync(cancellation));
    }

    private async Task<int> KillAllAsync(CancellationToken cancellation)
    {
        var clients = Enumerable.Range(0, _plan.Clients).Select(number => new KillClient($"k{number}", _ledger, new Random(_chance.Next()), _clock)).ToArray();
        var since = _clock.GetUtcNow();
        for (var kill = 0; kill < _plan.Kills; kill++)
        {
            var moment = _plan.Moments[kill % _plan.Moments.Count];
            if (moment == KillMoment.StartUp)
            {
                await KillStartAsync(cancellation);
            }

            using var server = await StartAsync(cancellation);
            using var client = new ProofClient(await server.Listens, _keys);
            var begun = _clock.GetUtcNow();
            await AuditAsync(client, since, whole: false, cancellation);
            since = begun;
            if (_plan.StopsAtFirst && _ledger.Violations > 0)
            {
                return kill;
            }

            await _witnesses.TellAsync(kill, client, cancellation);
            var seen = await LoadUntilKilledAsync(server, client, clients, moment == KillMoment.StartUp ? KillMoment.Load : moment, cancellation);
            _hits[moment.Key] = _hits.GetValueOrDefault(moment.Key) + (seen ? 1 : 0);
            _plan.Say($"{kill + 1} of {_plan.Kills} kills; {_ledger.Sent} events acknowledged, {_ledger.Erased.Count} subjects erased, {_ledger.Violations} violations");
        }

        using var last = await StartAsync(cancellation);
        using var reader = new ProofClient(await last.Listens, _keys);
        await AuditAsync(reader, since, whole: true, cancellation);
        return _plan.Kills;
    }

    /// <summary>Starts and waits until it is ready; how long that takes is a figure.</summary>
    private async Task<ServerProcess> StartAsync(CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        var server = ServerProcess.Start(_plan.Program, _plan.Store);
        try
        {
            var address = await server.Listens.WaitAsync(cancellation);
            _keys = server.AdminKey.Length > 0 ? new ServerKeys(server.DecideKey, server.AdminKey) : _keys;
            using var client = new ProofClient(address, _keys);
            while (!(await client.ReadAsync("/readyz", cancellation)).IsOk)
            {
                await Task.Delay(5, cancellation);
            }

            _ready.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A start that does not live to serve, or hardly. The very first start is spared: it shows the keys once.</summary>
    private async Task KillStartAsync(CancellationToken cancellation)
    {
        if (_keys.Admin.Length == 0)
        {
            return;
        }

        using var server = ServerProcess.Start(_plan.Program, _plan.Store);
        await KillMoment.WaitStartAsync(_chance, cancellation);
        await server.KillAsync();
    }

    private async Task<bool> LoadUntilKilledAsync(ServerProcess server, ProofClient client, KillClient[] clients, KillMoment moment, CancellationToken cancellation)
    {
        var isDead = false;
        var load = clients.Select(one => Task.Run(() => one.RunAsync(client, () => Volatile.Read(ref isDead), cancellation), cancellation)).ToArray();
        var seen = await moment.WaitAsync(_plan.Store, _ledger, _chance, cancellation);
        await server.KillAsync();
        Volatile.Write(ref isDead, true);
        await Task.WhenAll(load);
        return seen;
    }

    private async Task AuditAsync(ProofClient client, DateTimeOffset since, bool whole, CancellationToken cancellation)
    {
        var living = _ledger.Subjects.Where(subject => !subject.IsErased).ToList();
        var erased = _ledger.Erased.ToList();
        ProvedSubject[] lookedAt = [.. _witnesses.Living, .. living.Where(subject => subject.Pending.Count > 0), .. Some(living.Where(subject => subject.Pending.Count == 0))];
        await new KillAudit(_ledger, client, cancellation).RunAsync(whole ? living : [.. lookedAt.Distinct()], whole ? erased : [.. _witnesses.Erased.Union(Some(erased))], since);
    }

    private IEnumerable<ProvedSubject> Some(IEnumerable<ProvedSubject> all)
    {
        var list = all.ToArray();
        _chance.Shuffle(list);
        return list.Take(OlderLookedAt);
    }

    /// <summary>The instrument's own control: a ledger that says more than the server was told must be noticed, each kind of it.</summary>
    private async Task<ImmutableArray<Control>> PlantAsync(CancellationToken cancellation)
    {
        if (_ledger.Violations > 0)
        {
            return [];
        }

        // What was counted until here is the result; what is planted from here on is not.
        _claims = [.. _ledger.Tallies.Select(tally => tally.ToClaim())];
        using var server = await StartAsync(cancellation);
        using var client = new ProofClient(await server.Listens, _keys);

        var lossy = new ProvedSubject("planted-lost");
        new EventsDeed(lossy, "planted", 10, needsYes: false).Told(default, _ledger);
        var forgetful = new ProvedSubject("planted-withdrawn");
        await new ConsentDeed(forgetful, "planted-given", Deed.Purpose, "given", _clock.GetUtcNow()).SendAsync(client, cancellation);
        new ConsentDeed(forgetful, "planted-withdrawn", Deed.Purpose, "withdrawn", _clock.GetUtcNow()).Told(default, _ledger);
        var undead = new ProvedSubject("planted-erased");
        await new ConsentDeed(undead, "planted-undead", Deed.Purpose, "given", _clock.GetUtcNow()).SendAsync(client, cancellation);
        new EraseDeed(undead).Told(default, _ledger);
        await new KillAudit(_ledger, client, cancellation).RunAsync([lossy, forgetful], [undead], _clock.GetUtcNow());
        return
        [
            new Control("event-never-sent", new("an acknowledged event that was never sent", "подтверждённое событие, которого не было"), _ledger.Lost.Violations > 0 ? 1 : 0, 1),
            new Control("withdrawal-never-kept", new("an acknowledged withdrawal that was never kept", "подтверждённый отзыв, который не сохранён"), _ledger.Withdrawals.Violations > 0 ? 1 : 0, 1),
            new Control("erasure-never-done", new("an acknowledged erasure that was never done", "подтверждённое стирание, которого не было"), _ledger.Erasures.Violations > 0 ? 1 : 0, 1),
        ];
    }

    private ProofResult Conclude(int kills, TimeSpan took, ImmutableArray<Control> controls)
    {
        _ready.Sort();
        var claims = _claims.Length > 0 ? _claims : [.. _ledger.Tallies.Select(tally => tally.ToClaim())];
        return new ProofResult(
            "kill", new LocalText("Nothing acknowledged is lost when the server is killed", "Подтверждённое не теряется, когда сервер убивают"),
            _clock.GetUtcNow(), Math.Round(took.TotalSeconds, 1), _plan.Store.Name, _plan.Seed, claims)
        {
            Controls = controls,
            Figures =
            [
                new Figure("kills", new("kills with SIGKILL", "убийств сигналом SIGKILL"), kills, ""),
                .. _hits.Select(hit => new Figure($"kills-{hit.Key}", new($"of them at: {hit.Key}", $"из них в момент: {hit.Key}"), hit.Value, "")),
                new Figure("events", new("events acknowledged", "событий подтверждено"), _ledger.Sent + _ledger.Seen, ""),
                new Figure("erased", new("subjects erased", "субъектов стёрто"), _ledger.Erased.Count, ""),
                new Figure("ready-p95", new("from start to ready, 95th percentile", "от запуска до готовности, 95-й процентиль"), Math.Round(Percentile(_ready, 0.95), 3), "s"),
            ],
            Findings = _claims.Length > 0 ? [] : [.. _ledger.Tallies.SelectMany(tally => tally.Findings).Take(ProofResult.FindingsMax)],
            Replay = $"fulcrum prove kill --kills {_plan.Kills} --seed {_plan.Seed}",
        };
    }

    private static double Percentile(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
