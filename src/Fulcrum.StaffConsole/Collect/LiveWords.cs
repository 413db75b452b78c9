using System.Collections.Frozen;
using Fulcrum.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Collect;

/// <summary>The words of what comes in.</summary>
internal static class LiveWords
{
    public static readonly LocalText Title = new("Coming in now", "Что приходит сейчас");
    public static readonly LocalText Lead = new("Each event as it comes, and what became of it. Whom it is about and what it holds is not shown.", "Каждое событие и что с ним стало. О ком оно и что в нём, не видно.");
    public static readonly LocalText Nothing = new("Nothing came in since you opened this page.", "С тех пор как вы открыли страницу, ничего не пришло.");
    public static readonly LocalText Again = new("Look again", "Обновить");
    public static readonly LocalText Pause = new("Pause", "Остановить");
    public static readonly LocalText GoOn = new("Go on", "Продолжить");
    public static readonly LocalText Goes = new("New rows come on top every two seconds.", "Новые строки появляются сверху каждые две секунды.");
    public static readonly LocalText Paused = new("Paused. Nothing moves.", "Остановлено. Строки стоят на месте.");
    public static readonly LocalText Lost = new("The server does not answer. We keep trying.", "Сервер не отвечает. Пробуем снова.");
    public static readonly LocalText At = new("When", "Когда");
    public static readonly LocalText Source = new("From", "Откуда");
    public static readonly LocalText Event = new("Event", "Событие");
    public static readonly LocalText Became = new("What became of it", "Что с ним стало");
    public static readonly LocalText Reason = new("Why", "Почему");

    private static readonly FrozenDictionary<EventFateKind, LocalText> Fates = new Dictionary<EventFateKind, LocalText>
    {
        [EventFateKind.Stored] = new("kept", "сохранено"),
        [EventFateKind.Duplicate] = new("came before", "уже приходило"),
        [EventFateKind.Quarantined] = new("set aside", "отложено"),
        [EventFateKind.Refused] = new("not kept", "не сохранено"),
    }.ToFrozenDictionary();

    /// <summary>What became of an event.</summary>
    public static LocalText Of(EventFateKind fate) => Fates[fate];
}
