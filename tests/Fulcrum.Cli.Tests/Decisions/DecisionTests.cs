using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Decisions;

/// <summary>A decision made over HTTP is shown and run again from its store later, also under a newer workspace.</summary>
public class DecisionTests
{
    private static readonly string Motors = Path.Combine(Folder.Repository, "samples", "motors");

    [Fact]
    public async Task What_was_answered_is_shown_and_replayed_the_same_also_after_a_newer_version_was_applied()
    {
        using var folder = new Folder();
        var decided = await DecideAsync(folder);
        var id = decided.GetProperty("id").GetString()!;
        var chosen = decided.GetProperty("chosen").EnumerateArray().Select(offer => offer.GetProperty("offer").GetString()!).ToArray();

        var replayed = await CliProcess.RunAsync("decision", "replay", id, "--store", folder["store"]);
        CopyWithChange(folder);
        var applied = await CliProcess.RunAsync("workspace", "apply", folder["later"], "--store", folder["store"]);
        var shown = await CliProcess.RunAsync("decision", "show", id, "--store", folder["store"], "--json");
        var replayedLater = await CliProcess.RunAsync("decision", "replay", id, "--store", folder["store"]);

        Assert.NotEmpty(chosen);
        Assert.Equal(ExitCode.Ok, applied.Exit);
        Assert.True(shown.Exit == ExitCode.Ok, shown.Notes);
        var account = JsonDocument.Parse(shown.Data).RootElement;
        Assert.Equal(id, account.GetProperty("id").GetString());
        Assert.True(account.GetProperty("agrees").GetBoolean());
        Assert.Equal(chosen, account.GetProperty("chosen").EnumerateArray().Select(offer => offer.GetString()!));
        Assert.Equal(
            decided.GetProperty("chosen").EnumerateArray().Select(offer => offer.GetProperty("payload").GetRawText()),
            account.GetProperty("shown").EnumerateArray().Select(offer => JsonSerializer.Serialize(offer.GetProperty("payload"))));
        Assert.StartsWith($"The same answer: {string.Join(", ", chosen)},", replayed.Data, StringComparison.Ordinal);
        Assert.Equal((replayed.Exit, replayed.Data), (replayedLater.Exit, replayedLater.Data));
    }

    [Fact]
    public async Task An_id_that_is_damaged_or_of_no_decision_is_said_clearly()
    {
        using var folder = new Folder();
        var id = (await DecideAsync(folder)).GetProperty("id").GetString()!;
        var damaged = id[..^1] + (id[^1] == 'a' ? 'b' : 'a');
        foreach (var wrong in new[] { damaged, "d-", "nonsense" })
        {
            foreach (var command in new[] { "show", "replay" })
            {
                var (exit, _, notes) = await CliProcess.RunAsync("decision", command, wrong, "--store", folder["store"]);

                Assert.Equal(ExitCode.NotFound, exit);
                Assert.Contains("[unknown-decision]", notes, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", notes, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_decision_whose_workspace_version_is_gone_ends_in_conflict_and_says_what_to_do()
    {
        using var folder = new Folder();
        var id = (await DecideAsync(folder)).GetProperty("id").GetString()!;
        CopyWithChange(folder);
        Assert.Equal(ExitCode.Ok, (await CliProcess.RunAsync("workspace", "apply", folder["later"], "--store", folder["store"])).Exit);
        ForgetFirstVersion(Path.Combine(folder["store"], "journal.db"));

        foreach (var command in new[] { "show", "replay" })
        {
            var (exit, _, notes) = await CliProcess.RunAsync("decision", command, id, "--store", folder["store"]);

            Assert.Equal(ExitCode.Conflict, exit);
            Assert.Contains("[pinned-version-unreadable]", notes, StringComparison.Ordinal);
            Assert.Contains("remedy:", notes, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", notes, StringComparison.Ordinal);
        }
    }

    /// <summary>As a store restored without its earlier workspace files would be.</summary>
    private static void ForgetFirstVersion(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        Assert.Equal(0, SQLitePCL.raw.sqlite3_open(path, out var database));
        using (database)
        {
            Assert.Equal(0, SQLitePCL.raw.sqlite3_exec(
                database, "DELETE FROM workspace_files WHERE version = (SELECT version FROM workspace_applied ORDER BY number LIMIT 1)"));
            Assert.True(SQLitePCL.raw.sqlite3_changes(database) > 0);

            // Checksums tell files that are missing from files that never came along; a store without any gets them anew.
            Assert.Equal(0, SQLitePCL.raw.sqlite3_exec(database, "DELETE FROM numbering WHERE kind = 9"));
        }
    }

    private static async Task<JsonElement> DecideAsync(Folder folder)
    {
        Assert.Equal(ExitCode.Ok, (await CliProcess.RunAsync("workspace", "apply", Motors, "--store", folder["store"])).Exit);
        using var server = await ServedStore.StartAsync(folder["store"]);
        var (status, answer) = await server.PostAsync(
            "/v1/decide", """{"placements":["home-hero"],"subject":{"anonymousId":"a-1"},"context":{"hour":9}}""", server.DecideKey);
        Assert.True(status == 200, answer.ToString());
        await server.StopAsync();
        return answer.GetProperty("decisions")[0];
    }

    private static void CopyWithChange(Folder folder)
    {
        foreach (var file in Directory.EnumerateFiles(Motors, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder["later"], Path.GetRelativePath(Motors, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Offers keep their names and show something else.
        foreach (var offers in Directory.EnumerateFiles(Path.Combine(folder["later"], "offers")))
        {
            File.WriteAllText(offers, File.ReadAllText(offers).Replace("href: /", "href: /changed/", StringComparison.Ordinal));
        }
    }
}
