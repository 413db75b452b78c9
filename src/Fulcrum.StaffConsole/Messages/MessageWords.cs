using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Messages;

/// <summary>The words of the folder of messages.</summary>
internal static class MessageWords
{
    public static readonly LocalText Title = new("Messages", "Письма");
    public static readonly LocalText Lead = new(
        "Here messages are not sent. They land in a folder, and this page shows the newest. Each look is kept.",
        "Здесь письма не уходят. Они ложатся в папку. Тут видны новые из них. Каждый просмотр записан.");
    public static readonly LocalText Nothing = new("No message is here yet. Ask for a code in the privacy centre, and it comes.", "Писем пока нет. Попросите код в центре приватности. Он придёт сюда.");
    public static readonly LocalText Again = new("Look again", "Посмотреть снова");
    public static readonly LocalText Mail = new("E-mail", "Почта");
    public static readonly LocalText Text = new("Text message", "СМС");
    public static readonly LocalText NoSubject = new("Without a subject", "Без темы");
}
