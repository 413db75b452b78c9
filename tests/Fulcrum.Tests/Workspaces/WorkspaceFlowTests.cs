using Fulcrum.Contracts.Simulated;
using Fulcrum.Workspaces;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

public sealed class WorkspaceFlowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly SimulatedStore _store = SimulatedStore.Create();
    private readonly WorkspaceFlow _flow;

    public WorkspaceFlowTests() => _flow = new WorkspaceFlow(_store.Workspaces, new FakeTimeProvider(Noon));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applying_puts_the_files_in_force_and_says_who_and_when()
    {
        var comparison = await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        var current = await _store.Workspaces.CurrentAsync(Cancellation);
        Assert.Null(comparison.VersionBefore);
        Assert.Equal((Samples.Motors.Version, "cli:test", Instant.From(Noon)), (current!.Version, current.By, current.At));
        Assert.Equal(Samples.MotorsFiles, current.Files);
        Assert.Equal(Samples.MotorsReading.Numbering.Purposes, (await _store.Workspaces.ReadNumberingAsync(Cancellation)).Purposes);
    }

    [Fact]
    public async Task Files_with_a_fault_change_nothing()
    {
        await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        var comparison = await _flow.ApplyAsync(Spoiled.Files("views.yaml", "- top-pages", "- top-page"), "cli:test", Cancellation);

        Assert.Single(comparison.Reading.Faults);
        Assert.Empty(comparison.Changes);
        Assert.Single(await _store.Workspaces.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Applying_the_files_in_force_again_changes_nothing()
    {
        await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        var again = await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        Assert.True(again.IsInForce);
        Assert.Empty(again.Changes);
        Assert.Single(await _store.Workspaces.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_diff_says_what_an_apply_would_change_and_changes_nothing()
    {
        await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        var comparison = await _flow.DiffAsync(Spoiled.Files("offers/drive.yaml", "priority: 85", "priority: 86"), Cancellation);

        Assert.Equal(["~ offer how-was-your-drive: priority 85 -> 86"], comparison.Changes.Select(change => change.ToString()));
        Assert.Equal(Samples.Motors.Version, (await _store.Workspaces.CurrentAsync(Cancellation))!.Version);
    }

    [Fact]
    public async Task A_purpose_that_comes_back_after_its_removal_has_its_old_number()
    {
        var withCare = Spoiled.Files("purposes.yaml", "purposes:\n", "purposes:\n  care:\n    basis: contract\n    title: {en: Care, ru: Забота}\n    reason: {en: We care., ru: Мы заботимся.}\n");
        var first = await _flow.ApplyAsync(withCare, "cli:test", Cancellation);
        await _flow.ApplyAsync(Samples.MotorsFiles, "cli:test", Cancellation);

        var back = await _flow.ApplyAsync(withCare, "cli:test", Cancellation);

        Assert.Equal(first.Reading.Workspace!.Purposes["care"].Bit, back.Reading.Workspace!.Purposes["care"].Bit);
        Assert.Equal(3, (await _store.Workspaces.ListAsync(Cancellation)).Count);
    }
}
