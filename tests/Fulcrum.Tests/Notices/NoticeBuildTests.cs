using Fulcrum.Notices;
using Xunit;

namespace Fulcrum.Tests.Notices;

/// <summary>The text is written out of the workspace, in both languages, and in words people can read.</summary>
public sealed class NoticeBuildTests
{
    [Theory]
    [InlineData("en.html", "<html lang=\"en\">")]
    [InlineData("ru.html", "<html lang=\"ru\">")]
    [InlineData("en.html", "We keep it for 2 years.")]
    [InlineData("ru.html", "Храним 2 года.")]
    [InlineData("en.html", "The firm that sends our e-mail (Ireland)")]
    [InlineData("ru.html", "Фирма, которая шлёт наши письма (Ирландия)")]
    [InlineData("en.md", "Tell your dealer", false)]
    [InlineData("en.md", "- **Your e-mail address**\n  - To reach you about what you asked for and, if you like, with news.")]
    [InlineData("en.md", "We guess**\n  - Interest in a new car (0 to 100).")]
    [InlineData("ru.md", "Наш дата-центр**\n  - Страна: Германия.")]
    [InlineData("en.md", "We keep your data for 5 years at most. 3 others get parts of it.")]
    public void It_tells_what_the_workspace_says(string page, string text, bool holds = true)
    {
        var workspace = Samples.Motors;

        Assert.Equal(holds, NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]).Files[page].Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_of_other_purposes_is_told()
    {
        var workspace = Samples.Motors;

        var facts = NoticeBuild.Of(workspace, workspace.Notices["app-privacy@2026-11"]).Facts;

        Assert.Equal(["analytics", "personalization", "protection", "sales-assistance", "service"], facts.Purposes.Keys);
        Assert.Equal(["cloud-host", "dealers"], facts.Recipients.Keys);
    }

    [Fact]
    public void The_page_loads_nothing_and_runs_nothing()
    {
        var workspace = Samples.Motors;
        foreach (var (name, page) in NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]).Files.Where(file => file.Key.EndsWith(".html", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
            Assert.Contains("content=\"default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
            Assert.StartsWith(name[..2], page[(page.IndexOf("lang=\"", StringComparison.Ordinal) + 6)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_of_the_workspace_is_never_markup()
    {
        var files = Samples.MotorsFiles.SetItem("purposes.yaml", Samples.MotorsFiles["purposes.yaml"].Replace("{en: Understanding our pages,", "{en: \"<script>alert(1)</script> & *more*\",", StringComparison.Ordinal));
        var workspace = Built.Read(files);
        var built = NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]);

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; *more*", built.Files["en.html"], StringComparison.Ordinal);
        Assert.Contains("\\<script>alert(1)\\</script> & \\*more\\*", built.Files["en.md"], StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_workspaces_build_equal_files()
    {
        var workspace = Built.Read(Samples.MotorsFiles);

        Assert.Equal(
            NoticeBuild.Of(Samples.Motors, Samples.Motors.Notices["web-privacy@2026-11"]).Files,
            NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]).Files);
    }

    [Theory]
    [InlineData("We count visits to learn which pages help people and which do not.", "Notwithstanding organizational considerations, statistical evaluation of individual visitation characteristics facilitates infrastructural optimization.", "unclear-word")]
    [InlineData("We count visits to learn which pages help people and which do not.", "We may count some visits.", "unclear-word")]
    [InlineData("Мы считаем посещения, чтобы понять, какие страницы полезны, а какие нет.", "При необходимости осуществляется обработка.", "unclear-word")]
    public void A_text_that_cannot_be_read_is_refused_and_passes_once_the_gate_is_off(string find, string replace, string code)
    {
        var workspace = Built.Read(Samples.MotorsFiles.SetItem("purposes.yaml", Samples.MotorsFiles["purposes.yaml"].Replace(find, replace, StringComparison.Ordinal)));
        var notice = workspace.Notices["web-privacy@2026-11"];

        Assert.Contains(NoticeBuild.Of(workspace, notice).Faults, fault => fault.Code == code);

        var ungated = NoticeBuild.Of(workspace, notice, isGated: false);
        Assert.Empty(ungated.Faults);
        Assert.Contains("readability: not-checked", ungated.Files["facts.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_hard_short_form_is_refused()
    {
        const string Hard = "Notwithstanding organizational considerations, characteristics of individual visitation necessitate statistical evaluation.";
        var files = Samples.MotorsFiles.SetItem("notices/web-privacy.yaml", $"notice: web-privacy\nversion: 2026-11\npurposes: [personalization, analytics, marketing-email, sales-assistance]\ntext: {{en: \"{Hard}\", ru: Можно?}}\n");
        var workspace = Built.Read(files);

        Assert.Contains(NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]).Faults, fault => fault.Code == "hard-to-read" && fault.What.StartsWith("The section \"In short\" (en) reads at ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_category_without_a_plain_title_is_a_fault_until_the_workspace_gives_one()
    {
        var files = Samples.MotorsFiles.SetItem("contracts/web-behaviour.yaml", Samples.MotorsFiles["contracts/web-behaviour.yaml"].Replace("        label: user.behavior.browsing_history\n        purposes: [analytics]\n        reason: {en: The page's", "        label: user.user_sensor\n        purposes: [analytics]\n        reason: {en: The page's", StringComparison.Ordinal));
        var workspace = Built.Read(files);

        Assert.Equal("category-untitled", Assert.Single(NoticeBuild.Of(workspace, workspace.Notices["web-privacy@2026-11"]).Faults).Code);

        var titled = Built.Read(files.SetItem("disclosures.yaml", $"{files["disclosures.yaml"]}\ncategories:\n  user.user_sensor: {{en: What your watch says, ru: Что говорят ваши часы}}\n"));
        var built = NoticeBuild.Of(titled, titled.Notices["web-privacy@2026-11"]);
        Assert.Empty(built.Faults);
        Assert.Contains("What your watch says", built.Files["en.html"], StringComparison.Ordinal);
        Assert.Contains("Что говорят ваши часы", built.Files["ru.html"], StringComparison.Ordinal);
    }
}
