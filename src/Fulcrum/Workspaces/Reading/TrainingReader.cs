using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Staff;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>training.yaml</c>: what our own people learn before they may look, and how long that counts.</summary>
internal static class TrainingReader
{
    private static readonly TimeSpan HoldsMax = TimeSpan.FromDays(730);

    public static StaffBook Read(WorkspaceDraft draft, FrozenDictionary<string, StaffRole> roles)
    {
        if (draft.Files.Find("training.yaml") is not { } keys)
        {
            return new StaffBook(roles, [], StaffBook.CertificateUsual);
        }

        var holds = keys.FindSpan("certificate-holds") ?? StaffBook.CertificateUsual;
        if (holds <= TimeSpan.Zero || holds > HoldsMax)
        {
            draft.Faults.Add(keys.PlaceOf("certificate-holds"), "out-of-range", "A certificate holds for longer than two years, or not at all.", "Write a span of up to 730d, for example 365d.");
        }

        keys.Need("lessons", "List at least one lesson below \"lessons:\".");
        var lessons = keys.Named("lessons").Select(entry => (entry.Key, entry.At, ReadOne(entry, roles, draft.Faults))).ToArray();
        keys.Done();
        draft.ByName(lessons, "lesson");
        return new StaffBook(roles, [.. lessons.Select(lesson => lesson.Item3).DistinctBy(lesson => lesson.Name)], holds);
    }

    private static Lesson ReadOne(YamlEntry entry, FrozenDictionary<string, StaffRole> roles, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, $"The lesson \"{YamlFile.Shown(entry.Key)}\"", faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        keys.Need("roles", "List the roles that need it.");
        var needed = keys.Scalars("roles").Where(name => roles.TryResolve(name, "role", faults, out _)).Select(name => name.Text).ToImmutableArray();
        var text = keys.Local("text", "missing-text", "Write what is to be read, in en and ru, three minutes long.");
        keys.Need("questions", "Ask at least one question about it.");
        var questions = keys.Items("questions").Select(item => ReadQuestion(item, faults)).ToImmutableArray();
        keys.Done();
        return new Lesson(entry.Key, title, text, needed, questions);
    }

    private static LessonQuestion ReadQuestion(YamlNode item, FaultList faults)
    {
        var keys = new KeyReader(item, "A question", faults);
        var ask = keys.Local("ask", "missing-text", "Write the question in en and ru.");
        keys.Need("answers", "List two answers or more, each in en and ru.");
        var answers = keys.Items("answers").Select(answer => ReadAnswer(answer, faults)).ToImmutableArray();
        var right = keys.Whole("right", 1, 1, Math.Max(1, answers.Length));
        if (keys.IsMap && keys.Need("right", "Say which answer is right, counted from 1.") is not null && answers.Length < 2)
        {
            faults.Add(keys.PlaceOf("answers"), "too-few-answers", "A question with one answer asks nothing.", "List two answers or more.");
        }

        keys.Done();
        return new LessonQuestion(ask, answers, right - 1);
    }

    private static LocalText ReadAnswer(YamlNode node, FaultList faults)
    {
        var texts = new KeyReader(node, "An answer", faults);
        var answer = new LocalText(Part(texts, "en", faults), Part(texts, "ru", faults));
        texts.Done();
        return answer;
    }

    private static string Part(KeyReader texts, string language, FaultList faults)
    {
        var text = texts.Text(language).Trim();
        if (text.Length == 0 && texts.IsMap)
        {
            faults.Add(texts.PlaceOf(language), "missing-text", $"The text in \"{language}\" is missing here.", "Write the answer in en and ru.");
        }

        return text;
    }
}
