using System.Collections.Immutable;
using Fulcrum.Cli.Backups;
using Fulcrum.Prove.Results;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Prove.Restore;

/// <summary>Does a restore bring back what was withdrawn or erased? A store is lost and put back three times: with its tail log, without, and naively.</summary>
/// <param name="Drill">Where it happens.</param>
/// <param name="Customers">How many withdraw; a tenth as many are erased, a third as many do neither.</param>
internal sealed record RestoreDrill(DrillStore Drill, int Customers)
{
    private readonly List<string> _findings = [];

    private int[] Withdrawn => [.. Enumerable.Range(0, Customers)];

    private int[] Erased => [.. Enumerable.Range(Customers, Math.Max(1, Customers / 10))];

    private int[] Others => [.. Enumerable.Range(Customers * 2, Math.Max(1, Customers / 3))];

    private int[] All => [.. Withdrawn, .. Erased, .. Others];

    /// <summary>Runs it.</summary>
    /// <param name="clock">Times it.</param>
    /// <param name="say">Told each step.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    public async Task<ProofResult> RunAsync(TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        say($"{All.Length} made-up customers agree; a backup; {Customers} withdraw, {Erased.Length} are erased; the store is lost.");
        await LoseAsync();

        say("Restoring with the tail log ...");
        await Drill.RestoreAsync("with", withTail: true);
        var restoring = clock.GetTimestamp();
        await StoreRestore.ReplayAsync(Drill.Path("with"), Drill.Path("with-tail"), Drill.Around, cancellation);
        var replay = clock.GetElapsedTime(restoring).TotalSeconds;
        var told = await AnswersAsync("with");

        say("Restoring without it ...");
        await Drill.RestoreAsync("without", withTail: false);
        var untold = await AnswersAsync("without");

        say("Restoring naively, which must be noticed ...");
        Drill.RestoreNaively("naive");
        var naive = await AnswersAsync("naive");

        ImmutableArray<Claim> claims =
        [
            Claim("withdrawn-revived", "withdrawn customers personalized after a restore with the tail log", "отозвавших согласие получили персональный ответ после восстановления с журналом отказов", Withdrawn, told, answer => answer == "personal"),
            Claim("erased-known", "erased customers known again after it", "удалённых снова известны после него", Erased, told, answer => answer != "unknown-subject"),
            Claim("others-lost", "other customers answered otherwise than before", "остальных получили не тот ответ, что прежде", Others, told, answer => answer != "personal"),
            Claim("untold-personalized", "customers personalized after a restore without the tail log", "клиентов получили персональный ответ после восстановления без журнала отказов", All, untold, answer => answer == "personal"),
        ];
        var revived = Withdrawn.Concat(Erased).Count(customer => naive[customer] == "personal");
        return new ProofResult(
            "restore", new LocalText("A restore brings back nothing that was withdrawn or erased", "Восстановление не возвращает ни отозванного, ни удалённого"),
            clock.GetUtcNow(), clock.GetElapsedTime(started).TotalSeconds, "sqlite", 1, claims)
        {
            Controls = [new Control("naive-restore", new LocalText("files put back as they were, without the tail log", "файлы возвращены как были, без журнала отказов"), revived > 0 ? 1 : 0, 1)],
            Figures = [new Figure("replay", new LocalText("opening the restored store and replaying the tail log", "открытие восстановленного хранилища и повтор журнала отказов"), replay, "s")],
            Findings = [.. _findings.Take(ProofResult.FindingsMax)],
            Replay = $"fulcrum prove restore --customers {Customers}",
        };
    }

    private async Task LoseAsync()
    {
        await Drill.MakeAsync();
        await using var store = await Drill.OpenAsync();
        await Drill.AgreeAsync(store, All);
        await Drill.BackUpAsync();
        await Drill.WithdrawAsync(store, Withdrawn);
        await Drill.EraseAsync(store, Erased);
        Drill.Pass(TimeSpan.FromMinutes(1));
    }

    private async Task<Dictionary<int, string>> AnswersAsync(string name)
    {
        await using var store = await Drill.OpenAsync(name);
        return await Drill.DecideAsync(store, All);
    }

    private Claim Claim(string key, string en, string ru, int[] customers, Dictionary<int, string> answers, Func<string, bool> isViolated)
    {
        var violated = customers.Where(customer => isViolated(answers[customer])).ToList();
        _findings.AddRange(violated.Select(customer => $"{key}: made-up customer {customer} was answered {answers[customer]}"));
        return new Claim(key, new LocalText(en, ru), violated.Count, customers.Length, new LocalText("customers", "клиентов"));
    }
}
