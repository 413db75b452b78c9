using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Stores;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Tests.Rights;

/// <summary>
/// Goal: nobody erased returns, whatever happens meanwhile. Method: the real server, killed with SIGKILL at a moment of chance while the same few
/// customers send events, agree, are exported, are erased, and the store is compacted; then everything old is sent again.
/// </summary>
public sealed class ErasureFireTests
{
    private const int Customers = 6;
    private const int FirstSeed = 1;

    private static readonly int Runs = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" or "2" ? 200 : 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_erased_returns_while_events_arrive_files_are_written_and_the_server_is_killed()
    {
        using var folder = new Folder();
        var clock = new DrillClock(TimeProvider.System);
        var drill = new DrillStore(folder.Root, Path.Combine(Folder.Repository, "samples"), clock, clock.Advance);
        await drill.MakeAsync();
        var (erased, sent) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var fire = new Fire(FirstSeed + run);
            using (var server = await ServedStore.StartAsync(drill.Path("store")))
            {
                await fire.BurnAsync(server);
            }

            await using var store = await drill.OpenAsync();
            await AssertNobodyReturnedAsync(store, fire);
            (erased, sent) = (erased + fire.Erasures.Count, sent + fire.Events.Count);
        }

        Assert.True(erased > Runs, "Too few were erased before the kills to say anything.");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $":: erasure under fire: 0 of {erased} erased returned over {Runs} kills (<= {3.0 / erased:P2}); {sent} of their events sent again"));
    }

    private static async Task AssertNobodyReturnedAsync(OpenStore store, Fire fire)
    {
        var core = store.Core;
        var seed = $"seed {fire.Seed}";
        var web = core.Workspace.Current.Sources["web"];
        foreach (var (customer, sequence, at) in fire.Erasures)
        {
            var standing = (await core.Store.Compaction!.FindAsync(sequence, Token))!;
            Assert.True(standing is { IsDeleted: true }, seed);
            foreach (var subject in standing.Subjects)
            {
                Assert.True(await core.Store.Keys.FindAsync(subject, Token) is null, seed);
                Assert.True((await core.Store.Journal.ReadSubjectAsync(subject, 0, Token)).Count == 0, seed);
                Assert.True(await core.Store.Snapshots.FindAsync(subject, Token) is null, seed);
            }

            // Whoever is known by the identifier now came later, with nothing of before but a no that waited for the erasure and protects them.
            var identifier = Read(core, fire.UserOf(customer));
            var key = core.Identifiers.KeyOf(identifier);
            var now = await core.Store.Identifiers.FindAsync(key, Token);
            Assert.DoesNotContain(now, standing.Subjects);
            Assert.True(core.Store.Eraser.FindTombstone(key) >= at, seed);
            var before = now.IsNone ? [] : (await core.Store.Journal.ReadSubjectAsync(now, 0, Token)).Where(row => row.Row.At < at).ToArray();
            Assert.All(before, row => Assert.True(row.Row.Kind == EntryKind.Consent, seed));
            Assert.All(
                before.Length == 0 ? [] : await core.Consents.ReadAsync([identifier], Token),
                said => Assert.False(said.Standing.State == ConsentState.Given && said.Standing.At < at, seed));
        }

        // Everything once more, under old ids and under new ones: what happened before the last erasure of its customer is never kept.
        var received = core.Now;
        foreach (var (customer, message, occurred) in fire.Events)
        {
            if (fire.Erasures.Where(one => one.Customer == customer).Select(one => one.At).DefaultIfEmpty(new Instant(0)).Max() >= occurred)
            {
                var again = await core.Collect.CollectAsync(web, [Booked(fire.UserOf(customer), message, occurred, received), Booked(fire.UserOf(customer), message + "-anew", occurred, received)], default, Token);
                Assert.True(again.Stored == 0 && again.Quarantined == 0, seed);
            }
        }

        var counts = await core.Store.Intake.ReadCountsAsync(new Instant(0), core.Now + TimeSpan.FromHours(1), Token);
        Assert.True(counts.Sum(one => one.Received) == counts.Sum(one => one.Stored + one.Duplicate + one.Quarantined + one.Refused), seed);
    }

    private static Identity.Identifier Read(FulcrumCore core, string user)
    {
        Assert.True(core.Identifiers.TryRead("user-id", user, verified: false, out var identifier, out _));
        return identifier;
    }

    private static Event Booked(string user, string message, Instant occurred, Instant received) => new()
    {
        Type = EventType.Track,
        Name = "Test Drive Booked",
        UserId = user,
        MessageId = message,
        Properties = Encoding.UTF8.GetBytes("""{"model":"roadster"}"""),
        Context = Encoding.UTF8.GetBytes("{}"),
        Raw = Encoding.UTF8.GetBytes("{}"),
        OccurredAt = occurred,
        ReceivedAt = received,
    };

    /// <summary>One server's life under load, until it is killed.</summary>
    private sealed class Fire(int seed)
    {
        private volatile bool _isOver;

        public int Seed => seed;

        /// <summary>Every erasure that was acknowledged.</summary>
        public ConcurrentBag<(int Customer, long Sequence, Instant At)> Erasures { get; } = [];

        /// <summary>Every event that was sent, with an answer or without.</summary>
        public ConcurrentBag<(int Customer, string Message, Instant Occurred)> Events { get; } = [];

        public string UserOf(int customer) => string.Create(CultureInfo.InvariantCulture, $"fire-{seed}-{customer}");

        public async Task BurnAsync(ServedStore server)
        {
            var chance = new Random(seed);
            var tasks = Enumerable.Range(1, 3).Select(sender => SendAsync(server, sender)).Append(ConsentAsync(server)).Append(EraseAsync(server)).Append(ExportAsync(server)).Append(CompactAsync(server)).ToArray();
            while (Erasures.Count < 2 + chance.Next(6) && !server.Process.HasEnded)
            {
                await Task.Delay(5, Token);
            }

            await Task.Delay(chance.Next(60), Token);
            server.Process.Kill();
            await server.Process.EndAsync();
            _isOver = true;
            await Task.WhenAll(tasks);
        }

        private Task SendAsync(ServedStore server, int sender) => UntilKilledAsync(sender, async (chance, turn) =>
        {
            var (customer, now) = (chance.Next(Customers), Instant.From(DateTimeOffset.UtcNow));
            var occurred = now - TimeSpan.FromMilliseconds(chance.Next(3_000));
            var message = string.Create(CultureInfo.InvariantCulture, $"m-{seed}-{sender}-{turn}");
            Events.Add((customer, message, occurred));
            await server.PostAsync(
                "/v1/track",
                $$$"""{"event":"Test Drive Booked","userId":"{{{UserOf(customer)}}}","messageId":"{{{message}}}","timestamp":"{{{occurred}}}","properties":{"model":"roadster"}}""", ServedStore.WebKey);
        });

        private Task ConsentAsync(ServedStore server) => UntilKilledAsync(11, async (chance, _) =>
        {
            var at = Instant.From(DateTimeOffset.UtcNow) - TimeSpan.FromMilliseconds(chance.Next(3_000));
            await server.PostAsync(
                "/v1/consents",
                $$"""{"identifiers":{"userId":"{{UserOf(chance.Next(Customers))}}"},"decisions":[{"purpose":"personalization","state":"{{(chance.Next(2) == 0 ? "given" : "withdrawn")}}","notice":"web-privacy@2026-11","language":"en","at":"{{at}}","channel":"web"}]}""",
                server.DecideKey);
        });

        private Task EraseAsync(ServedStore server) => UntilKilledAsync(12, async (chance, _) =>
        {
            var customer = chance.Next(Customers);
            var (_, answer) = await server.PostAsync("/v1/erasures", $$"""{"identifiers":{"userId":"{{UserOf(customer)}}"},"by":"clerk","why":"asked"}""", server.AdminKey);
            if (answer.TryGetProperty("erased", out var erased) && erased.ValueKind == JsonValueKind.True)
            {
                Erasures.Add((customer, answer.GetProperty("sequence").GetInt64(), Instant.From(answer.GetProperty("at").GetDateTimeOffset())));
            }

            await Task.Delay(chance.Next(20), Token);
        });

        private Task ExportAsync(ServedStore server) => UntilKilledAsync(13, async (chance, _) =>
            await server.PostAsync("/v1/consents/export", $$"""{"identifiers":{"userId":"{{UserOf(chance.Next(Customers))}}"},"format":"ours"}""", server.AdminKey));

        private Task CompactAsync(ServedStore server) => UntilKilledAsync(14, async (chance, _) =>
        {
            await server.PostAsync("/v1/erasures/compaction", "{}", server.AdminKey);
            await Task.Delay(chance.Next(30), Token);
        });

        private Task UntilKilledAsync(int who, Func<Random, int, Task> act) => Task.Run(async () =>
        {
            var chance = new Random((seed * 100) + who);
            for (var turn = 0; !_isOver; turn++)
            {
                try
                {
                    await act(chance, turn);
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
                {
                    // Killed, or about to be: what it did is not known.
                    await Task.Delay(5, Token);
                }
            }
        }, Token);
    }
}
