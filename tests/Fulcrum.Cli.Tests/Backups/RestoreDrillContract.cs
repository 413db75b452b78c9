using System.Text;
using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Stores;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>A restore brings back neither a withdrawn consent nor an erased customer: with the tail log because it is told, without because it dares nothing.</summary>
public abstract class RestoreDrillContract : IDisposable
{
    private static readonly int[] Withdrawn = [.. Enumerable.Range(0, 1000)];
    private static readonly int[] Erased = [.. Enumerable.Range(1000, 100)];
    private static readonly int[] Others = [.. Enumerable.Range(1100, 300)];
    private static readonly int[] LateAndWithdrawn = [.. Enumerable.Range(2000, 20)];
    private static readonly int[] LateAndErased = [.. Enumerable.Range(2020, 20)];
    private static readonly int NoMail = Others[2];
    private static readonly int NoPlace = Others[3];
    private static readonly int[] All = [.. Withdrawn, .. Erased, .. Others, .. LateAndWithdrawn, .. LateAndErased];

    private readonly DrillFolder _drill;

    private protected RestoreDrillContract(DrillFolder drill) => _drill = drill;

    public void Dispose()
    {
        _drill.Dispose();
        GC.SuppressFinalize(this);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_tail_everybody_is_answered_as_before_the_loss()
    {
        await LoseAsync();
        await _drill.RestoreAsync("again", withTail: true);

        var replayed = await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path("again-tail"), _drill.Around, Token);

        Assert.True(replayed.IsWhole, replayed.Fault?.ToString());
        await using var store = await _drill.OpenAsync("again");
        var answers = await _drill.DecideAsync(store, All);
        Assert.Equal([], Revived(answers));
        Assert.All(Withdrawn.Concat(LateAndWithdrawn), customer => Assert.Equal("consent-withdrawn", answers[customer]));
        Assert.All(Erased.Concat(LateAndErased), customer => Assert.Equal("unknown-subject", answers[customer]));
        Assert.All(Others, customer => Assert.Equal("personal", answers[customer]));
        await AssertErasedAsync(store, Erased);
        Assert.Equal(ConsentState.Refused, await PartOfAsync(store, NoMail, new ConsentScope("e-mail", "")));
        Assert.Equal(ConsentState.Refused, await PartOfAsync(store, NoPlace, new ConsentScope("", "user.location")));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $":: restore with the tail: 0 of {Withdrawn.Length + LateAndWithdrawn.Length} withdrawn revived (<= {3.0 / 1020:P2}), 0 of {Erased.Length + LateAndErased.Length} erased readable (<= {3.0 / 120:P1})");
    }

    [Fact]
    public async Task Without_the_tail_nobody_is_personalized_until_it_arrives_or_they_agree_again()
    {
        await LoseAsync();
        await _drill.RestoreAsync("again", withTail: false);
        await using (var store = await _drill.OpenAsync("again"))
        {
            var answers = await _drill.DecideAsync(store, All);
            Assert.DoesNotContain("personal", answers.Values);
            Assert.All(Withdrawn.Concat(Erased).Concat(Others), customer => Assert.Equal("consent-stale", answers[customer]));
            var account = (await _drill.ExplainAsync(store, Others[0]))!;
            Assert.Contains("restored after a loss", account.Sentence.En, StringComparison.Ordinal);
            Assert.Contains("восстановлены после потери", account.Sentence.Ru, StringComparison.Ordinal);

            // An old yes that comes late says nothing about what was said in between; a new one does.
            var before = _drill.Clock.GetUtcNow();
            await ReportLateAsync(store, Others[1], before - TimeSpan.FromMinutes(5));
            _drill.Clock.Advance(TimeSpan.FromSeconds(1));
            await _drill.SayAsync(store, Others[0], ConsentState.Given);
            await _drill.SayAsync(store, Withdrawn[0], ConsentState.Given);
            var later = await _drill.DecideAsync(store, [Others[0], Withdrawn[0], Others[1]]);
            Assert.Equal(("personal", "personal", "consent-stale"), (later[Others[0]], later[Withdrawn[0]], later[Others[1]]));
        }

        // The log it began for itself is not the one that is missing.
        var own = await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path("again-tail"), _drill.Around, Token);
        Assert.Equal("tail-hole", own.Fault!.Code);

        var replayed = await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path("store-tail"), _drill.Around, Token);

        Assert.True(replayed.IsWhole, replayed.Fault?.ToString());
        await using var whole = await _drill.OpenAsync("again");
        var told = await _drill.DecideAsync(whole, All);
        Assert.Equal([Withdrawn[0]], Revived(told));
        Assert.All(Others, customer => Assert.Equal("personal", told[customer]));
        await AssertErasedAsync(whole, Erased);
    }

    [Fact]
    public async Task A_tail_with_a_hole_is_taken_in_up_to_there_and_what_it_may_lack_stays_stale()
    {
        await LoseAsync();
        await _drill.RestoreAsync("again", withTail: false);
        var path = Directory.GetFiles(_drill.Path("store-tail"), "tail-*.log").Single();
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);

        var replayed = await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path("store-tail"), _drill.Around, Token);

        Assert.Equal("tail-broken", replayed.Fault!.Code);
        Assert.InRange(replayed.Records, 1, 1141);
        await using var store = await _drill.OpenAsync("again");
        Assert.DoesNotContain("personal", (await _drill.DecideAsync(store, All)).Values);
    }

    [Fact]
    public async Task A_passkey_opens_its_person_after_a_restore_and_none_opens_somebody_erased_since()
    {
        await _drill.MakeAsync();
        string ann, bob;
        await using (var store = await _drill.OpenAsync())
        {
            (ann, bob) = (await GivePasskeyAsync(store, "ann"), await GivePasskeyAsync(store, "bob"));
            await _drill.BackUpAsync();
            Assert.NotNull(await store.Core.Passkeys.UseAsync(ann, "key-ann", 8, Token));
            Assert.NotNull(await store.Core.Erasures.EraseAsync([AddressOf(store, "bob")], "drill", "asked for it", Token));
        }

        await _drill.RestoreAsync("again", withTail: true);
        Assert.True((await StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path("again-tail"), _drill.Around, Token)).IsWhole);

        await using var again = await _drill.OpenAsync("again");
        Assert.Equal("ann@example.com", (await again.Core.Passkeys.UseAsync(ann, "key-ann", 9, Token))!.Value);
        Assert.Null(await again.Core.Passkeys.FindAsync(bob, Token));
        Assert.Null(await again.Core.Passkeys.UseAsync(bob, "key-bob", 9, Token));
    }

    [Fact]
    public async Task A_naive_restore_is_caught()
    {
        await LoseAsync();
        _drill.RestoreNaively("again");

        await using var store = await _drill.OpenAsync("again");
        var revived = Revived(await _drill.DecideAsync(store, All));

        Assert.Equal(Withdrawn.Length + Erased.Length, revived.Count);
    }

    /// <summary>Everybody agrees; a backup is made; then many withdraw, some are erased, some come and go; then the store is lost.</summary>
    private async Task LoseAsync()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        await _drill.AgreeAsync(store, [.. Withdrawn, .. Erased, .. Others]);
        await _drill.BackUpAsync();
        await _drill.AgreeAsync(store, [.. LateAndWithdrawn, .. LateAndErased]);
        await _drill.WithdrawAsync(store, [.. Withdrawn, .. LateAndWithdrawn]);
        await RefusePartsAsync(store);
        await _drill.EraseAsync(store, [.. Erased, .. LateAndErased]);
        _drill.Clock.Advance(TimeSpan.FromMinutes(10));
    }

    /// <summary>Somebody whom the dealers' system knows adds a passkey.</summary>
    /// <returns>The handle their device holds.</returns>
    private async Task<string> GivePasskeyAsync(OpenStore store, string name)
    {
        var now = Instant.From(_drill.Clock.GetUtcNow());
        var known = new Event
        {
            Type = EventType.Identify, Name = "", UserId = name, AnonymousId = "", MessageId = $"m-{name}", Context = "{}"u8.ToArray(), Raw = "{}"u8.ToArray(), OccurredAt = now, ReceivedAt = now,
            Properties = Encoding.UTF8.GetBytes($$"""{"email":"{{name}}@example.com"}"""),
        };
        await store.Core.Collect.CollectAsync(store.Core.Workspace.Current.Sources["dealer-crm"], [known], default, Token);
        var owner = (await store.Core.Passkeys.FindAsync(AddressOf(store, name), Token))!;
        Assert.Equal(PasskeyAdded.Done, await store.Core.Passkeys.AddAsync(owner, new Passkey($"key-{name}", new byte[] { 1 }, 7, false, "phone"), new Uri("https://privacy.example.com/en/passkeys"), "en", Token));
        return owner.Handle;
    }

    private static Identifier AddressOf(OpenStore store, string name) =>
        store.Core.Identifiers.TryRead("email", $"{name}@example.com", verified: true, out var address, out _) ? address : throw new InvalidOperationException("An address did not read.");

    private static List<int> Revived(Dictionary<int, string> answers) =>
        [.. Withdrawn.Concat(Erased).Concat(LateAndWithdrawn).Concat(LateAndErased).Where(customer => answers[customer] == "personal")];

    private static async Task AssertErasedAsync(OpenStore store, int[] customers)
    {
        foreach (var customer in customers)
        {
            IdentifierKey key = store.Core.Identifiers.KeyOf(DrillStore.User(store, customer));
            Assert.NotNull(store.Core.Store.Eraser.FindTombstone(key));
            Assert.True((await store.Core.Store.Identifiers.FindAsync(key, Token)).IsNone);
        }
    }

    /// <summary>Two of those who stay keep a part back: a replay must neither lose that nor make more of it.</summary>
    private async Task RefusePartsAsync(OpenStore store)
    {
        var now = Instant.From(_drill.Clock.GetUtcNow());
        foreach (var (customer, purpose, scope) in new[]
        {
            (NoMail, ConsentRecord.EveryPurpose, new ConsentScope("e-mail", "")),
            (NoPlace, "personalization", new ConsentScope("", "user.location")),
        })
        {
            var record = new ConsentRecord(purpose, ConsentState.Refused, "", "", now, now, "web", ConsentMethod.Express, false, "drill", [], false) { Scope = scope };
            await store.Core.Consents.RecordAsync(new ConsentRequest([DrillStore.User(store, customer)], "", [record]), Token);
        }
    }

    private static async Task<ConsentState> PartOfAsync(OpenStore store, int customer, ConsentScope scope)
    {
        var standings = await store.Core.Consents.ReadAsync([DrillStore.User(store, customer)], Token);
        return standings.Single(standing => standing.Purpose.Name == "personalization").Parts.Single(part => part.Scope == scope).Standing.State;
    }

    private async Task ReportLateAsync(OpenStore store, int customer, DateTimeOffset at)
    {
        var record = new ConsentRecord(
            "personalization", ConsentState.Given, "web-privacy@2026-11", "en", Instant.From(at), Instant.From(_drill.Clock.GetUtcNow()), "web", ConsentMethod.Express, false, "drill", [], false);
        await store.Core.Consents.RecordAsync(new ConsentRequest([DrillStore.User(store, customer)], "", [record]), Token);
    }
}
