using Fulcrum.Notices;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Notices;

/// <summary>What people are told and what the system does cannot part: each difference is named, either way.</summary>
public sealed class DriftTests
{
    [Fact]
    public void The_notices_of_the_sample_are_what_would_be_built_now()
    {
        var workspace = Built.Read(Samples.MotorsBuiltFiles);

        Assert.Equal(workspace.Notices.Keys.Order(), workspace.BuiltNotices.Keys.Order());
        foreach (var notice in workspace.Notices.Values)
        {
            var built = NoticeBuild.Of(workspace, notice);
            Assert.Empty(built.Faults);
            Assert.All(built.Files, file => Assert.Equal(file.Value, Samples.MotorsBuiltFiles[$"{NoticeBuild.FolderOf(notice.Id)}/{file.Key}"]));
        }
    }

    [Theory]
    [InlineData("purposes.yaml", "recipients: [cloud-host, mail-sender]", "recipients: [cloud-host, mail-sender, dealers]", "does not tell of \"marketing-email\": recipient dealers.")]
    [InlineData("purposes.yaml", "    recipients: [cloud-host]\n    retention: 365d\n    places: [data-hall, help-desk]", "    retention: 365d\n    places: [data-hall, help-desk]", "still tells of \"protection\": recipient cloud-host; the workspace has it no more.")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 731d", "does not tell of \"marketing-email\": retention 731d, told as 730d.")]
    [InlineData("purposes.yaml", "retention: 730d", "retention: 30d", "does not tell of \"marketing-email\": retention 30d, told as 730d.")]
    [InlineData("purposes.yaml", "    retention: 730d\n", "", "does not tell of \"marketing-email\": retention not said, told as 730d.")]
    [InlineData("purposes.yaml", "retention: 1095d\n    places: [data-hall, help-desk]", "retention: 1095d\n    places: [data-hall]", "still tells of \"service\": place help-desk; the workspace has it no more.")]
    [InlineData("purposes.yaml", "retention: 730d\n    places: [data-hall]", "retention: 730d\n    places: [data-hall, help-desk]", "does not tell of \"marketing-email\": place help-desk.")]
    [InlineData("purposes.yaml", "    basis: contract", "    basis: legal-obligation", "does not tell of \"service\": basis legal-obligation, told as contract.")]
    [InlineData("purposes.yaml", "  protection:\n", "  protection:\n    basis: public-task\n    title: {en: A, ru: А}\n    reason: {en: A, ru: А}\n\n  peace:\n", "does not tell of \"peace\": the purpose itself.")]
    [InlineData("disclosures.yaml", "country: IE", "country: US", "does not tell of \"marketing-email\": recipient mail-sender is processor in US, told as processor in IE.")]
    [InlineData("disclosures.yaml", "role: joint-controller", "role: controller", "does not tell of \"sales-assistance\": recipient dealers is controller in GB, told as joint-controller in GB.")]
    [InlineData("disclosures.yaml", "use: processing", "use: both", "does not tell of \"service\": place help-desk is for both in GB, told as for processing in GB.")]
    [InlineData("disclosures.yaml", "  name: {en: Meridian Motors, ru: Meridian Motors}", "  name: {en: Other Motors, ru: Other Motors}", "does not tell: controller Other Motors, told as Meridian Motors.")]
    [InlineData("contracts/web-behaviour.yaml", "        label: user.behavior.browsing_history\n        purposes: [analytics]\n        reason: {en: The page's", "        label: user.location\n        purposes: [analytics]\n        reason: {en: The page's", "does not tell of \"analytics\": category user.location.")]
    [InlineData("contracts/account.yaml", "        label: user.demographic.profile\n", "        label: user.name\n", "still tells of \"marketing-email\": category user.demographic.profile; the workspace has it no more.")]
    [InlineData("contracts/account.yaml", "        label: {category: user.contact.email, marks: [identity.direct]}", "        label: {category: user.contact.email, sensitivity: sensitive, marks: [identity.direct]}", "does not tell of \"marketing-email\": category user.contact.email is sensitive, told as ordinary.")]
    [InlineData("workspace.yaml", "quarantine-retention: 30d", "quarantine-retention: 29d", "does not tell: retention of quarantine 29d, told as 30d.")]
    public void A_difference_fails_and_is_named(string file, string find, string replace, string said)
    {
        var files = Built.Spoiled(file, find, replace);
        if (replace.Contains("  peace:", StringComparison.Ordinal))
        {
            // The old purpose keeps what follows it; the new one is the one in front.
            files = files.SetItem(file, files[file].Replace("  protection:\n    basis: public-task", "  peace:\n    basis: public-task", StringComparison.Ordinal).Replace("\n\n  peace:\n    basis: legitimate", "\n\n  protection:\n    basis: legitimate", StringComparison.Ordinal));
        }

        var reading = WorkspaceReader.Read(files, Numbering.Empty);

        Assert.Null(reading.Workspace);
        Assert.All(reading.Faults, fault => Assert.Equal("notice-drift", fault.Fault.Code));
        Assert.Contains(reading.Faults, fault => fault.Fault.What == $"The notice web-privacy@2026-11 {said}" && fault.At.File == "notices/built/web-privacy@2026-11/facts.yaml" && fault.Fault.Remedy.Contains("supersedes: web-privacy@2026-11", StringComparison.Ordinal));
        Assert.NotEmpty(WorkspaceReader.Read(Samples.MotorsBuiltFiles.SetItem(file, files[file]), Numbering.Empty, comparesNotices: false).Workspace!.Notices);
        Assert.Empty(Built.Faults(Built.Rebuilt(files)));
    }

    [Theory]
    [InlineData("purposes.yaml", "We count visits to learn which pages help people and which do not.", "We count visits to learn which pages help people.")]
    [InlineData("disclosures.yaml", "privacy@meridian-motors.example", "data@meridian-motors.example")]
    [InlineData("notices/app-privacy.yaml", "and each is off until you turn it on", "and each is off until you turn it on yourself")]
    public void Other_words_for_the_same_are_no_drift(string file, string find, string replace) => Assert.Empty(Built.Faults(Built.Spoiled(file, find, replace)));

    [Fact]
    public void A_notice_that_was_never_built_is_allowed_and_warned_about()
    {
        var files = Samples.MotorsBuiltFiles.RemoveRange(Samples.MotorsBuiltFiles.Keys.Where(path => path.Contains("app-privacy@", StringComparison.Ordinal)));

        var reading = WorkspaceReader.Read(files, Numbering.Empty);

        Assert.NotNull(reading.Workspace);
        Assert.Equal("notices/app-privacy.yaml notice-not-built", Assert.Single(reading.Warnings.Select(warning => $"{warning.At.File} {warning.Fault.Code}")));
    }

    [Theory]
    [InlineData("en.html", "In short", "In brief", "page-edited")]
    [InlineData("facts.yaml", "retention: 730d", "retention: 90d", "facts-edited notice-drift")]
    [InlineData("facts.yaml", "    digest:", "    digset:", "missing-key unknown-key")]
    [InlineData("facts.yaml", "notice: web-privacy@2026-11", "notice: web-privacy@2026-10", "notice-elsewhere")]
    public void What_was_built_cannot_be_edited_unnoticed(string name, string find, string replace, string codes)
    {
        var path = $"notices/built/web-privacy@2026-11/{name}";
        var at = Samples.MotorsBuiltFiles[path].IndexOf(find, StringComparison.Ordinal);
        var text = string.Concat(Samples.MotorsBuiltFiles[path].AsSpan(0, at), replace, Samples.MotorsBuiltFiles[path].AsSpan(at + find.Length));

        Assert.Equal(codes.Split(' ').Select(code => code is "page-edited" ? $"notices/built/web-privacy@2026-11/facts.yaml {code}" : $"{"notices/built/web-privacy@2026-11/facts.yaml"} {code}").Order(), Built.Faults(Samples.MotorsBuiltFiles.SetItem(path, text)).Order());
    }

    [Fact]
    public void A_page_that_is_missing_is_noticed() =>
        Assert.Equal(["notices/built/web-privacy@2026-11/facts.yaml page-missing"], Built.Faults(Samples.MotorsBuiltFiles.Remove("notices/built/web-privacy@2026-11/ru.html")));

    [Fact]
    public void A_built_notice_that_is_no_longer_declared_is_noticed() =>
        Assert.Equal(["notices/built/import-demo@2026-10/facts.yaml built-undeclared"], Built.Faults(Samples.MotorsBuiltFiles.SetItem("notices/built/import-demo@2026-10/facts.yaml", "notice: import-demo@2026-10\n")));

    [Theory]
    [InlineData("notices/built/web-privacy@2026-11/script.js")]
    [InlineData("notices/built/page.html")]
    public void A_stranger_among_what_was_built_is_noticed(string path) => Assert.Equal([$"{path} unknown-file"], Built.Faults(Samples.MotorsBuiltFiles.SetItem(path, "x")));
}
