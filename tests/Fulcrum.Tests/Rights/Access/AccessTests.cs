using Fulcrum.Consent;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Access;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Consent.Ledger;
using Xunit;

namespace Fulcrum.Tests.Rights.Access;

/// <summary>People see what is kept about themselves, all of it, and nobody else's.</summary>
public sealed class AccessTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));
    private static readonly AccessRequest Asked = new(AccessRequest.Self, "privacy-centre", "data");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fact_says_value_source_time_provenance_purposes_and_until_when()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Identify("ann", "", """{"city":"Leeds","firstName":"Ann"}""", Yes));

        var view = (await (await OpenAsync(core, core.User("ann")))!.ReadViewAsync(Token))!;

        var city = Assert.Single(Assert.Single(view.Facts, fact => fact.Fact.Name == "city").Readings);
        Assert.Equal(("Leeds", "web", Provenance.Declared, core.Now), (city.Value.Value.Reveal(), city.Value.Source, city.Value.Provenance, city.Value.At));
        Assert.Equal(["personalization", "service"], city.Purposes.Select(purpose => purpose.Purpose.Name));
        Assert.All(city.Purposes, purpose => Assert.True(purpose.IsUsed));
        Assert.Equal([core.Now + TimeSpan.FromDays(365), core.Now + TimeSpan.FromDays(1_095)], city.Purposes.Select(purpose => purpose.Until!.Value));
        Assert.DoesNotContain(view.Facts, fact => fact.Fact.Name == "open-complaints");
    }

    [Fact]
    public async Task What_a_withdrawn_purpose_was_kept_for_is_shown_as_not_used_until_the_sweep_deletes_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/roadster", Yes));
        core.Clock.Advance(TimeSpan.FromHours(1));
        await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
        var withdrawn = core.Now;

        var before = (await (await OpenAsync(core, core.Device("d-1")))!.ReadViewAsync(Token))!;
        var pages = Assert.Single(Assert.Single(before.Facts, fact => fact.Fact.Name == "top-pages").Readings);
        Assert.Equal("/roadster", pages.Value.Value.Reveal());
        Assert.False(pages.IsUsed);
        var purpose = Assert.Single(pages.Purposes);
        Assert.Equal((true, RefusalReason.ConsentWithdrawn, withdrawn + TimeSpan.FromDays(30)), (purpose.IsEnded, purpose.NotUsed, purpose.Until));
        Assert.Equal(RefusalReason.ConsentWithdrawn, Assert.Single(before.Standings, standing => standing.Purpose.Name == "personalization").Refused);

        core.Clock.Advance(TimeSpan.FromDays(31));
        await core.Core.SweepAsync(Token);
        Assert.DoesNotContain((await (await OpenAsync(core, core.Device("d-1")))!.ReadViewAsync(Token))!.Facts, fact => fact.Fact.Name == "top-pages");
    }

    [Fact]
    public async Task A_purpose_is_told_by_channel_with_the_law_that_decided()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Identify("ann", "", """{"city":"Leeds"}""", Yes));
        var no = new ConsentRecord(
            "personalization", ConsentState.Refused, "", "", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false) { Scope = new ConsentScope("email", "") };
        await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("ann")], "", [no]), Token);

        var view = (await (await OpenAsync(core, core.User("ann")))!.ReadViewAsync(Token))!;

        var standing = Assert.Single(view.Standings, standing => standing.Purpose.Name == "personalization");
        Assert.Equal((null, true, LegalBasis.Consent), (standing.Refused, standing.NeedsConsent, standing.Basis));
        Assert.Equal(RefusalReason.ConsentRefused, Assert.Single(standing.Channels, channel => channel.Channel == "email").Refused);
        Assert.Null(Assert.Single(standing.Channels, channel => channel.Channel == "web").Refused);
        Assert.NotEmpty(standing.PlaceWhy);
    }

    [Fact]
    public async Task It_is_journaled_as_a_use_of_its_own_kind_before_anything_is_shown()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/roadster", Yes));
        core.Disk.HoldSyncs = true;
        var opening = core.Core.Access.OpenAsync([core.Device("d-1")], Asked, Token).AsTask();
        Assert.False(opening.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        var access = (await opening)!;
        var kept = await core.OpenAsync<AccessEntry>(await core.RowAsync(EntryKind.Access));
        Assert.Equal(("self", "privacy-centre", "data", access.At), (kept.By, kept.Surface, kept.What, kept.At));
    }

    [Fact]
    public async Task Nobody_known_and_somebody_erased_read_alike()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/roadster", Yes));
        var access = (await OpenAsync(core, core.Device("d-1")))!;
        await core.Core.Erasures.EraseAsync([core.Device("d-1")], "anna", "asked", Token);

        Assert.Null(await access.ReadViewAsync(Token));
        Assert.Null(await access.SummariseAsync(Token));
        Assert.Null(await access.ReadAsync(OwnKinds.All, 0, 10, false, Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await access.ReadAllAsync(OwnKinds.All, false, Token).ToListAsync(Token));
        foreach (var device in new[] { "d-1", "d-2" })
        {
            core.Disk.HoldSyncs = true;
            var opening = core.Core.Access.OpenAsync([core.Device(device)], Asked, Token).AsTask();
            Assert.False(opening.IsCompleted);
            core.Disk.HoldSyncs = false;
            core.Disk.Sync();
            Assert.Null(await opening);
        }
    }

    [Fact]
    public async Task Identifiers_of_all_parts_are_told_masked_and_those_held_as_a_hash_are_counted()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("device-one", "/a", Yes), core.Identify("customer-7", "device-one", """{"email":"ann@example.com"}"""));
        await core.DecideAsync(core.Identifier("phone", "+447700900123"), "personalization", ConsentState.Given);

        var summary = (await (await OpenAsync(core, core.User("customer-7")))!.SummariseAsync(Token))!;
        Assert.Equal(["anonymous-id de•••", "email a•••@e•••.com", "user-id cu•••"], summary.Identifiers.Select(known => known.ToString()));
        Assert.Equal((2, 2, 0), (summary.Parts, summary.Events, summary.Unreadable));
        Assert.Empty(summary.Unnamed);

        var phone = (await (await OpenAsync(core, core.Identifier("phone", "+447700900123")))!.SummariseAsync(Token))!;
        Assert.Empty(phone.Identifiers);
        Assert.Equal(new KeyValuePair<string, int>("phone", 1), Assert.Single(phone.Unnamed));
        Assert.Equal(1, phone.Consents);
    }

    [Fact]
    public async Task Uses_are_counted_by_purpose_and_each_look_up_and_decision_is_told_with_its_reason()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Workspace.Sources["configurator"], default, core.Track("ann", "Car Configured", """{"model":"roadster","price":64500}""", CoreUnderTest.Preferences(("functional", true), ("dealer", true))));
        await core.Core.Views.LookUpAsync(core.Workspace.Views["dealer"], [core.User("ann")], "dealer:anna", "test drive", Token);
        await DecideAsync(core, "ann");
        await DecideAsync(core, "ann");
        await core.DecideAsync(core.User("ann"), "personalization", ConsentState.Withdrawn);
        await DecideAsync(core, "ann");

        var access = (await OpenAsync(core, core.User("ann")))!;
        var uses = (await access.SummariseAsync(Token))!.Uses;
        Assert.Equal(2, Assert.Single(uses, use => use is { Purpose: "personalization", Kind: OwnUseKind.Decision }).Count);
        Assert.Equal(1, Assert.Single(uses, use => use is { Purpose: "sales-assistance", Kind: OwnUseKind.LookUp }).Count);

        var page = (await access.ReadAsync(OwnKinds.Decisions | OwnKinds.LookUps, 0, 10, isExplained: true, Token))!;
        Assert.Equal(0, page.Before);

        // What used nothing of theirs is kept without them.
        Assert.Equal(["OwnDecision", "OwnDecision", "OwnLookUp"], page.Entries.Select(entry => entry.GetType().Name));
        var personal = Assert.IsType<OwnDecision>(page.Entries[0]);
        Assert.Equal(DecisionMode.Personal, personal.Mode);
        Assert.Equal((await core.Core.Decisions.ExplainAsync(personal.Id, Token))!.Sentence, personal.Sentence);
        var lookUp = Assert.IsType<OwnLookUp>(page.Entries[2]);
        Assert.Equal(("dealer:anna", "dealer", "sales-assistance", "test drive"), (lookUp.Who, lookUp.View, lookUp.Purpose, lookUp.Why));
    }

    [Fact]
    public async Task A_long_history_of_merged_parts_is_read_in_pages_that_miss_nothing_and_repeat_nothing()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        for (var at = 0; at < 700; at++)
        {
            await core.SendAsync(at % 3 == 0 ? core.Page("", $"/{at}", Yes, user: "ann") : core.Page("d-1", $"/{at}", Yes));
        }

        await core.SendAsync(core.Identify("ann", "d-1"));
        var access = (await OpenAsync(core, core.User("ann")))!;

        var (read, before) = (new List<OwnEntry>(), 0L);
        do
        {
            var page = (await access.ReadAsync(OwnKinds.All, before, 64, false, Token))!;
            Assert.InRange(page.Entries.Length, 1, 64);
            read.AddRange(page.Entries);
            before = page.Before;
        }
        while (before > 0);

        Assert.Equal(read.Select(entry => entry.Sequence).OrderDescending(), read.Select(entry => entry.Sequence));
        Assert.Equal(701, read.OfType<OwnEvent>().Count());
        var all = await access.ReadAllAsync(OwnKinds.All, false, Token).ToListAsync(Token);
        Assert.Equal(all.Select(entry => entry.Sequence), read.Select(entry => entry.Sequence).Reverse());
        Assert.Equal(Enumerable.Range(0, 700).Select(at => $"/{at}"), all.OfType<OwnEvent>().SelectMany(known => known.Properties).Select(property => property.Value.Reveal()).Where(text => text.StartsWith('/')));
    }

    [Fact]
    public async Task However_long_it_is_only_a_page_of_each_part_is_in_memory()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        for (var at = 0; at < 1_500; at++)
        {
            await core.SendAsync(core.Page("d-1", "/", Yes));
        }

        var live = (await core.Core.Door.FindAsync([core.Device("d-1")], Token))!.Live;
        var counting = new CountingJournal(core.Store.Journal);
        Assert.Equal(1_500, await new OwnRows(counting, live.Parts).ReadAsync(0, kind => kind == EntryKind.Event, Token).CountAsync(Token));
        Assert.Equal(OwnRows.RowsAtOnce, counting.Most);
    }

    [Fact]
    public async Task A_receipt_is_handed_out_to_whom_it_belongs_and_to_nobody_else()
    {
        await using var core = await LedgerUnderTest.OpenAsync(new SimulatedLedgerFiles());
        await core.DecideAsync(core.User("ann"), "personalization", ConsentState.Given);
        await core.DecideAsync(core.User("bob"), "personalization", ConsentState.Given);
        var (ann, bob) = ((await OpenAsync(core, core.User("ann")))!, (await OpenAsync(core, core.User("bob")))!);
        var sequence = Assert.IsType<OwnConsent>(Assert.Single((await ann.ReadAsync(OwnKinds.Consents, 0, 10, false, Token))!.Entries)).Sequence;

        Assert.Equal(sequence, (await ann.FindReceiptAsync(sequence, Token))!.Sequence);
        Assert.Null(await bob.FindReceiptAsync(sequence, Token));
        Assert.Null(await ann.FindReceiptAsync(ann.Sequence, Token));
        Assert.Null(await ann.FindReceiptAsync(999, Token));
    }

    [Fact]
    public async Task What_was_opened_shows_nothing_of_another_once_the_profile_is_cut()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("", "/b", Yes, user: "ann"), core.Identify("ann", "d-1"));
        var access = (await OpenAsync(core, core.Device("d-1")))!;
        var (device, user) = (await core.SubjectAsync(core.Device("d-1")), await core.SubjectAsync(core.User("ann")));
        Assert.NotNull(await access.ReadViewAsync(Token));

        Assert.True(await core.Core.Links.CutAsync(device, user, "anna", "not theirs", Token));

        Assert.Null(await access.ReadViewAsync(Token));
        Assert.Null(await access.ReadAsync(OwnKinds.All, 0, 10, false, Token));
        Assert.Contains((await (await OpenAsync(core, core.Device("d-1")))!.ReadAsync(OwnKinds.Links, 0, 10, false, Token))!.Entries, entry => entry is OwnLink { IsCut: true });
    }

    [Fact]
    public async Task An_address_that_a_trusted_source_vouched_for_opens_the_person_with_their_devices()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/mine", Yes), core.Identify("ann", "d-1"));
        await core.SendAsync(Trusted(core), default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));

        Assert.Equal(["/mine"], await PagesAsync(core, core.Identifier("email", "ann@example.com")));
    }

    [Fact]
    public async Task An_address_that_alone_names_somebody_opens_what_came_with_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Identify("", "d-1", """{"email":"ann@example.com"}""", Yes), core.Page("d-1", "/mine", Yes));
        await core.DecideAsync(core.Identifier("email", "bob@example.com"), "marketing-email", ConsentState.Given);

        Assert.Equal(["/mine"], await PagesAsync(core, core.Identifier("email", "ann@example.com")));
        Assert.NotNull(await core.Core.Access.OpenProvenAsync(core.Identifier("email", "bob@example.com"), Asked, Token));
    }

    [Fact]
    public async Task Claiming_an_address_for_somebody_elses_account_opens_nothing_of_theirs()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("", "/hers", Yes, user: "ann"));
        await core.SendAsync(core.Identify("ann", "", """{"email":"eve@example.com"}"""));

        Assert.Equal(await core.SubjectAsync(core.User("ann")), await core.SubjectAsync(core.Identifier("email", "eve@example.com")));
        Assert.Null(await core.Core.Access.OpenProvenAsync(core.Identifier("email", "eve@example.com"), Asked, Token));
    }

    [Fact]
    public async Task Claiming_somebodys_address_on_a_device_of_ones_own_opens_nothing_of_theirs_there()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Identify("", "hers", """{"email":"ann@example.com"}""", Yes), core.Page("hers", "/hers", Yes));
        await core.SendAsync(core.Page("eves", "/eves", Yes));
        await core.SendAsync(core.Identify("", "eves", """{"email":"ann@example.com"}"""));
        Assert.Equal(["/hers", "/eves"], await PagesAsync(await OpenAsync(core, core.Device("eves"))));

        Assert.DoesNotContain("/hers", await PagesAsync(core, core.Device("eves")));
    }

    [Fact]
    public async Task Claiming_ones_own_address_and_somebodys_together_opens_nothing_of_theirs()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Identify("", "hers", """{"phone":"+447700900123"}""", Yes), core.Page("hers", "/hers", Yes));
        await core.SendAsync(core.Page("eves", "/eves", Yes), core.Identify("eve", "eves"));
        await core.SendAsync(Trusted(core), default, core.Identify("eve", "", """{"email":"eve@example.com"}"""));
        await core.SendAsync(core.Identify("", "eves", """{"phone":"+447700900123"}"""));
        Assert.Equal(["/hers", "/eves"], await PagesAsync(await OpenAsync(core, core.User("eve"))));

        Assert.Equal(["/eves"], await PagesAsync(core, core.Identifier("email", "eve@example.com")));
    }

    private static Fulcrum.Collect.Source Trusted(CoreUnderTest core) => core.Dealer;

    private static async Task<List<string>> PagesAsync(CoreUnderTest core, Identifier proven) =>
        await PagesAsync(await core.Core.Access.OpenProvenAsync(proven, Asked, Token));

    private static async Task<List<string>> PagesAsync(SelfAccess? access) => access is null
        ? []
        : await access.ReadAllAsync(OwnKinds.Events, false, Token).OfType<OwnEvent>().SelectMany(known => known.Properties)
            .Where(property => property.Path == "path").Select(property => property.Value.Reveal()).ToListAsync(Token);

    private static ValueTask<SelfAccess?> OpenAsync(CoreUnderTest core, Identifier identifier) => core.Core.Access.OpenAsync([identifier], Asked, Token);

    private static async Task DecideAsync(CoreUnderTest core, string user) =>
        await core.Core.Decisions.DecideAsync(new Question([core.Workspace.Placements["home-hero"]], [core.User(user)], [], "", false), Token);

    private sealed class CountingJournal(IJournal inner) : IJournal
    {
        public int Most { get; private set; }

        public long Head => inner.Head;

        public JournalTicket Append(JournalBatch batch) => throw new NotSupportedException();

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => throw new NotSupportedException();

        public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation)
        {
            var rows = await inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);
            Most = Math.Max(Most, rows.Count);
            return rows;
        }

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
