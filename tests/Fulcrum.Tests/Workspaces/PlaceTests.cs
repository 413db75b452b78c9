using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

public sealed class PlaceTests
{
    [Fact]
    public void A_place_reads_as_editors_open_it() => Assert.Equal("offers.yaml:12:7", new Place("offers.yaml", 12, 7).ToString());

    [Fact]
    public void A_place_without_column_means_the_line() => Assert.Equal("offers.yaml:12", new Place("offers.yaml", 12).ToString());
}
