using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent.Capture;

/// <summary>With a public key alone nobody can say yes for anybody: a yes brings a nonce or token, once. A no needs nothing.</summary>
public sealed class CaptureTests
{
    private const string Notice = "web-privacy@2026-11";

    [Fact]
    public async Task A_yes_in_events_without_proof_is_not_taken_and_a_no_is()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);

        var forged = await core.SendAsync(core.Page("d-1", context: Said("functional", true)), core.Track("u-1", ContractCheck.ConsentEvent, context: Said("functional", true)));
        Assert.Equal(new CollectOutcome(2, 0, 0, 0, 2), forged);
        Assert.Empty(await core.RowsAsync());

        await core.SendAsync(core.Page("d-1", context: Said("functional", true, Nonce(core, "d-1"))));
        Assert.Null(await core.RefusalAsync(core.Device("d-1"), "personalization"));
        Assert.Equal(1, (await core.SendAsync(core.Track("", ContractCheck.ConsentEvent, context: Said("functional", false), anonymous: "d-1"))).Stored);
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.Device("d-1"), "personalization"));
    }

    [Fact]
    public async Task A_proved_yes_is_recorded_with_its_evidence_and_one_that_stands_needs_no_other()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var proof = Nonce(core, "d-1");

        // Clients send the choice with every event: the nonce is used by the first.
        var yes = Said("functional", true, proof);
        var outcome = await core.SendAsync(core.Page("d-1", context: yes), core.Page("d-1", context: yes), core.Page("d-1", context: Said("functional", true)));

        Assert.Equal(new CollectOutcome(3, 3, 0, 0, 0), outcome);
        var record = (await core.OpenAsync<ConsentEntry>(await core.RowAsync(EntryKind.Consent))).Record;
        Assert.Equal(("web-banner", EvidenceKind.PageNonce, Notice), (record.Evidence.Surface, record.Evidence.Kind, record.Notice));
        Assert.Equal(32, record.Evidence.Reference.Length);
    }

    [Fact]
    public async Task One_nonce_carries_every_yes_of_one_event_and_judging_uses_none_up()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var context = $$$"""{"consent":{"categoryPreferences":{"functional":true,"analytics":true},"proof":"{{{Nonce(core, "d-1")}}}"}}""";

        Event[] events = [core.Page("d-1", context: context), core.Page("d-1", context: Said("functional", true))];
        var judged = await core.Core.Collect.JudgeEachAsync(core.Web, events, default, TestContext.Current.CancellationToken);
        Assert.Equal([EventFateKind.Stored, EventFateKind.Refused], judged.Select(fate => fate.Kind));
        Assert.Equal("proof-missing", judged[1].Fault!.Code);

        await core.SendAsync(core.Page("d-1", context: context));
        Assert.Null(await core.RefusalAsync(core.Device("d-1"), "personalization"));
        Assert.Null(await core.RefusalAsync(core.Device("d-1"), "analytics"));
    }

    [Fact]
    public async Task A_used_nonce_is_refused_in_events_and_in_requests_also_by_another_process()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var used = await ReplaysTakenAsync(core);
        Assert.Empty(used);
    }

    [Fact]
    public async Task A_store_that_forgets_what_was_used_is_caught()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true, around: store => new ForgetfulStore(store));
        Assert.NotEmpty(await ReplaysTakenAsync(core));
    }

    [Fact]
    public async Task A_claimed_customers_yes_needs_a_token_from_the_server_that_signed_them_in()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var own = Nonce(core, "d-mallory");

        // Mallory holds the public key and a nonce of their own, and claims to be the customer.
        var forged = await core.SendAsync(core.Page("d-mallory", context: Said("functional", true, own), user: "u-victim"));
        Assert.Equal(1, forged.Refused);
        Assert.Equal("proof-of-another", Assert.Single((await DecideAsync(core, core.User("u-victim"), own)).Refused).Fault.Code);
        Assert.Throws<ArgumentException>(() => core.Core.Capture.IssueNonce(core.Workspace.Surfaces["web-banner"], Notice, core.User("u-victim"), core.Web));
        Assert.Empty(await core.RowsAsync());

        var token = core.Core.Capture.IssueToken(core.Workspace.Surfaces["my-privacy"], Notice, core.User("u-victim"), isVerified: true).Text;
        Assert.Equal("proof-of-another", Assert.Single((await DecideAsync(core, core.User("u-other"), token)).Refused).Fault.Code);
        var recorded = Assert.Single((await DecideAsync(core, core.User("u-victim"), token)).Recorded).Record;
        Assert.Equal((ConsentState.Given, true, EvidenceKind.SubjectToken, "my-privacy"), (recorded.State, recorded.Verified, recorded.Evidence.Kind, recorded.Evidence.Surface));
    }

    [Fact]
    public async Task A_no_is_taken_whatever_comes_with_it_and_uses_nothing_up()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var proof = Nonce(core, "d-1");
        await DecideAsync(core, core.Device("d-1"), proof);

        foreach (var bad in new[] { "", "fct1_nonsense", proof, Nonce(core, "d-2") })
        {
            var outcome = await DecideAsync(core, core.Device("d-1"), bad, ("personalization", ConsentState.Withdrawn), ("analytics", ConsentState.Given));
            Assert.Equal("analytics", Assert.Single(outcome.Refused).Purpose);
            Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.Device("d-1"), "personalization"));
            await DecideAsync(core, core.Device("d-1"), Nonce(core, "d-1"));
            Assert.Null(await core.RefusalAsync(core.Device("d-1"), "personalization"));
        }

        var fresh = Nonce(core, "d-1");
        Assert.Empty((await DecideAsync(core, core.Device("d-1"), fresh, ("personalization", ConsentState.Withdrawn))).Refused);
        Assert.Empty((await DecideAsync(core, core.Device("d-1"), fresh)).Refused);
    }

    [Fact]
    public async Task A_surface_asks_only_for_what_it_may_and_every_other_yes_is_refused()
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var outcome = await DecideAsync(core, core.Device("d-1"), Nonce(core, "d-1"), ("personalization", ConsentState.Given), ("service", ConsentState.Given));
        Assert.Equal(("service", "not-asked-here"), (Assert.Single(outcome.Refused).Purpose, outcome.Refused[0].Fault.Code));
        Assert.Equal("personalization", Assert.Single(outcome.Recorded).Record.Purpose);
    }

    [Fact]
    public async Task A_source_that_no_surface_names_says_no_yes_at_all()
    {
        var files = Samples.MotorsFiles.SetItem("surfaces.yaml", Samples.MotorsFiles["surfaces.yaml"].Replace("sources: [web, configurator]", "sources: [configurator]", StringComparison.Ordinal)
            .Replace("    sources: [web]\n", "", StringComparison.Ordinal));
        await using var core = await CoreUnderTest.OpenAsync(files: files, hasSurfaces: true);

        Assert.Equal(1, (await core.SendAsync(core.Page("d-1", context: Said("functional", true)))).Refused);
        Assert.Equal("surface-missing", Assert.Single((await DecideAsync(core, core.Device("d-1"), "")).Refused).Fault.Code);

        // A source whose key is secret is believed as before.
        Assert.Equal(1, (await core.SendAsync(core.Dealer, default, core.Identify("u-1", "", """{"firstName":"Ann"}""", CoreUnderTest.Preferences(("dealer", true))))).Stored);
    }

    [Theory]
    [InlineData("", "", "", "", "operator-missing evidence-missing evidence-of-other-kind")]
    [InlineData("clerk-7", "", "rec-8", "", "evidence-of-other-kind")]
    [InlineData("clerk-7", "Recording", "rec-8", "", "evidence-of-other-kind")]
    [InlineData("clerk-7", "PaperForm", "form 8", "", "evidence-hash-missing")]
    [InlineData("clerk-7", "ShopReceipt", "r-8", "", "")]
    [InlineData("clerk-7", "PaperForm", "form 8", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "")]
    public async Task Staff_name_themselves_and_what_shows_it_or_the_yes_enables_nothing(string who, string kind, string reference, string hash, string faults)
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var evidence = new ConsentEvidence
        {
            Surface = "dealer-desk", Operator = who, Kind = kind.Length > 0 ? Enum.Parse<EvidenceKind>(kind) : EvidenceKind.None, Reference = reference, Hash = hash,
        };
        var record = await RecordAsync(core, evidence, "dealer-privacy@2026-11", "in-person");

        Assert.Equal(faults.Split(' ', StringSplitOptions.RemoveEmptyEntries), record.Faults);
        Assert.Equal(faults.Length == 0, await core.RefusalAsync(core.User("u-1"), "sales-assistance") is null);
        Assert.Equal(evidence, record.Evidence);
    }

    [Theory]
    [InlineData("call-center", "web-privacy@2026-11", "phone", "surface-unknown")]
    [InlineData("call-centre", "dealer-privacy@2026-11", "phone", "notice-not-shown-here")]
    [InlineData("call-centre", "web-privacy@2026-11", "web", "channel-of-other-surface")]
    [InlineData("web-banner", "web-privacy@2026-11", "web", "proof-missing")]
    [InlineData("earlier-records", "web-privacy@2026-11", "web", "import-record-missing")]
    public async Task What_a_surface_does_not_do_is_kept_as_invalid_with_its_reason(string surface, string notice, string channel, string fault)
    {
        await using var core = await CoreUnderTest.OpenAsync(hasSurfaces: true);
        var record = await RecordAsync(core, new ConsentEvidence { Surface = surface, Operator = "o", Kind = EvidenceKind.Recording, Reference = "r" }, notice, channel);
        Assert.Contains(fault, record.Faults);
        Assert.Equal(ConsentState.Invalid, record.State);
    }

    /// <summary>Uses a nonce, takes the yes back, and sends the nonce again by every way, before and after another process took over: which ways took it.</summary>
    private static async Task<List<string>> ReplaysTakenAsync(CoreUnderTest core)
    {
        var taken = new List<string>();
        var proof = Nonce(core, "d-1");
        Assert.Single((await DecideAsync(core, core.Device("d-1"), proof)).Recorded);
        foreach (var process in new[] { "same", "next" })
        {
            await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
            var outcome = await DecideAsync(core, core.Device("d-1"), proof);
            if (outcome.Refused.Length == 0 || outcome.Refused[0].Fault.Code != "proof-used" || await core.RefusalAsync(core.Device("d-1"), "personalization") is null)
            {
                taken.Add($"request, {process} process");
                await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
            }

            await core.SendAsync(core.Page("d-1", context: Said("functional", true, proof)));
            if (await core.RefusalAsync(core.Device("d-1"), "personalization") is null)
            {
                taken.Add($"event, {process} process");
            }

            await core.RestartAsync();
        }

        return taken;
    }

    private static string Said(string category, bool granted, string proof = "") =>
        $$$"""{"consent":{"categoryPreferences":{"{{{category}}}":{{{(granted ? "true" : "false")}}}},"proof":"{{{proof}}}"}}""";

    private static string Nonce(CoreUnderTest core, string device) =>
        core.Core.Capture.IssueNonce(core.Workspace.Surfaces["web-banner"], Notice, core.Device(device), core.Web).Text;

    private static async Task<ConsentOutcome> DecideAsync(CoreUnderTest core, Identifier who, string proof, params (string Purpose, ConsentState State)[] decisions)
    {
        if (decisions.Length == 0)
        {
            decisions = [("personalization", ConsentState.Given)];
        }

        var records = decisions.Select(decision => new ConsentRecord(
            decision.Purpose, decision.State, "", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "web", [], false)).ToImmutableArray();
        var claim = new CaptureClaim(core.Core.Capture.FindSurface(proof, core.Web), core.Web, proof);
        return await core.Core.Consents.RecordAsync(new ConsentRequest([who], "", records) { Capture = claim }, TestContext.Current.CancellationToken);
    }

    private static async Task<ConsentRecord> RecordAsync(CoreUnderTest core, ConsentEvidence evidence, string notice, string channel)
    {
        var record = new ConsentRecord("sales-assistance", ConsentState.Given, notice, "en", core.Now, core.Now, channel, ConsentMethod.Express, false, "api", [], false) { Evidence = evidence };
        return Assert.Single((await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("u-1")], "", [record]), TestContext.Current.CancellationToken)).Recorded).Record;
    }

    /// <summary>A store that remembers no key that was taken.</summary>
    private sealed class ForgetfulStore : StoreAround
    {
        public ForgetfulStore(IStore inner)
            : base(inner) => Dedupe = new Forgetful();

        private sealed class Forgetful : IDedupe
        {
            public bool TryTake(UInt128 key, Instant at, out Task holder)
            {
                holder = Task.CompletedTask;
                return true;
            }

            public void Bind(UInt128 key, Task durable)
            {
            }

            public void Release(UInt128 key)
            {
            }
        }
    }
}
