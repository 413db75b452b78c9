using System.Collections.Frozen;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Rights;

/// <summary>The words of the queue of requests.</summary>
internal static class RequestsWords
{
    public static readonly LocalText Title = new("Requests", "Просьбы");
    public static readonly LocalText Lead = new("What people asked of us and have no answer to, the most urgent first. Who asked is not shown.", "О чём люди просят и ждут ответа, срочное сверху. Кто просит, не показано.");
    public static readonly LocalText Nothing = new("No request waits.", "Ни одна просьба не ждёт.");
    public static readonly LocalText Home = new("Back to what waits", "К списку дел");
    public static readonly LocalText Due = new("Due on {0}", "Срок: {0}");
    public static readonly LocalText Late = new("Late since {0}", "Просрочено с {0}");
    public static readonly LocalText Asked = new("asked on {0}", "просьба от {0}");
    public static readonly LocalText Why = new("What the person is told", "Что скажут человеку");
    public static readonly LocalText WhyHint = new("In words they understand.", "Понятными ему словами.");
    public static readonly LocalText Act = new("Act on it", "Действовать");
    public static readonly LocalText Done = new("Done", "Сделано");
    public static readonly LocalText DoneText = new("It is on record, and the person sees it.", "Это записано, и человек это видит.");
    public static readonly LocalText NotNow = new("Not possible now", "Сейчас нельзя");
    public static readonly LocalText NotNowText = new("The request has moved on. Look at where it stands.", "Просьба уже на другом шаге. Посмотрите, где она.");

    public static readonly LocalText Reason = new("If you refuse: why", "Если отказ: почему");

    private static readonly FrozenDictionary<RequestKind, LocalText> Kinds = new Dictionary<RequestKind, LocalText>
    {
        [RequestKind.Access] = new("A copy of their data", "Копия данных"),
        [RequestKind.Portability] = new("Take their data elsewhere", "Забрать данные с собой"),
        [RequestKind.Rectification] = new("Put something right", "Что-то исправить"),
        [RequestKind.Erasure] = new("Erase their data", "Стереть данные"),
        [RequestKind.Objection] = new("No to a use", "Отказ от использования"),
        [RequestKind.Restriction] = new("Stop every use", "Остановить всё"),
        [RequestKind.Withdrawal] = new("Take a yes back", "Взять «да» назад"),
        [RequestKind.Review] = new("Let a person look at a choice we made", "Пусть наш выбор проверит человек"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RequestState, LocalText> States = new Dictionary<RequestState, LocalText>
    {
        [RequestState.Received] = new("nobody works on it yet", "ею ещё никто не занят"),
        [RequestState.Working] = new("somebody works on it", "ею занимаются"),
        [RequestState.Asked] = new("the person was asked something", "у человека спросили"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RequestAct, LocalText> Acts = new Dictionary<RequestAct, LocalText>
    {
        [RequestAct.Begin] = new("Begin", "Начать"),
        [RequestAct.Ask] = new("Ask the person", "Спросить человека"),
        [RequestAct.Extend] = new("Say that it takes longer", "Сказать, что нужно больше времени"),
        [RequestAct.Complete] = new("It is done", "Готово"),
        [RequestAct.Refuse] = new("Refuse", "Отказать"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<DenialReason, LocalText> Denials = new Dictionary<DenialReason, LocalText>
    {
        [DenialReason.Other] = new("Another reason, told above", "Другая причина, она выше"),
        [DenialReason.SuspectedFraud] = new("Somebody else seems to ask", "Похоже, просит кто-то другой"),
        [DenialReason.InsufficientVerification] = new("Nobody proved who asks", "Не видно, кто просит"),
        [DenialReason.NoMatch] = new("We know nobody by that", "Таких мы не знаем"),
        [DenialReason.ClaimNotCovered] = new("The law does not give this here", "Закон тут этого не даёт"),
        [DenialReason.OutsideJurisdiction] = new("Another law holds where they live", "Там, где они живут, другой закон"),
        [DenialReason.TooManyRequests] = new("They asked too often", "Просят слишком часто"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ReviewOutcome, LocalText> Outcomes = new Dictionary<ReviewOutcome, LocalText>
    {
        [ReviewOutcome.Stands] = new("Looked at: the choice stays", "Проверено: выбор прежний"),
        [ReviewOutcome.Changed] = new("Looked at: the choice is changed", "Проверено: выбор другой"),
    }.ToFrozenDictionary();

    /// <summary>Why a request can be refused; the one told in words comes first.</summary>
    public static IEnumerable<DenialReason> Reasons { get; } = [DenialReason.Other, .. Denials.Keys.Where(reason => reason != DenialReason.Other).Order()];

    /// <summary>Why it is refused.</summary>
    public static LocalText Of(DenialReason reason) => Denials[reason];

    /// <summary>What became of the choice.</summary>
    public static LocalText Of(ReviewOutcome outcome) => Outcomes[outcome];

    /// <summary>What is asked for.</summary>
    public static LocalText Of(RequestKind kind) => Kinds[kind];

    /// <summary>Where it stands.</summary>
    public static LocalText Of(RequestState state) => States.GetValueOrDefault(state, Done);

    /// <summary>What can be done.</summary>
    public static LocalText Of(RequestAct act) => Acts[act];
}
