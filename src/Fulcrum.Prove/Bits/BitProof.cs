using System.Diagnostics;
using System.Globalization;
using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Storage;

namespace Fulcrum.Prove.Bits;

/// <summary>
/// Goal: a damaged file never changes a consent in silence. Method: a store is filled and left, half the time closed, half
/// the time killed with its log full; in a copy a bit is flipped or a sector zeroed, anywhere in any file; the real store
/// opens it, and every standing, a decision for every purpose and every acknowledged event are compared with what was told.
/// </summary>
/// <param name="trials">How many damages.</param>
/// <param name="seed">What chance starts from.</param>
public sealed class BitProof(int trials, int seed)
{
    private const int ControlTrials = 60;

    private static readonly PlantedFault UncheckedSeals = new() { Store = static store => new UncheckedStore(store) };
    private static readonly PlantedFault UncheckedMacs = new() { Ledger = static (files, secrets) => new UncheckedLedger(files, secrets) };

    private readonly List<string> _findings = [];
    private long _silent;
    private long _unforeseen;
    private long _forgotten;
    private long _ledger;
    private long _harmless;
    private long _contained;
    private long _refused;

    /// <summary>Runs it.</summary>
    public async Task<ProofResult> RunAsync(CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        using var closed = await FilledStore.MakeAsync(seed, isKilled: false, cancellation);
        using var killed = await FilledStore.MakeAsync(seed + 1, isKilled: true, cancellation);
        var chance = new Random(seed);
        for (var trial = 0; trial < trials; trial++)
        {
            var filled = chance.Next(2) == 0 ? closed : killed;
            await TryAsync(trial, filled, chance, PlantedFault.None, DamagedFile.Make, cancellation);
        }

        var (silent, findings) = (_silent, _findings.ToArray());
        var outcome = new Figure[]
        {
            new("harmless", new("harmless", "безвредно"), _harmless, "damages"),
            new("contained", new(
                "noticed, and only the subject concerned answered without consent, or nothing granted while the ledger was broken",
                "замечено и ограничено одним субъектом либо запретом новых согласий"), _contained, "damages"),
            new("refused", new("refused to start, with file and remedy", "отказ запуска с файлом и советом"), _refused, "damages"),
        };
        var (unforeseen, forgotten, ledger) = (_unforeseen, _forgotten, _ledger);
        for (var trial = 0; trial < ControlTrials && _silent == silent; trial++)
        {
            await TryAsync(trial, closed, chance, UncheckedSeals, DamagedBody.Make, cancellation);
        }

        for (var trial = 0; trial < ControlTrials && _ledger == ledger; trial++)
        {
            await TryAsync(trial, closed, chance, UncheckedMacs, DamagedEntry.Make, cancellation);
        }

        var damages = new Workspaces.LocalText("damages", "повреждений");
        return new ProofResult(
            "bits", new("Damaged files change no consent in silence", "Повреждение файлов не меняет согласий незаметно"), TimeProvider.System.GetUtcNow(),
            Stopwatch.GetElapsedTime(from).TotalSeconds, "sqlite", seed,
            [
                new("consent-silently-wrong", new("changed a consent in silence", "незаметно изменили согласие"), silent, trials, damages),
                new("event-silently-forgotten", new("made an acknowledged event unknown in silence", "незаметно забыли подтверждённое событие"), forgotten, trials, damages),
                new("ledger-wrong", new(
                    "let the ledger tell something else in silence, or grant, or refuse a withdrawal, while it was broken",
                    "незаметно изменили журнал согласий, либо при его поломке дано согласие или отклонён отзыв"), ledger, trials, damages),
                new("unforeseen", new("ended in anything but an answer, or a refusal with file and remedy", "завершились непредвиденной ошибкой"), unforeseen, trials, damages),
            ])
        {
            Controls =
            [
                new("seals-not-verified", new("a store that opens payloads without verifying their seal", "хранилище, не проверяющее печать"), _silent > silent ? 1 : 0, 1),
                new("macs-not-checked", new("a ledger that does not check the MACs of its entries", "журнал согласий, не проверяющий свои записи"), _ledger > ledger ? 1 : 0, 1),
            ],
            Figures = [.. outcome],
            Findings = [.. findings.Take(ProofResult.FindingsMax)],
            Replay = string.Create(CultureInfo.InvariantCulture, $"fulcrum prove bits --damages {trials} --seed {seed}"),
        };
    }

    private async Task TryAsync(
        int trial, FilledStore filled, Random chance, PlantedFault planted, Func<string, Random, string> damage, CancellationToken cancellation)
    {
        using var copy = new ScratchFolder();
        filled.CopyTo(copy.Path);
        if (planted != PlantedFault.None || chance.Next(2) == 0)
        {
            // They can be thrown away at any time; then every row counts.
            foreach (var file in Directory.EnumerateFiles(copy.Path, "snapshots.db*"))
            {
                File.Delete(file);
            }
        }

        var what = damage(copy.Path, chance);
        try
        {
            await using var store = await ProvedStore.OpenAsync(copy.Path, ProvedStore.Small, planted, cancellation);
            var found = await StoreAudit.RunAsync(store, filled.Ledger, filled.Acknowledged, cancellation);
            var isNoticed = found.Noticed > 0;
            if (found.WronglyUsed > 0 || (found.Differing > 0 && !isNoticed))
            {
                Count(ref _silent, trial, what, string.Join("; ", found.Said));
            }
            else if (found.LedgerWrong > 0)
            {
                Count(ref _ledger, trial, what, string.Join("; ", found.Said));
            }
            else if (found.Forgotten > 0 && !isNoticed)
            {
                Count(ref _forgotten, trial, what, string.Join("; ", found.Said));
            }
            else
            {
                _ = isNoticed ? _contained++ : _harmless++;
            }
        }
        catch (StoreStartException refusal) when (refusal.Fault.Remedy.Length > 0 && NamesFile(refusal.Fault.What, copy.Path))
        {
            _refused++;
        }
        catch (StoreUnavailableException refusal) when (refusal.Message.Contains("fulcrum backup restore", StringComparison.Ordinal) && NamesFile(refusal.Message, copy.Path))
        {
            _refused++;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Count(ref _unforeseen, trial, what, fault.ToString());
        }
    }

    private static bool NamesFile(string what, string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file => what.Contains(Path.GetFileName(file), StringComparison.Ordinal));

    private void Count(ref long counter, int trial, string what, string found)
    {
        counter++;
        _findings.Add(string.Create(CultureInfo.InvariantCulture, $"damage {trial} ({what}): {found}"));
    }
}
