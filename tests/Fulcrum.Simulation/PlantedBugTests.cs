using Fulcrum.Collect;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;

namespace Fulcrum.Simulation;

/// <summary>A simulation that finds nothing proves nothing: each of these faults, planted beside the real code, must be found.</summary>
public class PlantedBugTests
{
    private const int SeedsMax = 5_000;

    private static readonly Dictionary<string, PlantedBug> Bugs = new()
    {
        ["acknowledged before it is on disk"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Says = (_, ticket) => ticket with { Durable = Task.CompletedTask } },
        }),
        ["consent rows are left out of the batch"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Writes = batch => batch with { Rows = [.. batch.Rows.Select(WithoutConsent)] } },
        }),
        ["the last row is skipped when a profile is read back"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Reads = (_, entries) => [.. entries.SkipLast(1)] },
        }),
        ["what became of events is not counted"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Writes = batch => batch with { Counts = [] } },
        }),
        ["a message id is taken twice"] = new((store, _) => new FaultyStore(store) { Dedupe = new ForgetfulDedupe(store.Dedupe) }),
        ["the identifier index forgets"] = new((store, _) => new FaultyStore(store) { Identifiers = new ForgetfulIndex(store.Identifiers) }),
        ["an erasure leaves everything where it is"] = new((store, _) => new FaultyStore(store) { Eraser = new LazyEraser(store.Eraser) }),
        ["decisions are cached in front of consent"] = new(core => new CachedDecisions(core)),
        ["a withdrawal after a grant is taken for no change"] = new(core => new DeafConsents(core)),
        ["an erasure is acknowledged and not made"] = new(core => new PoliteErasures(core)),
        ["a consent is dated by when it came"] = new(core => new RedatedConsents(core)),
        ["a request id is lost on the way"] = new(core => new ForgottenRequests(core)),
        ["a decision is answered before it is on disk"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner)
            {
                Says = (batch, ticket) => batch.Rows.Any(row => row.Kind == EntryKind.Decision) ? ticket with { Durable = Task.CompletedTask } : ticket,
            },
        }),
        ["a second sending is acknowledged before the first is on disk"] = new((store, _) => new FaultyStore(store) { Dedupe = new HastyDedupe(store.Dedupe) }),
        ["a message id taken for nothing is not given back"] = new((store, _) => new FaultyStore(store) { Dedupe = new ClutchingDedupe(store.Dedupe) }),
        ["what was shown is forgotten when a profile is read back"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Reads = (_, entries) => [.. entries.Where(entry => entry.Row.Kind != EntryKind.Decision)] },
        }),
        ["what was seen is forgotten when a profile is read back"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Reads = (_, entries) => [.. entries.Where(entry => entry.Row.Kind != EntryKind.Outcome)] },
        }),
        ["the first row after a snapshot is skipped"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Reads = (after, entries) => after > 0 ? [.. entries.Skip(1)] : entries },
        }),
        ["a cut is made in memory alone"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Writes = batch => batch with { Rows = [.. batch.Rows.Select(WithoutCut)] } },
        }),
        ["a withdrawal is kept of one part of a merged profile alone"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Writes = batch => batch with { Rows = [.. OneConsent(batch.Rows)] } },
        }),
        ["a repetition is counted twice"] = new((store, inner) => new FaultyStore(store)
        {
            Journal = new FaultyJournal(inner) { Writes = batch => batch with { Counts = [.. batch.Counts.Select(CountedTwice)] } },
        }),
        ["every leap of the machine's clock is followed"] = new(null, null, followsClock: true),
        ["somebody erased comes back with an old event"] = new((store, _) => new FaultyStore(store) { Eraser = new BlindEraser(store.Eraser) }),
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found(string name)
    {
        for (var seed = 0; seed < SeedsMax; seed++)
        {
            try
            {
                SimulationRun.Run(seed, Bugs[name]);
            }
            catch (InvalidOperationException found) when (found.InnerException is BrokenPromiseException broken)
            {
                Console.WriteLine($":: planted bug '{name}' found by seed {seed}: {broken.Promise}");
                return;
            }
        }

        Assert.Fail($"'{name}' was not found by {SeedsMax} seeds.");
    }

    private static JournalRow WithoutCut(JournalRow row) =>
        row.Kind == EntryKind.Cut ? row with { Subject = SubjectId.None } : row;

    private static IEnumerable<JournalRow> OneConsent(IEnumerable<JournalRow> rows)
    {
        var told = 0;
        foreach (var row in rows)
        {
            yield return row.Kind == EntryKind.Consent && told++ > 0 ? WithoutConsent(row) : row;
        }
    }

    private static CollectCount CountedTwice(CollectCount count) =>
        count with { Received = count.Received + count.Duplicate, Duplicate = count.Duplicate * 2 };

    private static JournalRow WithoutConsent(JournalRow row) =>
        row.Kind == EntryKind.Consent ? row with { Subject = SubjectId.None } : row;

    private sealed class PlantedBug(Func<SimulatedStore, IJournal, IStore>? store, Func<FulcrumCore, Port>? port, bool followsClock = false) : IPlantedBug
    {
        public PlantedBug(Func<SimulatedStore, IJournal, IStore> store)
            : this(store, null)
        {
        }

        public PlantedBug(Func<FulcrumCore, Port> port)
            : this(null, port)
        {
        }

        public IStore Wrap(SimulatedStore real) => store is null ? real : store(real, real.Journal);

        public Port Wrap(FulcrumCore core) => port is null ? new Port(core) : port(core);

        public TimeProvider Wrap(SteadyClock steady, TimeProvider machine) => followsClock ? machine : steady;
    }
}
