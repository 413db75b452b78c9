using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Fulcrum.Server.Tests.Doors;

/// <summary>A server listens as its options say, and as nothing says that lies around where it was started.</summary>
public sealed class BareHostTests
{
    [Fact]
    public void Neither_a_file_nor_a_variable_can_change_how_a_server_listens()
    {
        var bare = BareHost.Begin(_ => { });
        var usual = WebApplication.CreateSlimBuilder();

        Assert.Empty(Watching(bare));
        Assert.Null(bare.Configuration["PATH"]);

        // What the framework's own builder does, so that this would notice it.
        Assert.NotEmpty(Watching(usual));
        Assert.NotNull(usual.Configuration["PATH"]);
    }

    private static IEnumerable<string> Watching(WebApplicationBuilder builder) =>
        ((Microsoft.Extensions.Configuration.IConfigurationBuilder)builder.Configuration).Sources.Select(source => source.GetType().Name).Where(name => name.StartsWith("Json", StringComparison.Ordinal));
}
