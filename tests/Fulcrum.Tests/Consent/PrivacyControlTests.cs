using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Workspaces;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Consent;

/// <summary>A Global Privacy Control signal refuses what the workspace says it is about, and everything it can where the workspace says nothing.</summary>
public class PrivacyControlTests
{
    private static readonly RequestSignals Signal = new(GlobalPrivacyControl: true, Anonymous: false);

    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true), ("advertising", true));

    [Theory]
    [InlineData("", "privacy-control")]
    [InlineData("personalization: leaves", "")]
    [InlineData("personalization: refuses", "privacy-control")]
    [InlineData("sales-assistance: refuses", "privacy-control")]
    public async Task A_decision_is_refused_as_far_as_the_workspace_says(string said, string why)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: Saying(said));
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);

        var refused = await AskAsync(core, signal: true);
        var free = await AskAsync(core, signal: false);

        Assert.Equal((why.Length == 0 ? DecisionMode.Personal : DecisionMode.Contextual, why), (refused.Mode, refused.Why));
        Assert.Equal(DecisionMode.Personal, free.Mode);
        var account = await core.Core.Decisions.ExplainAsync(refused.Id, TestContext.Current.CancellationToken);
        Assert.True(account!.Agrees);
        Assert.Equal(why.Length > 0, account.Sentence.En.Contains("Global Privacy Control", StringComparison.Ordinal));
        Assert.Equal(why.Length > 0, account.Sentence.Ru.Contains("Global Privacy Control", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("personalization: leaves", 1)]
    [InlineData("personalization: refuses", 0)]
    public async Task An_event_is_kept_and_a_yes_in_it_counts_as_far_as_the_workspace_says(string said, int stored)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: Saying(said));

        var outcome = await core.SendAsync(core.Web, Signal, core.Page("d-1", context: Yes));
        var service = await core.SendAsync(core.Web, Signal, core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));

        Assert.Equal((stored, 1 - stored), (outcome.Stored, outcome.Refused));
        Assert.Equal(stored == 1, await core.AskAsync(core.Device("d-1"), "personalization") is Permit);
        Assert.IsNotType<Permit>(await core.AskAsync(core.Device("d-1"), "marketing-email"));
        Assert.Equal(1, service.Stored);
    }

    [Fact]
    public async Task It_is_no_withdrawal_what_was_agreed_to_counts_again_without_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var rows = (await core.RowsAsync()).Count;

        await AskAsync(core, signal: true);

        Assert.Equal(rows + 1, (await core.RowsAsync()).Count);
        Assert.Null(await core.RefusalAsync(core.User("u-1"), "personalization"));
    }

    [Fact]
    public void A_purpose_that_protects_cannot_be_refused() =>
        Assert.Contains(Spoiled.Faults(Saying("protection: refuses")), fault => fault.EndsWith(" protective-refused", StringComparison.Ordinal));

    [Fact]
    public void A_workspace_that_begins_to_leave_a_purpose_loosens_privacy()
    {
        var before = WorkspaceReader.Read(Saying("personalization: refuses"), Numbering.Empty).Workspace!;
        var after = WorkspaceReader.Read(Saying("personalization: leaves"), Numbering.Empty).Workspace!;

        var change = Assert.Single(WorkspaceDiff.Between(before, after));

        Assert.True(change.Loosens);
        Assert.Contains("privacy-control", change.ToString(), StringComparison.Ordinal);
    }

    private static ImmutableSortedDictionary<string, string> Saying(string said)
    {
        if (said.Length == 0)
        {
            return Samples.MotorsFiles;
        }

        var (purpose, word) = (said.Split(": ")[0], said.Split(": ")[1]);
        return Spoiled.Files("purposes.yaml", $"\n  {purpose}:\n", $"\n  {purpose}:\n    privacy-control: {word}\n");
    }

    private static async Task<Decision> AskAsync(CoreUnderTest core, bool signal)
    {
        var question = new Question([core.Workspace.Placements["home-hero"]], [core.User("u-1")], [], "", Signals: false) { GlobalPrivacyControl = signal };
        return (await core.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0];
    }
}
