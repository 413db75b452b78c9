using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>A proof in the shape of the public vectors is judged from the command line.</summary>
public class ProofTests
{
    private const string Good = """
        {"size1": 2, "size2": 5, "root1": "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=", "root2": "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=",
         "proof": ["Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="]}
        """;

    [Theory]
    [InlineData(Good, ExitCode.Ok)]
    [InlineData("""{"leafIdx": 0, "treeSize": 1, "root": "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "leafHash": "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "proof": null}""", ExitCode.Ok)]
    [InlineData("""{"leafIdx": 1, "treeSize": 1, "root": "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "leafHash": "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "proof": null}""", ExitCode.VerificationFailed)]
    [InlineData("""{"leafIdx": -1}""", ExitCode.Failure)]
    [InlineData("not json", ExitCode.Failure)]
    public async Task A_proof_is_judged(string text, int expected)
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["proof.json"], text, TestContext.Current.CancellationToken);

        var (exit, _, notes) = await CliProcess.RunAsync("ledger", "check-proof", folder["proof.json"]);

        Assert.Equal(expected, exit);
        Assert.DoesNotContain("   at ", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_root_is_noticed()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["proof.json"], Good.Replace("Tju7", "Tju8", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.VerificationFailed, (await CliProcess.RunAsync("ledger", "check-proof", folder["proof.json"])).Exit);
    }
}
