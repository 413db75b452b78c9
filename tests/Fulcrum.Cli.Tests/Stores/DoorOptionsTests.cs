using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>Nobody opens the server to a network without TLS by mistake, and every refusal names its way out.</summary>
public sealed class DoorOptionsTests
{
    [Theory]
    [InlineData("open-door", "--listen", "0.0.0.0")]
    [InlineData("open-door", "--listen", "::")]
    [InlineData("open-door", "--listen", "0.0.0.0", "--behind-proxy")]
    [InlineData("certificate-not-named", "--certificate-key", "server.key")]
    [InlineData("certificate-missing", "--certificate", "no-such.pem")]
    [InlineData("certificate-password", "--certificate", "no-such.pem", "--certificate-password-file", "no-such")]
    [InlineData("usage", "--listen", "everywhere")]
    [InlineData("usage", "--trusted-proxy", "10.0.0.0/99")]
    public async Task A_door_that_would_stand_open_or_cannot_be_made_is_refused_before_the_store_is_opened(string code, params string[] options)
    {
        var run = await CliProcess.RunAsync(["serve", "--store", "/nowhere", "--port", "0", "--json", .. options]);

        Assert.NotEqual(ExitCode.Ok, run.Exit);
        Assert.Contains($"\"{code}\"", run.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen", "0.0.0.0", "--plain-http")]
    [InlineData("--listen", "0.0.0.0", "--trusted-proxy", "10.0.0.7", "--trusted-proxy", "10.1.0.0/16")]
    [InlineData("--listen", "::1", "--behind-proxy")]
    public async Task What_is_meant_is_let_through_to_the_store(params string[] options)
    {
        var run = await CliProcess.RunAsync(["serve", "--store", "/nowhere", "--port", "0", "--json", .. options]);

        Assert.Contains("\"store-missing\"", run.Data, StringComparison.Ordinal);
    }
}
