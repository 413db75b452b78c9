using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole;

/// <summary>The words of the first page.</summary>
internal static class HomeWords
{
    public static readonly LocalText Hello = new("Hello, {0}", "Здравствуйте, {0}");
    public static readonly LocalText Lead = new("This is what waits for you.", "Вот что вас ждёт.");
    public static readonly LocalText Roles = new("Your roles", "Ваши роли");
    public static readonly LocalText Nothing = new("Nothing waits for you.", "Вас ничего не ждёт.");
    public static readonly LocalText Lesson = new("Lesson to pass: {0}", "Пройти урок: {0}");
    public static readonly LocalText LessonText = new("Until then no person is shown to you. It takes three minutes.", "До этого людей вам не видно. Это займёт три минуты.");
    public static readonly LocalText Expires = new("Certificate ends: {0}", "Сертификат истекает: {0}");
    public static readonly LocalText ExpiresText = new("It holds until {0}. Pass the lesson again before.", "Он действует до {0}. Пройдите урок снова до этого дня.");
    public static readonly LocalText Requests = new("Requests that are late or due within a week: {0}", "Просьбы с близким или прошедшим сроком: {0}");
    public static readonly LocalText RequestsText = new("The first is due on {0}.", "Первая: срок {0}.");
    public static readonly LocalText Reviews = new("Emergencies to review: {0}", "Экстренные доступы на проверку: {0}");
    public static readonly LocalText ReviewsText = new("Somebody looked beyond their role. A second person looks at it.", "Кто-то смотрел шире своей роли. Это проверяет второй человек.");
    public static readonly LocalText Alarms = new("Alarms to look at: {0}", "Тревоги на проверку: {0}");
    public static readonly LocalText AlarmsText = new("A colleague looked in an unusual way. Ask them, then close the alarm.", "Коллега смотрел данные необычно. Спросите его и закройте тревогу.");
    public static readonly LocalText Approvals = new("Colleagues who wait for your yes or no: {0}", "Коллеги ждут вашего «да» или «нет»: {0}");
    public static readonly LocalText ApprovalsText = new("The first ends on {0}.", "Первая просьба истекает {0}.");
    public static readonly LocalText Decide = new("Open the approvals", "Открыть одобрения");
    public static readonly LocalText Emergency = new("Your emergency is open", "Ваш экстренный доступ открыт");
    public static readonly LocalText EmergencyText = new("It ends on {0}.", "Он закончится {0}.");
    public static readonly LocalText Read = new("Read the lesson", "Открыть урок");
    public static readonly LocalText Work = new("Open the requests", "Открыть просьбы");
    public static readonly LocalText Review = new("Open the audit", "Открыть записи");
    public static readonly LocalText Find = new("Find a person", "Найти человека");
    public static readonly LocalText Learn = new("See the training", "Открыть обучение");
}
