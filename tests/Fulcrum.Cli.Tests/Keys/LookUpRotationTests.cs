using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Cli.Tests.Stores;

namespace Fulcrum.Cli.Tests.Keys;

/// <summary>The look-up key of the embedded store.</summary>
public sealed class LookUpRotationTests() : LookUpRotationContract(new DrillFolder())
{
    [Fact]
    public async Task A_rotated_store_does_not_go_down_to_a_program_that_would_find_nobody()
    {
        using var drill = new DrillFolder();
        var rotated = new RotatedDrill(drill);
        await rotated.MakeAsync();
        await rotated.RotatedAsync();

        Assert.Contains("downgrade-rotated", (await rotated.RunAsync("downgrade", "--store", drill.Path("turned"))).Notes, StringComparison.Ordinal);
        await rotated.AssertAsBeforeAsync();
        Assert.Equal(0, (await rotated.RunAsync("downgrade", "--store", drill.Path("store"))).Exit);
    }
}

/// <summary>The look-up key of the store in PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresLookUpRotationTests(SharedCluster shared) : LookUpRotationContract(new PostgresDrillFolder(shared))
{
    [Theory]
    [InlineData("store")]
    [InlineData("turned")]
    public async Task A_rotation_goes_into_the_other_kind_of_store_too(string embedded)
    {
        using var drill = new PostgresDrillFolder(shared) { Embedded = [embedded] };
        var rotated = new RotatedDrill(drill);
        await rotated.MakeAsync();

        await rotated.RotatedAsync();

        await rotated.AssertAsBeforeAsync();
    }
}
