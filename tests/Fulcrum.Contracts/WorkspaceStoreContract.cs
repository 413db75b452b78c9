using System.Collections.Immutable;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IWorkspaceStore"/>.</summary>
public abstract class WorkspaceStoreContract : StoreContract
{
    [Fact]
    public async Task A_new_store_has_no_workspace_and_no_numbers()
    {
        Assert.Null(await Store.Workspaces.CurrentAsync(Cancellation));
        Assert.Empty(await Store.Workspaces.ListAsync(Cancellation));
        AssertSame(Numbering.Empty, await Store.Workspaces.ReadNumberingAsync(Cancellation));
    }

    [Fact]
    public async Task The_version_applied_last_is_in_force_and_outlives_a_crash()
    {
        await ApplyAsync("aaaa", 1);
        await ApplyAsync("bbbb", 2);
        await UnderTest.CrashAsync();

        var current = await Store.Workspaces.CurrentAsync(Cancellation);
        Assert.Equal(("bbbb", "cli:2", Rows.Noon + TimeSpan.FromMinutes(2)), (current!.Version, current.By, current.At));
        Assert.Equal("name: bbbb\n", current.Files["workspace.yaml"]);
        Assert.Equal("name: aaaa\n", (await Store.Workspaces.FindAsync("aaaa", Cancellation))!.Files["workspace.yaml"]);
        Assert.Null(await Store.Workspaces.FindAsync("cccc", Cancellation));
    }

    [Fact]
    public async Task Going_back_is_an_application_too_and_the_list_tells_all_newest_first()
    {
        await ApplyAsync("aaaa", 1);
        await ApplyAsync("bbbb", 2);
        await ApplyAsync("aaaa", 3);

        Assert.Equal("aaaa", (await Store.Workspaces.CurrentAsync(Cancellation))!.Version);
        var list = await Store.Workspaces.ListAsync(Cancellation);
        Assert.Equal(["aaaa", "bbbb", "aaaa"], list.Select(applied => applied.Version));
        Assert.Equal(["cli:3", "cli:2", "cli:1"], list.Select(applied => applied.By));
        Assert.All(list, applied => Assert.Empty(applied.Files));
    }

    [Fact]
    public async Task Numbers_come_back_as_they_were_given()
    {
        await ApplyAsync("aaaa", 1);
        var more = Numbers(1) with { Sources = Numbers(1).Sources.Add("Caf\u00e9", 65_535) };
        await Store.Workspaces.ApplyAsync(Of("bbbb", 2), more, Cancellation);
        await UnderTest.ReopenAsync();

        AssertSame(more, await Store.Workspaces.ReadNumberingAsync(Cancellation));
    }

    private static AppliedWorkspace Of(string version, int minute) => new(
        version,
        Rows.Noon + TimeSpan.FromMinutes(minute),
        $"cli:{minute}",
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("workspace.yaml", $"name: {version}\n").Add("offers/a.yaml", "title: \u041f\u0440\u0438\u0432\u0435\u0442"));

    private static Numbering Numbers(int count) => new(
        Numbering.Empty.Purposes.Add("service", 0).Add("marketing", count), Numbering.Empty.IdentifierTypes.Add("email", 1), Numbering.Empty.Sources.Add("web", count));

    private static void AssertSame(Numbering expected, Numbering found)
    {
        Assert.Equal(expected.Purposes, found.Purposes);
        Assert.Equal(expected.IdentifierTypes, found.IdentifierTypes);
        Assert.Equal(expected.Sources, found.Sources);
    }

    private ValueTask ApplyAsync(string version, int minute) => Store.Workspaces.ApplyAsync(Of(version, minute), Numbers(1), Cancellation);
}
