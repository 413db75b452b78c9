using System.Text.Json;

namespace Fulcrum.Cli.Tests.Notices;

/// <summary><c>fulcrum notice</c> as people use it: what it refuses, what it writes, and what it points at.</summary>
public sealed class NoticeTests
{
    private const string Recipients = "recipients: [cloud-host, mail-sender]";

    [Fact]
    public async Task A_wider_workspace_fails_until_the_next_version_is_built()
    {
        using var folder = Motors();
        Replace(folder["motors/purposes.yaml"], Recipients, "recipients: [cloud-host, mail-sender, dealers]");

        var (exit, _, said) = await CliProcess.RunAsync("workspace", "apply", folder["motors"], "--store", folder["store"]);
        Assert.Equal(6, exit);
        Assert.Contains("The notice web-privacy@2026-11 does not tell of \"marketing-email\": recipient dealers. [notice-drift]", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["store"]));

        // A version people were shown is not written over.
        (exit, _, said) = await CliProcess.RunAsync("notice", "build", folder["motors"], "--write");
        Assert.Equal(6, exit);
        Assert.Contains("supersedes: web-privacy@2026-11", said, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            folder["motors/notices/web-2.yaml"],
            "notice: web-privacy\nversion: 2026-12\nsupersedes: web-privacy@2026-11\nre-ask: [privacy-centre]\npurposes: [personalization, analytics, marketing-email, sales-assistance]\ntext: {en: May we?, ru: Можно ли?}\n",
            TestContext.Current.CancellationToken);
        (exit, var data, _) = await CliProcess.RunAsync("notice", "diff", folder["motors"], "--notice", "web-privacy@2026-12");
        Assert.Equal(0, exit);
        Assert.Contains("+ marketing-email: recipient dealers (material)", data, StringComparison.Ordinal);
        Assert.Contains("To be asked again: marketing-email; at: privacy-centre.", data, StringComparison.Ordinal);

        Directory.Delete(folder["motors/notices/built/dealer-privacy@2026-11"], recursive: true);
        Directory.Delete(folder["motors/notices/built/import-demo@2026-11"], recursive: true);
        Assert.Equal(0, (await CliProcess.RunAsync("notice", "build", folder["motors"], "--write")).Exit);
        Assert.Equal(0, (await CliProcess.RunAsync("notice", "check", folder["motors"])).Exit);
        Assert.Equal(0, (await CliProcess.RunAsync("workspace", "apply", folder["motors"], "--store", folder["store"])).Exit);
    }

    [Fact]
    public async Task Words_that_were_changed_are_noticed_by_check_and_only_by_it()
    {
        using var folder = Motors();
        Replace(folder["motors/purposes.yaml"], "We count visits to learn which pages help people and which do not.", "We count visits to learn which pages help.");

        Assert.Equal(0, (await CliProcess.RunAsync("workspace", "check", folder["motors"])).Exit);
        var (exit, _, said) = await CliProcess.RunAsync("notice", "check", folder["motors"], "--notice", "web-privacy@2026-11");
        Assert.Equal(6, exit);
        Assert.Contains("en.html", said, StringComparison.Ordinal);
        Assert.DoesNotContain("ru.html", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_and_passes_once_the_gate_is_off()
    {
        using var folder = Motors();
        Replace(folder["motors/purposes.yaml"], "We count visits to learn which pages help people and which do not.", "We may process personal data as needed.");

        var (exit, _, said) = await CliProcess.RunAsync("notice", "build", folder["motors"], "--notice", "web-privacy@2026-11", "--write");
        Assert.Equal(6, exit);
        Assert.Contains("says \"personal data\", which is jargon. [unclear-word]", said, StringComparison.Ordinal);

        Assert.Equal(0, (await CliProcess.RunAsync("notice", "build", folder["motors"], "--notice", "web-privacy@2026-11", "--write", "--without-gate")).Exit);
        (exit, _, said) = await CliProcess.RunAsync("workspace", "check", folder["motors"]);
        Assert.Equal(0, exit);
        Assert.Contains("notice-not-read", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_read_section_by_section()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["text.md"], "# Ours\nWe keep your data\nfor one year.\n\n# Theirs\nWe may use it.\n", TestContext.Current.CancellationToken);

        var (exit, data, _) = await CliProcess.RunAsync("notice", "read", folder["text.md"], "--language", "en", "--json");

        Assert.Equal(6, exit);
        var sections = JsonDocument.Parse(data).RootElement.GetProperty("sections");
        Assert.Equal(("Ours", 103.0, 1, true), (sections[0].GetProperty("section").GetString(), sections[0].GetProperty("score").GetDouble(), sections[0].GetProperty("sentences").GetInt32(), sections[0].GetProperty("plain").GetBoolean()));
        Assert.Equal("6:4", sections[1].GetProperty("flagged")[0].GetProperty("at").GetString());
        Assert.Equal(0, (await CliProcess.RunAsync("notice", "read", folder["text.md"], "--language", "en", "--without-gate")).Exit);
    }

    [Theory]
    [InlineData(3, "notice", "build", "MOTORS", "--notice", "web-privacy@2020-01")]
    [InlineData(3, "notice", "build", "nowhere")]
    [InlineData(3, "notice", "read", "nowhere.md", "--language", "en")]
    [InlineData(2, "notice", "read", "nowhere.md", "--language", "fr")]
    [InlineData(2, "notice", "read", "nowhere.md")]
    public async Task A_mistake_is_said_and_nothing_is_written(int exit, params string[] arguments)
    {
        using var folder = Motors();

        var (ended, data, said) = await CliProcess.RunAsync([.. arguments.Select(argument => argument == "MOTORS" ? folder["motors"] : argument)]);

        Assert.Equal((exit, ""), (ended, data.Trim()));
        Assert.Contains("remedy:", said, StringComparison.Ordinal);
    }

    private static Folder Motors()
    {
        var folder = new Folder();
        var samples = Path.Combine(Folder.Repository, "samples", "motors");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder["motors"], Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return folder;
    }

    private static void Replace(string file, string find, string replace)
    {
        var text = File.ReadAllText(file);
        Assert.Equal(2, text.Split(find).Length);
        File.WriteAllText(file, text.Replace(find, replace, StringComparison.Ordinal));
    }
}
