using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>The snippet where the workspace declares no surfaces: a yes goes with the events, and a no is told as ever.</summary>
public sealed class NoSurfaceTests(NoSurfaceFixture fixture) : IClassFixture<NoSurfaceFixture>
{
    [Fact]
    public async Task A_yes_needs_no_nonce_and_is_taken_back_all_the_same()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        var id = await visitor.IdAsync();
        Assert.Equal("given", await visitor.StateAsync(id, "analytics"));
        Assert.DoesNotContain("/v1/capture/nonces", visitor.Asked);

        Assert.True(await visitor.ChooseAsync("{ functional: false, analytics: false, advertising: false, dealer: false }"));
        Assert.Equal("withdrawn", await visitor.StateAsync(id, "analytics"));
        Assert.Equal("", await visitor.IdAsync());
    }
}
