using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Notices.Readability;
using Fulcrum.Notices.Writing;
using Fulcrum.Workspaces;

namespace Fulcrum.Notices;

/// <summary>Builds a notice from a workspace: its pages in every language, its facts, and how it reads. Pure.</summary>
public static class NoticeBuild
{
    /// <summary>The folder of a built notice inside a workspace's.</summary>
    public static string FolderOf(string notice) => $"notices/built/{notice}";

    /// <summary>Builds it. Nothing is left out: what is wrong stands in the result's faults.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="notice">One of its notices.</param>
    /// <param name="isGated">Whether what is hard to read is a fault.</param>
    public static NoticeBuilt Of(Workspace workspace, Notice notice, bool isGated = true)
    {
        var facts = FactsOfWorkspace.Of(workspace, notice);
        var documents = workspace.Languages.Select(language => NoticeWriter.Write(workspace, notice, language)).ToImmutableArray();
        var readings = documents.SelectMany(document => document.Sections.Where(section => section.IsProse).Select(section => new ReadSection(
            document.Language, ReadingGate.Read(section.Heading, section.PlainText, document.Language, section.IsShortForm)))).ToImmutableArray();
        var pages = documents.SelectMany(document => new[]
        {
            KeyValuePair.Create($"{document.Language}.html", HtmlForm.Write(document)),
            KeyValuePair.Create($"{document.Language}.md", MarkdownForm.Write(document)),
        }).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var faults = Untitled(workspace, facts).Concat(isGated ? readings.SelectMany(HardToRead) : []).ToImmutableArray();
        return new NoticeBuilt(notice, facts, pages.Add("facts.yaml", FactsFile.Write(facts, pages, isGated)), readings, faults);
    }

    private static IEnumerable<Fault> Untitled(Workspace workspace, NoticeFacts facts) =>
        from category in facts.Purposes.Values.SelectMany(purpose => purpose.Categories.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        where CategoryTitles.Of(category) is null && !workspace.Disclosures.Categories.ContainsKey(category)
        select new Fault("category-untitled", $"There is no plain title for {category}.", $"Write one below \"categories:\" in disclosures.yaml: {category}: {{en: …, ru: …}}.");

    private static IEnumerable<Fault> HardToRead(ReadSection read)
    {
        foreach (var hard in read.Reading.TooHard)
        {
            yield return new Fault("hard-to-read", $"The section \"{read.Reading.Name}\" ({read.Language}) {hard}.", "Write shorter sentences and shorter words in the texts of the workspace it is made from.");
        }

        foreach (var phrase in read.Reading.Flagged)
        {
            yield return new Fault(
                "unclear-word",
                $"The section \"{read.Reading.Name}\" ({read.Language}) says \"{phrase.Text}\", which is {(phrase.Flag == PhraseFault.Vague ? "vague" : "jargon")}.",
                $"Instead: {phrase.Suggestion}.");
        }
    }
}

/// <summary>A notice just built.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Facts">What it tells.</param>
/// <param name="Files">Name in its folder to text: pages and <c>facts.yaml</c>.</param>
/// <param name="Readings">How each section reads.</param>
/// <param name="Faults">Why it must not be shown; empty when it may be.</param>
public sealed record NoticeBuilt(
    Notice Notice, NoticeFacts Facts, ImmutableSortedDictionary<string, string> Files, ImmutableArray<ReadSection> Readings, ImmutableArray<Fault> Faults);

/// <summary>How one section reads in one language.</summary>
/// <param name="Language"><c>en</c> or <c>ru</c>.</param>
/// <param name="Reading">How it reads.</param>
public sealed record ReadSection(string Language, SectionReading Reading);
