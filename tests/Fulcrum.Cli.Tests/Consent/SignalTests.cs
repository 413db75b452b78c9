using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>What a consent string says is printed whole; what cannot be read is said with its remedy.</summary>
public class SignalTests
{
    [Fact]
    public async Task A_tc_string_is_printed_field_by_field_with_why_it_would_be_refused()
    {
        var (exit, data, _) = await CliProcess.RunAsync(
            "signal", "decode", "tcf", "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA", "--json");

        var read = JsonDocument.Parse(data).RootElement;
        Assert.Equal(ExitCode.Ok, exit);
        Assert.Equal((880, "DE", true), (read.GetProperty("cmpId").GetInt32(), read.GetProperty("publisherCC").GetString(), read.GetProperty("refused").GetBoolean()));
        Assert.Equal([1, 2, 3, 4], read.GetProperty("vendorConsents").GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal("policy-version-below-4", read.GetProperty("findings")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_gpp_string_is_printed_section_by_section()
    {
        var (exit, data, _) = await CliProcess.RunAsync("signal", "decode", "gpp", "DBACNYA~CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA~1YNN");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("sections[0].tcf.tcfPolicyVersion\t5", data, StringComparison.Ordinal);
        Assert.Contains("sections[1].OptOutSale\t2", data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("1;x=2", false)]
    public async Task Only_an_exact_one_is_global_privacy_control(string value, bool set)
    {
        var (_, data, _) = await CliProcess.RunAsync("signal", "decode", "gpc", value, "--json");

        Assert.Equal(set, JsonDocument.Parse(data).RootElement.GetProperty("set").GetBoolean());
    }

    [Theory]
    [InlineData("tcf", "tc-string-unreadable")]
    [InlineData("gpp", "gpp-string-unreadable")]
    public async Task A_string_that_cannot_be_read_is_said_with_its_remedy(string kind, string code)
    {
        var (exit, _, notes) = await CliProcess.RunAsync("signal", "decode", kind, "nonsense");

        Assert.Equal(ExitCode.Failure, exit);
        Assert.Contains($"[{code}]", notes, StringComparison.Ordinal);
        Assert.Contains("remedy:", notes, StringComparison.Ordinal);
    }
}
