using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Backups.Ledger;
using Fulcrum.Bench.Hosts;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Bench.Figures;

/// <summary>consent.check, consent.bytes, consent.write: what asking for a permit costs, and how many consents a second get to disk and into the ledger.</summary>
internal static class ConsentFigures
{
    private const int Subjects = 100_000;
    private const int ChecksARound = 2_000_000;
    private const int RowBytes = 600;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            var (random, clock) = (new SystemRandom(), TimeProvider.System);
            await using var store = await SqliteStore.OpenAsync(folder, clock, random, SqliteStoreOptions.Default, CancellationToken.None);
            await BenchStore.ApplyAsync(store, durable: true, grantEverything: false, clock);
            await using var core = await FulcrumCore.OpenAsync(
                store, clock, random, new CoreOptions(Subjects * 2, TimeSpan.FromSeconds(2)) { Ledger = LedgerKeyFile.Open(folder, random) }, CancellationToken.None);
            await BenchStore.PreloadAsync(core, Subjects, clock);

            var figures = new List<Figure>();
            if (settings.Wants("consent.check") || settings.Wants("consent.bytes"))
            {
                figures.AddRange(await ChecksAsync(core, settings));
            }

            if (settings.Wants("consent.write"))
            {
                figures.Add(await WritesAsync(core, folder, settings));
            }

            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One permit for one of many subjects, none of them twice in a row, over finding what is kept of the same subject in a dictionary.</summary>
    private static async Task<IReadOnlyList<Figure>> ChecksAsync(FulcrumCore core, BenchSettings settings)
    {
        var subjects = new Subject[Subjects];
        var allowed = new Dictionary<SubjectId, PurposeSet>();
        var purpose = core.Workspace.Current.Purposes["personalization"];
        for (var number = 0; number < Subjects; number++)
        {
            subjects[number] = await core.Door.FindAsync([Identify(core, number)], CancellationToken.None) ?? throw new InvalidOperationException("A customer is not known.");
            allowed[subjects[number].Id] = purpose.Alone;
        }

        var (use, at) = (new Use("bench", purpose, null, [], null), core.Now);
        var order = new Random(20261130).GetItems(Enumerable.Range(0, Subjects).ToArray(), ChecksARound);
        var bytes = new List<double>();
        var pairs = await Rounds.InterleaveAsync(
            settings.Rounds,
            () => Task.FromResult(Nanoseconds(order, number => subjects[number].TryCheck(use, at, out var check) && check.IsPermitted, bytes)),
            () => Task.FromResult(Nanoseconds(order, number => allowed.TryGetValue(subjects[number].Id, out var purposes) && purposes.Contains(purpose), [])));
        var (whole, wholeBytes) = await WholePermitsAsync(core, order);
        return
        [
            Figure.AtMost("consent.check", "ratio", 20, pairs.Ratios(), string.Create(
                CultureInfo.InvariantCulture, $"{pairs.Absolute("ns")}, among {Subjects} subjects; from an identifier to a permit with ten facts {whole:0} ns and {wholeBytes:0} bytes")),
            Figure.AtMost("consent.bytes", "bytes", 0, bytes[Rounds.WarmUps..], "allocated by one permit"),
        ];
    }

    private static double Nanoseconds(int[] order, Func<int, bool> isPermitted, List<double> bytes)
    {
        var (permitted, allocated, clock) = (0, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        foreach (var number in order)
        {
            permitted += isPermitted(number) ? 1 : 0;
        }

        var elapsed = clock.Elapsed;

        // Whole bytes: what a round itself takes once is no permit's.
        bytes.Add((GC.GetAllocatedBytesForCurrentThread() - allocated) / order.Length);
        return permitted == order.Length ? elapsed.TotalNanoseconds / order.Length : throw new InvalidOperationException($"{order.Length - permitted} were refused; all have agreed.");
    }

    /// <summary>What a decision asks for: the subject of an identifier, its lock, a permit, and ten facts.</summary>
    private static async Task<(double Nanoseconds, double Bytes)> WholePermitsAsync(FulcrumCore core, int[] order)
    {
        var workspace = core.Workspace.Current;
        var use = new Use("bench", workspace.Purposes["personalization"], null, [.. Enumerable.Range(0, 10).Select(fact => workspace.Facts[$"f{fact}"])], null);
        var (at, taken, measured) = (core.Now, order[..100_000], (Nanoseconds: 0.0, Bytes: 0.0));
        var identifiers = taken.Select(number => Identify(core, number)).ToArray();
        for (var turn = 0; turn < Rounds.WarmUps; turn++)
        {
            var (allocated, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            foreach (var identifier in identifiers)
            {
                var subject = await core.Door.FindAsync([identifier], CancellationToken.None);
                using var session = subject?.Enter();
                if (session?.Ask(use, at) is not Permit)
                {
                    throw new InvalidOperationException("A permit was refused; all have agreed.");
                }
            }

            measured = (clock.Elapsed.TotalNanoseconds / taken.Length, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / taken.Length);
        }

        return measured;
    }

    /// <summary>Consents by 512 callers, each acknowledged once journal and ledger have it, over rows as long that the same journal takes alone.</summary>
    private static async Task<Figure> WritesAsync(FulcrumCore core, string folder, BenchSettings settings)
    {
        var floorFolder = Directory.CreateDirectory(Path.Combine(folder, "floor")).FullName;
        await using var bare = await SqliteStore.OpenAsync(floorFolder, TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
        var payload = RandomNumberGenerator.GetBytes(RowBytes);
        var (next, row) = (-1L, 0L);
        var pairs = await Rounds.InterleaveAsync(
            settings.Rounds,
            () => AppendFigures.RunAsync(settings.Round, async () =>
            {
                var number = Interlocked.Increment(ref next);
                var outcome = await core.Consents.RecordAsync(Change(core, number), CancellationToken.None);
                if (outcome.Recorded.Length != 1 || outcome.Invalid > 0)
                {
                    throw new InvalidOperationException("A consent was not recorded.");
                }
            }),
            () => AppendFigures.RunAsync(settings.Round, () =>
            {
                var number = Interlocked.Increment(ref row);
                return bare.Journal.Append(JournalBatch.Of(
                    new JournalRow(EntryKind.Consent, new SubjectId((number % Subjects) + 1), Instant.From(TimeProvider.System.GetUtcNow()), 1, 0, default, payload))).Durable;
            }));
        return Figure.AtLeast("consent.write", "ratio", 0.5, pairs.Ratios(), pairs.Absolute("consents/s, withdrawals and grants by turns, in journal and ledger"));
    }

    /// <summary>Customers take their yes back and give it again by turns, so that everything they say is a change that is written.</summary>
    private static ConsentRequest Change(FulcrumCore core, long number)
    {
        var (customer, turn, at) = ((int)(number % Subjects), number / Subjects, core.Now);
        return new ConsentRequest(
            [Identify(core, customer)],
            "",
            [new ConsentRecord("personalization", turn % 2 == 0 ? ConsentState.Withdrawn : ConsentState.Given, "bench@1", "en", at, at, "web", ConsentMethod.Express, false, "bench", [], false)]);
    }

    private static Identity.Identifier Identify(FulcrumCore core, int number) =>
        core.Identifiers.TryRead("user-id", Customers.UserId(number), verified: false, out var identifier, out var fault) ? identifier : throw new InvalidOperationException(fault.Code);
}
