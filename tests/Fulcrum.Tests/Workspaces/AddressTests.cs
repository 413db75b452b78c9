using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>Whatever of a workspace becomes a link or is called is an address behind TLS, or one of this machine: nothing else, however it is spelled.</summary>
public sealed class AddressTests
{
    private static readonly (string File, string Written)[] Places =
    [
        ("disclosures.yaml", "https://www.meridian-motors.example/privacy"), ("partners.yaml", "https://privacy.meridian-motors.example/en/requests"),
        ("partners.yaml", "\"https://rights.meridian-fleet.example\""), ("sources.yaml", "\"https://configure.meridian-motors.example\""),
    ];

    public static TheoryData<string> Spellings =>
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "javascript%3Aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
        "//evil.example/x", "/\\evil.example", "\\\\evil.example", "ftp://evil.example/x", "https:evil.example", "blob:https://evil.example/x", "evil.example", "",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void No_other_scheme_is_taken(string address)
    {
        foreach (var (file, written) in Places)
        {
            var faults = Spoiled.Faults(file, written, $"\"{address.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}\"");
            Assert.True(faults.Length > 0, $"{file} took {address} in place of {written}");
        }
    }

    [Theory]
    [InlineData("../purposes.yaml")]
    [InlineData("..\\purposes.yaml")]
    [InlineData("/etc/purposes.yaml")]
    [InlineData("notices/../../purposes.yaml")]
    [InlineData("notices/./web-privacy.yaml")]
    [InlineData("offers/..%2fevil.yaml")]
    [InlineData("offers/evil.yaml\0")]
    [InlineData("C:/evil.yaml")]
    public void A_file_by_a_path_that_leads_elsewhere_is_no_part_of_a_workspace(string path) =>
        Assert.Contains(Spoiled.Faults(Samples.MotorsFiles.SetItem(path, "purposes: {}\n")), fault => fault.StartsWith(path, StringComparison.Ordinal));

    [Fact]
    public void An_address_behind_tls_is_taken()
    {
        foreach (var (file, written) in Places)
        {
            Assert.Empty(Spoiled.Faults(file, written, written.StartsWith('"') ? "\"https://other.example\"" : "https://other.example/x"));
        }
    }
}
