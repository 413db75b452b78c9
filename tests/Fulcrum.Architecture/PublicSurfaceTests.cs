using System.Reflection;
using System.Xml.Linq;
using Fulcrum.Permits;

namespace Fulcrum.Architecture;

/// <summary>What others can see is documented, and nothing personal is in it.</summary>
public class PublicSurfaceTests
{
    [Theory]
    [InlineData("Fulcrum")]
    [InlineData("Fulcrum.Backups")]
    [InlineData("Fulcrum.Cluster")]
    [InlineData("Fulcrum.Hosting")]
    [InlineData("Fulcrum.Pages")]
    [InlineData("Fulcrum.Portal")]
    [InlineData("Fulcrum.StaffConsole")]
    [InlineData("Fulcrum.Mail")]
    [InlineData("Fulcrum.Sqlite")]
    [InlineData("Fulcrum.Postgres")]
    [InlineData("Fulcrum.Server")]
    [InlineData("Fulcrum.Prove")]
    public void Every_public_type_says_what_it_is(string assembly) =>
        Assert.Subset(Documented(assembly), Assembly.Load(assembly).GetExportedTypes().Select(type => $"T:{type.FullName!.Replace('+', '.')}").ToHashSet());

    [Fact]
    public void A_type_without_a_sentence_is_caught() => Assert.DoesNotContain("T:Fulcrum.Undocumented", Documented("Fulcrum"));

    [Fact]
    public void A_permit_has_no_public_maker() =>
        Assert.Empty(Makers(typeof(Permit), typeof(Refusal), typeof(ProfileView), typeof(ProtectiveView), typeof(Session)));

    [Fact]
    public void A_type_with_a_public_maker_is_caught() => Assert.NotEmpty(Makers(typeof(Fault)));

    private static IEnumerable<ConstructorInfo> Makers(params Type[] types) => types.SelectMany(type => type.GetConstructors());

    private static HashSet<string> Documented(string assembly) =>
    [
        .. from member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member")
           where member.Elements("summary").Any(summary => summary.Value.Trim().Length > 0) || member.Elements("inheritdoc").Any()
           select member.Attribute("name")!.Value,
    ];
}
