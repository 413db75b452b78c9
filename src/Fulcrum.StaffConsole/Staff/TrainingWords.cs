using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The words of training.</summary>
internal static class TrainingWords
{
    public static readonly LocalText Title = new("Training", "Обучение");
    public static readonly LocalText Lead = new("Three minutes each. Without a valid certificate no person is shown.", "Каждый урок на три минуты. Без сертификата людей не видно.");
    public static readonly LocalText Lesson = new("Lesson", "Урок");
    public static readonly LocalText Holds = new("Certificate", "Сертификат");
    public static readonly LocalText Until = new("holds until {0}", "действует до {0}");
    public static readonly LocalText Over = new("ended on {0}", "истёк {0}");
    public static readonly LocalText Never = new("not passed yet", "ещё не пройден");
    public static readonly LocalText Needed = new("Your role needs it", "Нужен вашей роли");
    public static readonly LocalText Yes = new("yes", "да");
    public static readonly LocalText No = new("no", "нет");
    public static readonly LocalText None = new("Your company has written no lesson yet.", "Ваша компания пока не написала уроков.");
    public static readonly LocalText Home = new("Back to what waits", "К списку дел");
    public static readonly LocalText Questions = new("Questions", "Вопросы");
    public static readonly LocalText Send = new("Send the answers", "Отправить ответы");
    public static readonly LocalText Wrong = new("Not right yet. Read it again and choose once more.", "Пока неверно. Перечитайте и выберите снова.");
    public static readonly LocalText Passed = new("You passed", "Урок пройден");
    public static readonly LocalText PassedText = new("Your certificate holds until {0}.", "Сертификат действует до {0}.");
}
