using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Tests.Assessments;

/// <summary>The test as people run it: the sample is honest, a sneaky offer ends with a code of its own and says which words, and cases of others are scored.</summary>
public sealed class SneakyCommandTests
{
    private static readonly string Motors = Path.Combine(Folder.Repository, "samples", "motors");

    [Fact]
    public async Task The_sample_passes_and_a_sneaky_offer_is_named_with_its_words_in_both_languages()
    {
        var (exit, said) = await RunAsync("sneaky", Motors);
        Assert.True(exit == ExitCode.Ok, said);
        Assert.Contains(", 0 with a red flag.", said, StringComparison.Ordinal);

        using var folder = new Folder();
        Copy(Motors, folder["motors"]);
        var offers = folder["motors/offers/contextual.yaml"];
        await File.WriteAllTextAsync(offers, (await File.ReadAllTextAsync(offers, Token)).Replace("Discover our four models", "Hurry, only 2 cars left", StringComparison.Ordinal), Token);
        (exit, said) = await RunAsync("sneaky", folder["motors"]);

        Assert.Equal(ExitCode.VerificationFailed, exit);
        Assert.Contains("offer/discover-range: RED FLAG", said, StringComparison.Ordinal);
        Assert.Contains("pressure: \"hurry\"", said, StringComparison.Ordinal);
        Assert.Contains("Есть ли время подумать?", said, StringComparison.Ordinal);
        Assert.Contains("\"redFlag\": true", (await RunAsync("sneaky", folder["motors"], "--json")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_of_others_are_scored_and_a_line_that_is_none_is_named()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["cases.jsonl"], """
            {"id": "a", "label": "bad", "kind": "offer", "language": "en", "title": "Hurry, only 2 left!"}
            {"id": "b", "label": "good", "kind": "offer", "language": "ru", "title": "Зимние шины со скидкой до 15 марта"}
            {"id": "c", "label": "bad", "kind": "offer", "language": "en", "title": "Winter tyres"}
            """, Token);

        var (exit, said) = await RunAsync("sneaky", folder["cases.jsonl"]);
        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("c: labelled bad, nothing found", said, StringComparison.Ordinal);
        Assert.Contains("3 labelled cases: precision 1.000, recall 0.500", said, StringComparison.Ordinal);

        await File.AppendAllTextAsync(folder["cases.jsonl"], "\n{\"id\": \"d\", \"kind\": \"offer\", \"titel\": \"x\"}", Token);
        (exit, said) = await RunAsync("sneaky", folder["cases.jsonl"]);
        Assert.NotEqual(ExitCode.Ok, exit);
        Assert.Contains("cases.jsonl:4", said, StringComparison.Ordinal);
        Assert.Contains("titel", said, StringComparison.Ordinal);
        Assert.Contains("[cases-missing]", (await RunAsync("sneaky", folder["none.jsonl"])).Said, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(int Exit, string Said)> RunAsync(params string[] arguments)
    {
        using var data = new StringWriter();
        using var notes = new StringWriter();
        var screen = new Screen(data, notes, isTerminal: false, TimeProvider.System);
        var exit = await FulcrumProgram.RunAsync(arguments, new Surroundings(screen, TimeProvider.System, new OperatingSystemRandom()), Token);
        return (exit, data.ToString() + notes);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
