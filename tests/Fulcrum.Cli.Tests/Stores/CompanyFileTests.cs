using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>What may be said of a company's identity provider, and what is refused before anything listens.</summary>
public sealed class CompanyFileTests
{
    private const string Good = """{"name":"Acme","issuer":"https://login.acme.example","clientId":"fulcrum","clientSecret":"kept"}""";

    [Fact]
    public void A_private_file_says_through_whom_staff_may_sign_in()
    {
        using var folder = new Folder();

        var read = CompanyFile.Read(Write(folder, Good))!;

        Assert.Equal(("Acme", "https://login.acme.example/", "fulcrum", "kept"), (read.Name, read.Issuer.AbsoluteUri, read.ClientId, read.ClientSecret));
        Assert.DoesNotContain("kept", read.ToString(), StringComparison.Ordinal);
        Assert.Null(CompanyFile.Read(null));
    }

    [Theory]
    [InlineData("https://login.acme.example", "http://login.acme.example", "company-file")]
    [InlineData("https://login.acme.example", "https://login.acme.example?tenant=1", "company-file")]
    [InlineData("\"clientSecret\":\"kept\"", "\"clientSecert\":\"kept\"", "company-file")]
    [InlineData(",\"clientSecret\":\"kept\"", "", "company-file")]
    [InlineData("\"kept\"", "7", "company-file")]
    [InlineData("}", "", "company-file")]
    [InlineData("\"name\":\"Acme\"", "\"name\":\"Acme\",\"name\":\"Acme\"", "company-file")]
    public void Anything_else_is_refused_and_the_secret_is_not_repeated(string instead, string of, string code)
    {
        using var folder = new Folder();

        var refused = Assert.Throws<CommandFault>(() => CompanyFile.Read(Write(folder, Good.Replace(instead, of, StringComparison.Ordinal))));

        Assert.Equal(code, refused.Faults[0].Fault.Code);
        Assert.DoesNotContain("kept", refused.Faults[0].Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_that_others_can_read_is_refused()
    {
        using var folder = new Folder();
        var path = Write(folder, Good);

        Assert.Equal("company-file-missing", Assert.Throws<CommandFault>(() => CompanyFile.Read(path + "x")).Faults[0].Fault.Code);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Equal("company-file-open", Assert.Throws<CommandFault>(() => CompanyFile.Read(path)).Faults[0].Fault.Code);
        }
    }

    private static string Write(Folder folder, string text)
    {
        var path = Path.Combine(folder.Root, "company.json");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
