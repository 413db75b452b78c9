namespace Fulcrum.Cli.Tests.Stores;

/// <summary>The whole product over PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresTests(SharedCluster shared)
{
    [Fact]
    public async Task Everything_runs_over_it_and_nothing_says_the_password()
    {
        using var folder = new Folder();
        var (store, _) = shared.MakeFolder(folder, "pg");
        var outputs = new List<string>();
        async Task RunAsync(int expected, params string[] arguments)
        {
            var (exit, data, notes) = await CliProcess.RunAsync(arguments);
            Assert.True(exit == expected, data + notes);
            outputs.AddRange([data, notes]);
        }

        await RunAsync(3, "serve", "--store", store, "--port", "0");
        await RunAsync(0, "workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);
        using (var server = await ServedStore.StartAsync(store))
        {
            var (status, body) = await server.PostAsync("/v1/track", """{"type":"track","event":"Test drive booked","anonymousId":"a-1","messageId":"m-1","properties":{"model":"ZS"}}""", ServedStore.WebKey);
            Assert.Equal(200, status);
            outputs.Add(body.ToString());
            await server.StopAsync();
            outputs.AddRange([server.Process.Data, server.Process.Notes]);
        }

        await RunAsync(0, "doctor", "--store", store, "--port", "0");
        Assert.Contains(outputs, output => output.Contains("every page carries one", StringComparison.Ordinal));
        await RunAsync(0, "workspace", "history", "--store", store);
        await RunAsync(0, "sweep", "--store", store);
        Assert.All(outputs, output => Assert.DoesNotContain(shared.Cluster.Password, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_demo_runs_over_it_and_goes_on_with_it()
    {
        using var folder = new Folder();
        var (store, _) = shared.MakeFolder(folder, "pg");
        for (var run = 0; run < 2; run++)
        {
            var (exit, data, notes) = await CliProcess.RunAsync("demo", "--store", store, "--port", "0", "--no-serve");
            Assert.True(exit == 0, data + notes);
        }

        Assert.Equal(5, (await CliProcess.RunAsync("demo", "--store", store, "--port", "0", "--no-serve", "--fresh")).Exit);
    }

    [Fact]
    public async Task Every_command_of_the_guide_runs()
    {
        using var folder = new Folder();
        await Docs.GuideTests.RunAsync("postgres.md", folder, $"DATABASE='{shared.Cluster.ConnectionString(shared.Cluster.NewSchema())}'");
    }

    [Fact]
    public async Task Every_command_of_the_cluster_guide_runs_with_three_processes()
    {
        using var folder = new Folder();
        try
        {
            await Docs.GuideTests.RunAsync("cluster.md", folder, $"DATABASE='{shared.Cluster.ConnectionString(shared.Cluster.NewSchema())}'");
        }
        finally
        {
            // Whatever the guide had no time to stop.
            await CliProcess.RunShellAsync("pkill -9 -f '[-]-port 581[123]' || true", folder.Root);
        }
    }

    [Theory]
    [InlineData("postgres://fulcrum:geheim@127.0.0.1/postgres")]
    [InlineData("Host=127.0.0.1;Password=geheim")]
    public async Task A_connection_string_on_the_command_line_is_refused_and_not_repeated(string store)
    {
        var (exit, data, notes) = await CliProcess.RunAsync("doctor", "--store", store);

        Assert.Equal(2, exit);
        Assert.Contains("store-address-exposed", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", data + notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_others_can_read_is_refused()
    {
        using var folder = new Folder();
        var (store, _) = shared.MakeFolder(folder, "pg");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder[Path.Combine("pg", "postgres.connection")], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Contains("store-address-open", (await CliProcess.RunAsync("workspace", "history", "--store", store)).Notes, StringComparison.Ordinal);
        }

        File.Delete(folder[Path.Combine("pg", "postgres.connection")]);
        Assert.Equal(3, (await CliProcess.RunAsync("workspace", "history", "--store", store)).Exit);
    }
}
