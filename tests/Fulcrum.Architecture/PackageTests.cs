using System.Text.Json;
using System.Xml.Linq;

namespace Fulcrum.Architecture;

/// <summary>Every package is pinned, locked, and under a licence we may pass on.</summary>
public class PackageTests
{
    private static readonly string[] Licences = ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "MS-PL", "Microsoft-.NET-Library", "PostgreSQL"];

    private static readonly string[] Folders = ["src", "tests", "eng", "bench"];

    private static IEnumerable<string> Projects =>
        Folders.SelectMany(folder => Repository.Files(folder, "*.csproj"));

    [Fact]
    public void Every_project_is_in_the_solution() => Assert.Empty(OutsideOf(XDocument.Parse(Repository.Read("Fulcrum.slnx")), Projects));

    [Fact]
    public void A_project_outside_the_solution_is_caught() =>
        Assert.Equal(["b.csproj"], OutsideOf(XDocument.Parse("<Solution><Project Path=\"a.csproj\" /></Solution>"), ["a.csproj", "b.csproj"]));

    [Fact]
    public void Every_project_has_a_lock_file() => Assert.DoesNotContain(Projects, project => !HasLock(project));

    [Fact]
    public void A_project_without_a_lock_file_is_caught() => Assert.False(HasLock("docs/None.csproj"));

    [Fact]
    public void No_version_floats() => Assert.Empty(Floating(XDocument.Parse(Repository.Read("Directory.Packages.props"))));

    [Theory]
    [InlineData("1.*")]
    [InlineData("[1.0,2.0)")]
    public void A_floating_version_is_caught(string version) =>
        Assert.NotEmpty(Floating(XDocument.Parse($"<Project><ItemGroup><PackageVersion Include=\"A\" Version=\"{version}\" /></ItemGroup></Project>")));

    [Fact]
    public void Versions_stand_in_one_place() => Assert.Empty(Projects.SelectMany(project => OwnVersions(project, XDocument.Parse(Repository.Read(project)))));

    [Theory]
    [InlineData("Version")]
    [InlineData("VersionOverride")]
    public void A_version_in_a_project_is_caught(string attribute) =>
        Assert.NotEmpty(OwnVersions("a.csproj", XDocument.Parse($"<Project><ItemGroup><PackageReference Include=\"A\" {attribute}=\"1.0.0\" /></ItemGroup></Project>")));

    [Fact]
    public void Every_package_has_a_licence_we_may_pass_on() =>
        Assert.Empty(Unlicensed(Locked(), JsonSerializer.Deserialize<Dictionary<string, string>>(Repository.Read("eng/licences.json"))!));

    [Fact]
    public void A_package_without_a_known_licence_is_caught()
    {
        Assert.NotEmpty(Unlicensed(["Stranger"], []));
        Assert.NotEmpty(Unlicensed(["Paid"], new() { ["Paid"] = "Commercial" }));
    }

    private static IEnumerable<string> OutsideOf(XDocument solution, IEnumerable<string> projects) =>
        projects.Except(solution.Descendants("Project").Select(project => project.Attribute("Path")!.Value));

    private static bool HasLock(string project) => Repository.Exists($"{Path.GetDirectoryName(project)}/packages.lock.json");

    private static IEnumerable<string> OwnVersions(string project, XDocument text) =>
        from reference in text.Descendants("PackageReference")
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
        select $"{project}: {reference.Attribute("Include")?.Value}";

    private static IEnumerable<string> Floating(XDocument packages) =>
        from package in packages.Descendants("PackageVersion")
        let version = package.Attribute("Version")!.Value
        where version.IndexOfAny(['*', '[', '(', ',']) >= 0
        select $"{package.Attribute("Include")!.Value} {version}";

    private static IEnumerable<string> Unlicensed(IEnumerable<string> packages, Dictionary<string, string> licences) =>
        packages.Where(package => !licences.TryGetValue(package, out var licence) || !Licences.Contains(licence));

    private static IEnumerable<string> Locked() =>
        (from file in Projects.Select(project => $"{Path.GetDirectoryName(project)}/packages.lock.json")
         from framework in JsonDocument.Parse(Repository.Read(file)).RootElement.GetProperty("dependencies").EnumerateObject()
         from package in framework.Value.EnumerateObject()
         where package.Value.GetProperty("type").GetString() != "Project"
         select package.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase);
}
