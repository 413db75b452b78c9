using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

public sealed class MotorsTests
{
    [Fact]
    public void The_sample_workspace_has_no_faults()
    {
        var reading = WorkspaceReader.Read(Samples.MotorsFiles, Numbering.Empty);

        Assert.Equal("", string.Join('\n', reading.Faults));
        Assert.NotNull(reading.Workspace);
    }

    [Fact]
    public void The_sample_workspace_is_real_enough_to_sell()
    {
        var workspace = Samples.Motors;

        Assert.True(workspace.Offers.Count >= 25, $"{workspace.Offers.Count} offers");
        Assert.True(workspace.Placements.Count >= 6, $"{workspace.Placements.Count} placements");
        Assert.Contains("dealer", workspace.Views.Keys);
        Assert.All(workspace.Offers.Values, offer => Assert.NotEqual(offer.Title.En, offer.Title.Ru));
    }
}
