using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>The letter that brings somebody their set-up link.</summary>
public static class StaffInviteText
{
    /// <summary>Which letter it is, as the outbox knows it.</summary>
    public const string Template = "staff-invitation";

    private static readonly LocalText SubjectText = new("Your way into the staff console: {0}", "Ваш вход на рабочее место: {0}");

    private static readonly LocalText BodyText = new(
        "{0} has added you to its staff console. Open this link and make your passkey:\n\n{1}\n\nIt works once, for three days. If you did not expect this, tell your company and do not open it.",
        "{0} даёт вам вход на рабочее место. Откройте ссылку и создайте ключ доступа:\n\n{1}\n\nОна действует один раз и три дня. Если вы этого не ждали, сообщите компании и не открывайте её.");

    /// <summary>Its subject line.</summary>
    public static string Subject(string language, string company) => SubjectText.In(language).Replace("{0}", company, StringComparison.Ordinal);

    /// <summary>Its text.</summary>
    /// <param name="language"><c>en</c> or <c>ru</c>.</param>
    /// <param name="company">Who writes.</param>
    /// <param name="link">The set-up link: a secret.</param>
    public static string Body(string language, string company, string link) => BodyText.In(language).Replace("{0}", company, StringComparison.Ordinal).Replace("{1}", link, StringComparison.Ordinal);
}
