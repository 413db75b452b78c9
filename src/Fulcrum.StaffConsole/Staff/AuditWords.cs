using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The words of the audit.</summary>
internal static class AuditWords
{
    public static readonly LocalText Title = new("Audit", "Записи");
    public static readonly LocalText Lead = new("What was done here, newest first. No row holds anybody's data.", "Что здесь делали, новое сверху. Ничьих данных в записях нет.");
    public static readonly LocalText Find = new("Find in who, what and which", "Найти: кто, что, какое");
    public static readonly LocalText Search = new("Search", "Искать");
    public static readonly LocalText Export = new("Save as CSV", "Сохранить CSV");
    public static readonly LocalText At = new("When", "Когда");
    public static readonly LocalText What = new("Act", "Действие");
    public static readonly LocalText By = new("Who", "Кто");
    public static readonly LocalText Detail = new("Which", "Какое");
    public static readonly LocalText Holds = new("The chain of all rows holds", "Цепочка записей цела");
    public static readonly LocalText HoldsText = new("Each row is a hash over all before it. None was changed or taken out.", "Каждая запись хранит хеш всех прежних. Ни одна не изменена и не вынута.");
    public static readonly LocalText Broken = new("The chain is broken", "Цепочка нарушена");
    public static readonly LocalText BrokenText = new("A row before a marked one was changed or taken out. Compare with your last export.", "Перед отмеченной строкой запись изменили или вынули. Сравните с последней выгрузкой.");
    public static readonly LocalText Mark = new("broken here", "нарушено здесь");
    public static readonly LocalText None = new("No act matches.", "Таких действий нет.");
    public static readonly LocalText All = new("Show all", "Показать все");
    public static readonly LocalText Alarms = new("Alarms", "Тревоги");
    public static readonly LocalText NoAlarms = new("No looks were unusual.", "Необычных просмотров не было.");
    public static readonly LocalText Stopped = new("Stopped: nothing is shown to them.", "Остановлен: ему ничего не видно.");
    public static readonly LocalText NotStopped = new("Noticed: they still work.", "Замечен: он ещё работает.");
    public static readonly LocalText Close = new("Close the alarm", "Закрыть тревогу");
    public static readonly LocalText Closed = new("Closed by {0}: {1}", "Закрыл {0}: {1}");
    public static readonly LocalText OwnAlarm = new("Yours: a colleague closes it.", "Ваша: её закроет коллега.");
    public static readonly LocalText Emergencies = new("Emergencies", "Экстренные доступы");
    public static readonly LocalText NoEmergencies = new("Nobody declared one.", "Никто их не объявлял.");
    public static readonly LocalText Found = new("What you found", "Что вы выяснили");
    public static readonly LocalText FoundHint = new("One sentence, after you asked them.", "Одно предложение, после разговора с ними.");
    public static readonly LocalText Review = new("Close the review", "Закрыть проверку");
    public static readonly LocalText Reviewed = new("Reviewed by {0}: {1}", "Проверил {0}: {1}");
    public static readonly LocalText Own = new("Yours: a colleague reviews it.", "Ваш: его проверит коллега.");
}
