using Fulcrum.Decisions;
using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Decisions;

/// <summary>A past decision is explained by the rules it was made by, or not at all.</summary>
public class PinnedVersionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_is_explained_by_its_own_version_after_a_newer_one_was_applied()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        var before = core.Workspace.Version;
        await ApplyChangedAsync(core);

        var account = await core.Core.Decisions.ExplainAsync(decision.Id, Token);

        Assert.NotEqual(before, core.Workspace.Version);
        Assert.Equal((before, true), (account!.WorkspaceVersion, account.Agrees));
        Assert.Equal(decision.Chosen.Select(offer => offer.Name), account.Decision.Chosen.Select(offer => offer.Name));
    }

    [Fact]
    public async Task A_pinned_version_that_no_longer_passes_the_checks_is_a_fault_of_its_own()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        await ApplyChangedAsync(core);
        var version = (await core.Core.Decisions.ExplainAsync(decision.Id, Token))!.WorkspaceVersion;
        var applied = await core.Store.Workspaces.FindAsync(version, Token);
        var current = await core.Store.Workspaces.CurrentAsync(Token);
        var spoiled = applied! with { Files = applied.Files.SetItem("workspace.yaml", "name: [") };
        await core.Store.Workspaces.ApplyAsync(spoiled, await core.Store.Workspaces.ReadNumberingAsync(Token), Token);
        await core.Store.Workspaces.ApplyAsync(current!, await core.Store.Workspaces.ReadNumberingAsync(Token), Token);
        await core.RestartAsync();

        var fault = await Assert.ThrowsAsync<PinnedVersionUnreadableException>(() => core.Core.Decisions.ExplainAsync(decision.Id, Token).AsTask());
        var reported = await core.Core.Decisions.ReportAsync(decision.Id, decision.Chosen[0].Name, "impression", Token);

        Assert.Equal("pinned-version-unreadable", fault.Fault.Code);
        Assert.True(reported);
    }

    private static async Task ApplyChangedAsync(CoreUnderTest core)
    {
        var files = Samples.MotorsFiles.SetItem("workspace.yaml", Samples.MotorsFiles["workspace.yaml"] + "\n# A later version.\n");
        var flow = new WorkspaceFlow(core.Store.Workspaces, core.Clock);
        var reading = await flow.CheckAsync(files, Token);
        await core.Core.ApplyAsync(reading, flow.Applied(reading.Workspace!, files, "test"), Token);
    }

    private static async Task<Decision> DecideAsync(CoreUnderTest core)
    {
        var question = new Question([core.Workspace.Placements["home-hero"]], [core.User("u-1")], [], "", Signals: false);
        return (await core.Core.Decisions.DecideAsync(question, Token))[0];
    }
}
