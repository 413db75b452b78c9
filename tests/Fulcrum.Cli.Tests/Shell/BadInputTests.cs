using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Tests.Shell;

/// <summary>Whatever is typed, the answer is what is wrong and what to do about it, never a stack trace.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData(ExitCode.Usage, "usage", "demo", "--port", "99999")]
    [InlineData(ExitCode.Usage, "usage", "serve", "--port", "-1")]
    [InlineData(ExitCode.Usage, "usage", "doctor", "--port", "70000")]
    [InlineData(ExitCode.Usage, "usage", "serve", "--port", "abc")]
    [InlineData(ExitCode.Usage, "usage", "serve", "--key-rate", "0")]
    [InlineData(ExitCode.Usage, "usage", "serve", "--network-rate", "1000001")]
    [InlineData(ExitCode.Usage, "usage", "frobnicate")]
    [InlineData(ExitCode.Usage, "usage", "quarantine")]
    [InlineData(ExitCode.Usage, "usage", "quarantine", "show", "x")]
    [InlineData(ExitCode.Usage, "usage", "workspace", "apply")]
    [InlineData(ExitCode.NotFound, "store-missing", "serve", "--store", "no/such/folder")]
    [InlineData(ExitCode.NotFound, "store-missing", "quarantine", "list", "--store", "no/such/folder")]
    [InlineData(ExitCode.NotFound, "folder-missing", "workspace", "check", "no/such/folder")]
    [InlineData(ExitCode.NotFound, "mapping-missing", "import", "nothing.csv", "--mapping", "none.yaml")]
    public async Task A_mistake_is_explained(int exit, string code, params string[] arguments)
    {
        var (actual, notes) = await RunAsync(arguments);

        Assert.Equal(exit, actual);
        Assert.Contains($"[{code}]", notes, StringComparison.Ordinal);
        Assert.Contains("remedy:", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option --smtp-pasword.", "serve", "--smtp-pasword", "hunter2")]
    [InlineData("There is no option --pasword.", "serve", "--pasword=hunter2")]
    [InlineData("There is no option -p.", "-p", "hunter2")]
    [InlineData("A value belongs to no option and no argument.", "serve", "hunter2")]
    [InlineData("There is no command \"rotat\".", "keys", "rotat")]
    public async Task A_value_that_belongs_to_nothing_is_never_repeated_since_it_may_be_a_secret(string said, params string[] arguments)
    {
        var (exit, notes) = await RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains(said, notes, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_right_is_no_mistake() => Assert.Equal(ExitCode.Ok, (await RunAsync(["workspace", "check", Path.Combine(Folder.Repository, "samples", "motors")])).Exit);

    private static async Task<(int Exit, string Notes)> RunAsync(string[] arguments)
    {
        using var data = new StringWriter();
        using var notes = new StringWriter();
        var screen = new Screen(data, notes, isTerminal: false, TimeProvider.System);
        var exit = await FulcrumProgram.RunAsync(arguments, new Surroundings(screen, TimeProvider.System, new OperatingSystemRandom()), TestContext.Current.CancellationToken);
        return (exit, notes.ToString());
    }
}
