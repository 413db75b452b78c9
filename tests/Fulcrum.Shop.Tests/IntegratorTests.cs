namespace Fulcrum.Shop.Tests;

/// <summary>What whoever builds a shop would try: the shop by itself, and the check of its pages.</summary>
public sealed class IntegratorTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Fact]
    public async Task The_shop_runs_by_itself_beside_a_server_and_says_which_key_it_lacks()
    {
        var lacking = await RunningDemo.RunAsync("Meridian.Shop.dll", []);
        var running = await RunningDemo.RunAsync("Meridian.Shop.dll", [], until: "The shop is at",
            settings: [("Shop__Port", "0"), ("Shop__Fulcrum", demo.Demo.Server.ToString()), ("Shop__DecideKey", demo.Demo.DecideKey)]);

        Assert.Equal(2, lacking.Exit);
        Assert.Contains("Shop__DecideKey", lacking.Said, StringComparison.Ordinal);
        Assert.Contains("The shop is at http://127.0.0.1:", running.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(demo.Demo.DecideKey, running.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_pages_pass_the_check_for_the_commonest_mistakes()
    {
        var (exit, said) = await RunningDemo.RunAsync("Fulcrum.Cli.dll", ["snippet", "verify", new Uri(demo.Demo.Shop, "/en/").ToString(), "--json"]);

        Assert.True(exit == 0, said);
        Assert.Contains("\"holds\": true", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/en/", 200)]
    [InlineData("/shop.css", 200)]
    [InlineData("/en/things/nonsense", 404)]
    public async Task Whoever_looks_whether_a_page_is_there_gets_its_answer_without_the_page(string path, int status)
    {
        using var http = new HttpClient { BaseAddress = demo.Demo.Shop };
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_shop_knows_nothing_of_ours() =>
        Assert.DoesNotContain(typeof(Meridian.Shop.ShopApp).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Fulcrum", StringComparison.Ordinal));
}
