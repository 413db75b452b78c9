using System.Text;
using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Records;

namespace Fulcrum.Cli.Tests.Rights;

/// <summary>Whoever was erased does not come back by accident: every way in knows the tombstone, and what happens later is somebody new.</summary>
public abstract class ErasureDoorContract : IDisposable
{
    private const int Erased = 1;
    private const int Neighbour = 2;
    private const int Late = 3;

    private readonly DrillFolder _drill;

    private protected ErasureDoorContract(DrillFolder drill) => _drill = drill;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Instant Now => Instant.From(_drill.Clock.GetUtcNow());

    public void Dispose()
    {
        _drill.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Events_of_before_are_refused_under_their_old_message_ids_and_under_new_ones()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        var before = await LiveAndEraseAsync(store);

        var replay = await SendAsync(store, Booked(Erased, before, "m-old"), Booked(Neighbour, before, "m-neighbour"));
        var late = await SendAsync(store, Booked(Erased, before, "m-new"), Booked(Neighbour, before, "m-late"), Booked(Erased, before - TimeSpan.FromDays(3), "m-older"));

        Assert.Equal(new CollectOutcome(2, 0, 2, 0, 0), replay);
        Assert.Equal(new CollectOutcome(3, 1, 0, 0, 2), late);
        await AssertNobodyAsync(store, Erased);
    }

    [Fact]
    public async Task Consents_of_before_make_nobody_known_whatever_they_say()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        var before = await LiveAndEraseAsync(store);

        foreach (var state in new[] { ConsentState.Given, ConsentState.Refused, ConsentState.Withdrawn })
        {
            var outcome = await SayAsync(store, Erased, state, before);
            Assert.Equal((0, 1), (outcome.Recorded.Length, outcome.BeforeErasure));
        }

        await AssertNobodyAsync(store, Erased);
        Assert.Equal(0, (await SayAsync(store, Neighbour, ConsentState.Withdrawn, before)).BeforeErasure);
    }

    [Fact]
    public async Task What_was_kept_aside_before_is_gone_or_refused_when_it_is_released()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();

        // Kept aside before anybody knew the subject, and once more after.
        await KeepAsideAsync(store, "m-aside-1");
        var before = await LiveAndEraseAsync(store, () => KeepAsideAsync(store, "m-aside-2"));

        var kept = await store.Core.Quarantine.ListAsync(null, null, 10, Token);
        foreach (var row in kept)
        {
            var outcome = await store.Core.Quarantine.ReplayAsync(
                row.Id, null, (_, at) => Booked(Erased, before, "m-aside-1", at), _ => Web(store), "clerk", "mended", Token);
            Assert.Equal((ReplayState.Judged, "subject-erased"), (outcome.State, outcome.Fate.Fault?.Code));
        }

        await AssertNobodyAsync(store, Erased);
    }

    [Fact]
    public async Task An_import_of_the_same_file_brings_back_neither_events_nor_made_up_consents()
    {
        var (place, file, mapping) = (_drill.Place("store").ToString(), _drill.Path("orders.txt"), Path.Combine(Folder.Repository, "samples", "cdnow", "mapping.yaml"));
        await _drill.MakeAsync();
        await File.WriteAllTextAsync(file, Orders, Token);
        Assert.Equal(ExitCode.Ok, await RunAsync("import", file, "--mapping", mapping, "--store", place));
        await using (var store = await _drill.OpenAsync())
        {
            _drill.Clock.Advance(TimeSpan.FromMinutes(1));
            foreach (var number in Numbers)
            {
                Assert.NotNull(await store.Core.Erasures.EraseAsync([Number(store, number)], "clerk", "asked for it", Token));
            }
        }

        // Another file with the same purchases, as an export made anew would be.
        await File.WriteAllTextAsync(file, Orders + " 00099 0099 19970101 1   9.99\n", Token);
        Assert.NotEqual(ExitCode.Usage, await RunAsync("import", file, "--mapping", mapping, "--store", place));

        await using var after = await _drill.OpenAsync();
        foreach (var number in Numbers)
        {
            var standings = await after.Core.Consents.ReadAsync([Number(after, number)], Token);
            Assert.All(standings, standing => Assert.True(standing.Standing.At > Now - TimeSpan.FromSeconds(1), standing.Purpose.Name));
            Assert.Equal(0, await EventsAsync(after, number));
        }

        Assert.Equal(1, await EventsAsync(after, "00099"));
    }

    [Fact]
    public async Task A_copied_store_refuses_the_same()
    {
        await _drill.MakeAsync();
        Instant before;
        await using (var store = await _drill.OpenAsync())
        {
            before = await LiveAndEraseAsync(store);
        }

        Assert.Equal(ExitCode.Ok, await RunAsync("store", "copy", "--from", _drill.Place("store").ToString(), "--to", _drill.Path("copy")));
        await using var copy = await OpenStore.OpenAsync(_drill.Path("copy"), _drill.Around, Token);

        Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), await SendAsync(copy, Booked(Erased, before, "m-new")));
        Assert.Equal(1, (await SayAsync(copy, Erased, ConsentState.Given, before)).BeforeErasure);
        await AssertNobodyAsync(copy, Erased);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restored_store_refuses_the_same_once_it_has_its_tail_and_makes_nobody_known_who_came_and_went_since(bool tailIsThere)
    {
        await _drill.MakeAsync();
        Instant before;
        await using (var store = await _drill.OpenAsync())
        {
            await _drill.AgreeAsync(store, [Erased, Neighbour]);
            await _drill.BackUpAsync();
            before = Now;
            await _drill.AgreeAsync(store, [Late]);
            await _drill.WithdrawAsync(store, [Late]);
            await _drill.EraseAsync(store, [Erased, Late]);
            _drill.Pass(TimeSpan.FromMinutes(10));
        }

        await _drill.RestoreAsync("again", tailIsThere);
        if (!tailIsThere)
        {
            // Served without it meanwhile: nobody is personalized, and it learns of the erasures when the tail arrives.
            await using var stale = await _drill.OpenAsync("again");
            Assert.DoesNotContain("personal", (await _drill.DecideAsync(stale, [Erased, Neighbour, Late])).Values);
        }

        var replayed = await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path(tailIsThere ? "again-tail" : "store-tail"), _drill.Around, Token);
        Assert.True(replayed.IsWhole, replayed.Fault?.ToString());

        await using var again = await _drill.OpenAsync("again");
        foreach (var customer in new[] { Erased, Late })
        {
            Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), await SendAsync(again, Booked(customer, before, $"m-new-{customer}")));
            Assert.Equal(1, (await SayAsync(again, customer, ConsentState.Given, before)).BeforeErasure);
            await AssertNobodyAsync(again, customer);
        }
    }

    [Fact]
    public async Task What_happens_later_is_somebody_new_with_nothing_of_the_old()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        var before = await LiveAndEraseAsync(store);
        _drill.Pass(TimeSpan.FromHours(1));

        Assert.Single((await SayAsync(store, Erased, ConsentState.Given, Now)).Recorded);
        Assert.Equal(new CollectOutcome(1, 1, 0, 0, 0), await SendAsync(store, Booked(Erased, Now, "m-anew")));
        Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), await SendAsync(store, Booked(Erased, before, "m-old-again")));

        var subject = await SubjectAsync(store, Erased);
        var records = await store.Core.Records.ExportAsync([DrillStore.User(store, Erased)], new RecordAsking("", "en", ""), Token);
        var rows = await store.Core.Store.Journal.ReadSubjectAsync(subject, 0, Token);
        Assert.True(subject.Value > 2, "An id that was erased is never given again.");
        Assert.Single(records);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.True(row.Row.At > before));

        // An old yes says nothing about them; an old no protects whoever is known now.
        Assert.Equal(1, (await SayAsync(store, Erased, ConsentState.Given, before, "analytics")).BeforeErasure);
        Assert.Equal(0, (await SayAsync(store, Erased, ConsentState.Refused, before, "sales-assistance")).BeforeErasure);
        Assert.Equal("personal", (await _drill.DecideAsync(store, [Erased]))[Erased]);
    }

    private const string Orders = " 00001 0001 19970101 1  11.77\n 00002 0002 19970112 1  12.00\n 00003 0003 19970102 2  20.76\n";

    private static readonly string[] Numbers = ["00001", "00002", "00003"];

    /// <summary>Two customers agree and send; one of them is erased ten minutes later.</summary>
    /// <returns>When they were there.</returns>
    private async Task<Instant> LiveAndEraseAsync(OpenStore store, Func<Task>? between = null)
    {
        await _drill.AgreeAsync(store, [Erased, Neighbour]);
        var before = Now;
        await SendAsync(store, Booked(Erased, before, "m-old"), Booked(Neighbour, before, "m-neighbour"));
        await (between?.Invoke() ?? Task.CompletedTask);
        _drill.Pass(TimeSpan.FromMinutes(10));
        await _drill.EraseAsync(store, [Erased]);
        return before;
    }

    private async Task KeepAsideAsync(OpenStore store, string message)
    {
        var outcome = await SendAsync(store, Booked(Erased, Now, message, properties: """{"model":7}"""));
        Assert.Equal(1, outcome.Quarantined);
    }

    private static async Task AssertNobodyAsync(OpenStore store, int customer)
    {
        Assert.Empty(await store.Core.Consents.ReadAsync([DrillStore.User(store, customer)], Token));
        Assert.True((await SubjectAsync(store, customer)).IsNone);
    }

    private static async Task<SubjectId> SubjectAsync(OpenStore store, int customer) =>
        await store.Core.Store.Identifiers.FindAsync(store.Core.Identifiers.KeyOf(DrillStore.User(store, customer)), Token);

    private static async Task<int> EventsAsync(OpenStore store, string number)
    {
        var subject = await store.Core.Store.Identifiers.FindAsync(store.Core.Identifiers.KeyOf(Number(store, number)), Token);
        return (await store.Core.Store.Journal.ReadSubjectAsync(subject, 0, Token)).Count(row => row.Row.Kind == Profiles.EntryKind.Event);
    }

    private static Identity.Identifier Number(OpenStore store, string number)
    {
        Assert.True(store.Core.Identifiers.TryRead("customer-number", number, verified: false, out var identifier, out _));
        return identifier;
    }

    private async Task<ConsentOutcome> SayAsync(OpenStore store, int customer, ConsentState state, Instant at, string purpose = "personalization")
    {
        var record = new ConsentRecord(purpose, state, "web-privacy@2026-11", "en", at, Now, "web", ConsentMethod.Express, false, "test", [], false);
        return await store.Core.Consents.RecordAsync(new ConsentRequest([DrillStore.User(store, customer)], "", [record]), Token);
    }

    private static Source Web(OpenStore store) => store.Core.Workspace.Current.Sources["web"];

    private static async Task<CollectOutcome> SendAsync(OpenStore store, params Event[] events) =>
        await store.Core.Collect.CollectAsync(Web(store), events, default, Token);

    /// <summary>Received now, whenever it happened.</summary>
    private Event Booked(int customer, Instant at, string message, Instant? receivedAt = null, string properties = """{"model":"roadster"}""") => new()
    {
        Type = EventType.Track,
        Name = "Test Drive Booked",
        UserId = $"u-{customer}",
        AnonymousId = "",
        MessageId = message,
        Properties = Encoding.UTF8.GetBytes(properties),
        Context = Encoding.UTF8.GetBytes("{}"),
        Raw = Encoding.UTF8.GetBytes($$"""{"event":"Test Drive Booked","userId":"u-{{customer}}","messageId":"{{message}}"}"""),
        OccurredAt = at,
        ReceivedAt = receivedAt ?? Now,
    };

    private Task<int> RunAsync(params string[] arguments) => FulcrumProgram.RunAsync(arguments, _drill.Around, Token);
}
