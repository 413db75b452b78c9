using System.Reflection;
using Fulcrum.Profiles;

namespace Fulcrum.Architecture;

public class DependencyTests
{
    private static readonly string[] HostsAndDatabases =
        ["Fulcrum.", "Microsoft.AspNetCore", "Microsoft.Data", "Microsoft.Extensions", "Npgsql", "Orleans", "SQLitePCL", "DuckDB", "System.Data", "System.Net.Http"];

    [Fact]
    public void The_core_references_no_host_no_database_and_no_web() =>
        Assert.Empty(HostsIn(typeof(IStore).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)));

    [Fact]
    public void A_core_that_calls_the_web_is_caught_by_this_check()
    {
        using var twin = new MemoryStream();
        Assert.True(Snippet.Compile("public static class Twin { public static object Call() => new System.Net.Http.HttpClient(); }").Emit(twin, cancellationToken: TestContext.Current.CancellationToken).Success);

        Assert.NotEmpty(HostsIn(Assembly.Load(twin.ToArray()).GetReferencedAssemblies().Select(reference => reference.Name!)));
    }

    [Theory]
    [InlineData("Fulcrum.Backups")]
    [InlineData("Fulcrum.Mail")]
    [InlineData("Fulcrum.Sqlite")]
    [InlineData("Fulcrum.Postgres")]
    [InlineData("Fulcrum.Hosting")]
    [InlineData("Fulcrum.Pages")]
    public void Stores_and_pages_know_the_core_and_not_each_other(string project) => Assert.Empty(RoomsIn(Assembly.Load(project)));

    [Theory]
    [InlineData("Fulcrum.Portal")]
    [InlineData("Fulcrum.StaffConsole")]
    [InlineData("Fulcrum.Server")]
    public void Hosts_know_the_core_and_its_pages_and_not_each_other(string project) => Assert.Empty(RoomsIn(Assembly.Load(project)).Except(["Fulcrum.Hosting", "Fulcrum.Pages"]));

    [Fact]
    public void The_cluster_knows_its_database_and_no_host_that_it_stands_before() => Assert.Empty(RoomsIn(Assembly.Load("Fulcrum.Cluster")).Except(["Fulcrum.Hosting", "Fulcrum.Postgres"]));

    [Fact]
    public void An_assembly_that_knows_a_store_and_a_host_is_caught() => Assert.NotEmpty(RoomsIn(typeof(Source).Assembly));

    private static IEnumerable<string> RoomsIn(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Fulcrum.", StringComparison.Ordinal));

    private static IEnumerable<string> HostsIn(IEnumerable<string> references) =>
        references.Where(reference => HostsAndDatabases.Any(banned => reference.StartsWith(banned, StringComparison.Ordinal)));
}
