using Fulcrum.Staff;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of what our own people may do, and of what they learn first.</summary>
internal static class StaffChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "role",
            before?.Staff.Roles,
            after.Staff.Roles,
            added => added.Powers != StaffPowers.None,
            _ => false,
            (fields, old, now) =>
            {
                fields.Text("title", old.Title, now.Title);
                fields.Names("may", RolesReader.WordsOf(old.Powers), RolesReader.WordsOf(now.Powers), addLoosens: true);
                fields.Names("purposes", old.Purposes.Select(purpose => purpose.Name), now.Purposes.Select(purpose => purpose.Name), addLoosens: true);
                fields.Names("labels", old.Labels, now.Labels, addLoosens: true);
                fields.Field("sensitivity", old.Most, now.Most, loosens: now.Most > old.Most);
                fields.Text("ask", old.Ask, now.Ask);
            });
        changes.Compare(
            "lesson",
            before?.Staff.Lessons.Select(ByName),
            after.Staff.Lessons.Select(ByName),
            _ => false,
            _ => true,
            (fields, old, now) =>
            {
                fields.Text("title", old.Title, now.Title);
                fields.Names("roles", old.Roles, now.Roles, removeLoosens: true);
                fields.Text("text", old.Text, now.Text);
                fields.Names("questions", old.Questions.Select(Text), now.Questions.Select(Text), removeLoosens: true);
            });
        var (was, willBe) = ((before?.Staff ?? after.Staff).CertificateHolds, after.Staff.CertificateHolds);
        new FieldChanges(changes, "training", "certificates").Field("certificate-holds", was, willBe, loosens: willBe > was);
    }

    private static KeyValuePair<string, Lesson> ByName(Lesson lesson) => new(lesson.Name, lesson);

    // Everything that makes a question another one, the right answer too.
    private static string Text(LessonQuestion question) => $"{question.Ask.En} ({string.Join(" / ", question.Answers.Select(answer => answer.En))}: {question.Right + 1})";
}
