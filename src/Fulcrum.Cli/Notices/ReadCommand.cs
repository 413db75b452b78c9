using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Notices.Readability;

namespace Fulcrum.Cli.Notices;

/// <summary><c>fulcrum notice read</c>: how easily any text reads, section by section, and every vague word and jargon in it.</summary>
internal static class ReadCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "A text or Markdown file; each heading starts a section." };
        var language = new Option<string>("--language") { Description = "en or ru.", Required = true };
        language.AcceptOnlyFromAmong("en", "ru");
        var ungated = new Option<bool>("--without-gate") { Description = "Only say how it reads; hard to read is no failure." };
        var read = new Command("read", "Score a text section by section, and point at every vague word and jargon.") { file, language, ungated };
        read.SetAction(line => Run(line.GetRequiredValue(file), line.GetRequiredValue(language), !line.GetValue(ungated), line.GetValue(around.Json), around.Screen));
        return read;
    }

    private static int Run(string file, string language, bool isGated, bool json, Screen screen)
    {
        if (!File.Exists(file))
        {
            throw new CommandFault(new Fault("file-missing", "There is no file here.", "Name a text or Markdown file."), ExitCode.NotFound, file);
        }

        var sections = MarkdownSections.Of(File.ReadAllText(file));
        SectionReading[] readings = [.. sections.Select(section => ReadingGate.Read(section.Name, section.Text, language, isShortForm: false, isWrapped: true))];
        if (json)
        {
            screen.PutJson(new { schema = 1, language, sections = readings.Select(reading => NoticeForm.Of(language, reading)) });
        }
        else
        {
            screen.PutTable(["section", "score", "words", "sentences", "longest"], readings.Select(NoticeForm.Row));
            screen.PutTable(
                ["line:column", "text", "is", "instead"],
                readings.SelectMany(reading => reading.Flagged).Select(phrase => (IReadOnlyList<string>)[phrase.At.ToString(), phrase.Text, NoticeForm.Word(phrase.Flag), phrase.Suggestion]));
        }

        foreach (var reading in readings.Where(_ => !json))
        {
            foreach (var hard in reading.TooHard)
            {
                screen.Say($"\"{reading.Name}\" {hard}.");
            }
        }

        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{readings.Count(reading => reading.IsPlain)} of {readings.Length} sections are plain: a score of {ReadingGate.LeastScore(language, isShortForm: false):0} or more, and nothing flagged."));
        return isGated && readings.Any(reading => !reading.IsPlain) ? ExitCode.VerificationFailed : ExitCode.Ok;
    }
}
