using System.Collections.Frozen;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>What requests are called, and where they stand.</summary>
internal static class RequestWords
{
    private static readonly FrozenDictionary<RequestKind, LocalText> Kinds = new Dictionary<RequestKind, LocalText>
    {
        [RequestKind.Access] = new("A copy of my data", "Копия моих данных"),
        [RequestKind.Portability] = new("Take my data elsewhere", "Забрать данные с собой"),
        [RequestKind.Rectification] = new("Put something right", "Что-то исправить"),
        [RequestKind.Erasure] = new("Erase my data", "Стереть мои данные"),
        [RequestKind.Objection] = new("Say no to a use", "Сказать «нет»"),
        [RequestKind.Restriction] = new("Stop every use", "Остановить всё"),
        [RequestKind.Withdrawal] = new("Take a yes back", "Взять «да» назад"),
        [RequestKind.Review] = new("Let a person look at a choice you made", "Пусть ваш выбор проверит человек"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RequestState, LocalText> States = new Dictionary<RequestState, LocalText>
    {
        [RequestState.Received] = new("We have it", "Получили"),
        [RequestState.Working] = new("We work on it", "Занимаемся"),
        [RequestState.Asked] = new("We asked you something", "Мы вас спросили"),
        [RequestState.Done] = new("Done", "Сделано"),
        [RequestState.Refused] = new("We said no", "Мы отказали"),
        [RequestState.Dropped] = new("Taken back", "Отозвано"),
    }.ToFrozenDictionary();

    /// <summary>What is asked for.</summary>
    public static LocalText Of(RequestKind kind) => Kinds[kind];

    /// <summary>Where it stands.</summary>
    public static LocalText Of(RequestState state) => States[state];
}
