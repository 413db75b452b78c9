using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Notices;

/// <summary>A yes is to what was told: a later version that tells something wider ends it, other words do not.</summary>
public sealed class MaterialityTests
{
    private const string Wider = "recipients: [cloud-host]\n    retention: 365d\n    places: [data-hall]\n    withdrawal:\n      en: Turn it off under “My privacy”. It stops at once.\n      ru: Выключите в разделе «Моя приватность». Это сработает сразу.\n\n  analytics:";

    [Theory]
    [InlineData("purposes.yaml", "recipients: [cloud-host, mail-sender]", "recipients: [cloud-host, mail-sender, dealers]", "marketing-email")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 731d", "marketing-email")]
    [InlineData("purposes.yaml", "retention: 730d\n    places: [data-hall]", "retention: 730d\n    places: [data-hall, help-desk]", "marketing-email")]
    [InlineData("disclosures.yaml", "country: IE", "country: US", "marketing-email")]
    [InlineData("disclosures.yaml", "  name: {en: Meridian Motors, ru: Meridian Motors}", "  name: {en: Other Motors, ru: Other Motors}", "analytics marketing-email personalization sales-assistance")]
    [InlineData("contracts/web-behaviour.yaml", "        label: user.behavior.browsing_history\n        purposes: [analytics]\n        reason: {en: The page's", "        label: user.location\n        purposes: [analytics]\n        reason: {en: The page's", "analytics")]
    [InlineData("workspace.yaml", "withdrawn-retention: 30d", "withdrawn-retention: 30d", "")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 30d", "")]
    [InlineData("purposes.yaml", "    recipients: [cloud-host, mail-sender]\n", "    recipients: [mail-sender]\n", "")]
    [InlineData("purposes.yaml", "We count visits to learn which pages help people and which do not.", "We count visits to learn which pages help.", "")]
    [InlineData("disclosures.yaml", "privacy@meridian-motors.example", "data@meridian-motors.example", "")]
    public void Only_what_widens_ends_a_yes(string file, string find, string replace, string ended)
    {
        var spoiled = find == replace ? Samples.MotorsBuiltFiles : Built.Spoiled(file, find, replace);
        var workspace = Built.Read(Built.Next(spoiled));

        Assert.Equal(ended, Names(workspace, workspace.Notices["web-privacy@2026-11"].Lapsed));
        Assert.True(workspace.Notices["web-privacy@2026-11"].IsSuperseded);
        Assert.Equal("", Names(workspace, workspace.Notices["web-privacy@2026-12"].Lapsed));
        Assert.Equal("", Names(workspace, workspace.Notices["app-privacy@2026-11"].Lapsed));
    }

    [Fact]
    public void A_version_that_no_longer_asks_for_a_purpose_ends_the_yes_to_it()
    {
        var files = Built.Next(Samples.MotorsBuiltFiles);
        files = Built.Rebuilt(files.SetItem("notices/web-privacy-2.yaml", files["notices/web-privacy-2.yaml"].Replace("analytics, ", "", StringComparison.Ordinal)));

        var workspace = Built.Read(files);

        Assert.Equal("analytics", Names(workspace, workspace.Notices["web-privacy@2026-11"].Lapsed));
    }

    [Fact]
    public void What_was_told_and_is_not_on_record_counts_as_changed()
    {
        var unbuilt = Samples.MotorsBuiltFiles.RemoveRange(Samples.MotorsBuiltFiles.Keys.Where(path => path.Contains("web-privacy@2026-11", StringComparison.Ordinal)));
        var workspace = Built.Read(Built.Next(unbuilt));

        Assert.Equal("analytics marketing-email personalization sales-assistance", Names(workspace, workspace.Notices["web-privacy@2026-11"].Lapsed));
    }

    [Fact]
    public void A_third_version_that_narrows_again_revives_nothing()
    {
        var second = Built.Next(Built.Spoiled("purposes.yaml", "retention: 730d", "retention: 731d"));
        var third = Built.Rebuilt(second
            .SetItem("purposes.yaml", Samples.MotorsBuiltFiles["purposes.yaml"])
            .SetItem("notices/web-privacy-3.yaml", second["notices/web-privacy-2.yaml"].Replace("supersedes: web-privacy@2026-11\n", "supersedes: web-privacy@2026-12\n", StringComparison.Ordinal).Replace("version: 2026-12", "version: 2027-01", StringComparison.Ordinal)));

        // The other notices were built over; only the web notice has versions here.
        var workspace = Built.Read(third);

        Assert.Equal("marketing-email", Names(workspace, workspace.Notices["web-privacy@2026-11"].Lapsed));
        Assert.Equal("", Names(workspace, workspace.Notices["web-privacy@2026-12"].Lapsed));
    }

    [Fact]
    public void Who_must_be_asked_again_must_be_asked_somewhere() =>
        Assert.Contains("notices/web-privacy-2.yaml nobody-asks-again", Built.Faults(Built.Next(Built.Spoiled("purposes.yaml", "retention: 730d", "retention: 731d"), more: "")));

    [Fact]
    public void Other_words_need_nobody_to_ask_again() => Assert.Empty(Built.Faults(Built.Next(Samples.MotorsBuiltFiles, more: "")));

    [Theory]
    [InlineData("supersedes: web-privacy@2026-11\n", "supersedes: web-privacy@2026-10\n", "unknown-name")]
    [InlineData("supersedes: web-privacy@2026-11\n", "supersedes: app-privacy@2026-11\n", "supersedes-another")]
    [InlineData("supersedes: web-privacy@2026-11\n", "supersedes: web-privacy@2026-12\n", "supersedes-itself")]
    [InlineData("supersedes: web-privacy@2026-11\n", "", "nothing-to-ask-again")]
    [InlineData("re-ask: [privacy-centre, web-banner]", "re-ask: [Privacy Centre]", "bad-name")]
    public void An_order_of_versions_that_cannot_be_is_named(string find, string replace, string code)
    {
        var files = Built.Next(Samples.MotorsBuiltFiles);

        Assert.Equal([$"notices/web-privacy-2.yaml {code}"], Built.Faults(files.SetItem("notices/web-privacy-2.yaml", files["notices/web-privacy-2.yaml"].Replace(find, replace, StringComparison.Ordinal))));
    }

    [Fact]
    public void Two_versions_cannot_take_one_place()
    {
        var files = Built.Next(Samples.MotorsBuiltFiles);

        Assert.Equal(
            ["notices/web-privacy-3.yaml superseded-twice"],
            Built.Faults(files.SetItem("notices/web-privacy-3.yaml", files["notices/web-privacy-2.yaml"].Replace("version: 2026-12", "version: 2027-01", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_diff_says_whose_yes_ends_and_where_they_are_asked_again()
    {
        var before = Built.Read(Samples.MotorsBuiltFiles);
        var wider = WorkspaceDiff.Between(before, Built.Read(Built.Next(Built.Spoiled("purposes.yaml", "retention: 730d", "retention: 731d")))).Select(change => change.ToString()).ToArray();
        var words = WorkspaceDiff.Between(before, Built.Read(Built.Next(Samples.MotorsBuiltFiles))).Select(change => change.ToString()).ToArray();

        Assert.Contains("~ notice web-privacy@2026-12: those who agreed under web-privacy@2026-11 are asked again for marketing-email, at privacy-centre, web-banner", wider);
        Assert.Contains("~ notice web-privacy@2026-11: no longer stands for + marketing-email", wider);
        Assert.Contains("~ notice web-privacy@2026-12: every yes to web-privacy@2026-11 stands", words);
        Assert.DoesNotContain(words, change => change.Contains("no longer stands", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_material_change_ends_the_yes_at_the_next_decision_and_asking_again_brings_it_back()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: Samples.MotorsBuiltFiles);
        await core.SendAsync(core.Workspace.Sources["configurator"], default, core.Track("ada", "Car Configured", """{"model":"comet"}""", CoreUnderTest.Preferences(("functional", true), ("analytics", true))));
        Assert.IsType<Permit>(await core.AskAsync(core.User("ada"), "personalization"));

        var changed = Built.Next(Built.Spoiled("purposes.yaml", $"    {Wider}", $"    {Wider.Replace("retention: 365d", "retention: 366d", StringComparison.Ordinal)}")).Remove("surfaces.yaml");
        await ApplyAsync(core, changed);

        var refusal = Assert.IsType<Refusal>(await core.AskAsync(core.User("ada"), "personalization"));
        Assert.Equal((RefusalReason.NoticeChanged, ConsentState.Expired), (refusal.Reason, refusal.Standing.State));
        Assert.IsType<Permit>(await core.AskAsync(core.User("ada"), "analytics"));

        await core.RestartAsync();
        Assert.Equal(RefusalReason.NoticeChanged, Assert.IsType<Refusal>(await core.AskAsync(core.User("ada"), "personalization")).Reason);

        await core.DecideAsync(core.User("ada"), "personalization", ConsentState.Given);
        Assert.IsType<Refusal>(await core.AskAsync(core.User("ada"), "personalization"));

        await ApplyAsync(core, changed.SetItem("sources.yaml", changed["sources.yaml"].Replace("web-privacy@2026-11", "web-privacy@2026-12", StringComparison.Ordinal)));
        await core.SendAsync(core.Workspace.Sources["configurator"], default, core.Track("ada", "Car Configured", """{"model":"comet"}""", CoreUnderTest.Preferences(("functional", true))));
        Assert.IsType<Permit>(await core.AskAsync(core.User("ada"), "personalization"));

        // A page that still shows the old text takes nothing away from the newer yes.
        await core.DecideAsync(core.User("ada"), "personalization", ConsentState.Given);
        Assert.IsType<Permit>(await core.AskAsync(core.User("ada"), "personalization"));
    }

    [Fact]
    public async Task A_new_wording_alone_ends_nothing()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: Samples.MotorsBuiltFiles);
        await core.SendAsync(core.Workspace.Sources["configurator"], default, core.Track("ada", "Car Configured", """{"model":"comet"}""", CoreUnderTest.Preferences(("functional", true))));

        await ApplyAsync(core, Built.Next(Samples.MotorsBuiltFiles));

        Assert.IsType<Permit>(await core.AskAsync(core.User("ada"), "personalization"));
    }

    private static async Task ApplyAsync(CoreUnderTest core, ImmutableSortedDictionary<string, string> files)
    {
        var flow = new WorkspaceFlow(core.Store.Workspaces, core.Clock);
        var comparison = await flow.DiffAsync(files, TestContext.Current.CancellationToken);
        Assert.Empty(comparison.Reading.Faults);
        await core.Core.ApplyAsync(comparison.Reading, flow.Applied(comparison.Reading.Workspace!, files, "test"), TestContext.Current.CancellationToken);
    }

    private static string Names(Workspace workspace, PurposeSet set) =>
        string.Join(' ', workspace.Purposes.Values.Where(set.Contains).Select(purpose => purpose.Name).Order(StringComparer.Ordinal));
}
