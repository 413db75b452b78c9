using System.Collections.Frozen;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.History;

/// <summary>The words of My history.</summary>
internal static class HistoryWords
{
    public static readonly LocalText Lead = new(
        "All you did, said and asked for, the newest first. Each answer has a receipt.",
        "Всё, что вы делали, говорили и просили: сначала новое. У каждого ответа есть квитанция.");

    public static readonly LocalText None = new("There is nothing here yet.", "Здесь пока пусто.");
    public static readonly LocalText ShowAnswers = new("Show only my answers", "Только мои ответы");
    public static readonly LocalText ShowAll = new("Show it all", "Показать всё");
    public static readonly LocalText KeptFor = new("Kept for:", "Храним для этого:");
    public static readonly LocalText Undeclared = new("Sent along, used by nobody:", "Пришло заодно, никто не берёт:");
    public static readonly LocalText Joined = new("We took two sets of data for yours", "Мы сочли два набора данных вашими");
    public static readonly LocalText Cut = new("We took two sets of data apart again", "Мы снова разделили два набора данных");
    public static readonly LocalText Mail = new("We wrote you an e-mail", "Мы послали вам письмо");
    public static readonly LocalText Sms = new("We sent you a text message", "Мы послали вам СМС");
    public static readonly LocalText Unreadable = new("A line that waits for repair; nobody uses it", "Строка ждёт починки, её никто не берёт");
    public static readonly LocalText Reported = new("Something became of what we showed", "Стало известно, что вышло из показа");

    private static readonly FrozenDictionary<string, LocalText> Outcomes = new Dictionary<string, LocalText>
    {
        ["waiting"] = new("It waits to be sent.", "Ждёт отправки."),
        ["sent"] = new("It was sent. We no longer hold its text.", "Ушло. Текста у нас больше нет."),
        ["rejected"] = new("It did not go out.", "Отправить не вышло."),
        ["expired"] = new("It was too late to send it.", "Посылать было уже поздно."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, LocalText> Reports = new Dictionary<string, LocalText>
    {
        ["impression"] = new("You saw something of ours", "Вы увидели наше предложение"),
        ["click"] = new("You opened something of ours", "Вы открыли наше предложение"),
        ["conversion"] = new("You took up something of ours", "Вы приняли наше предложение"),
        ["complaint"] = new("You told us it was wrong to show this", "Вы сказали, что мы показали не то"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<EventType, LocalText> Events = new Dictionary<EventType, LocalText>
    {
        [EventType.Identify] = new("You told us about yourself", "Вы рассказали о себе"),
        [EventType.Page] = new("You looked at a page", "Вы смотрели страницу"),
        [EventType.Screen] = new("You looked at a screen of the app", "Вы смотрели экран приложения"),
        [EventType.Group] = new("You joined a group", "Вы вошли в группу"),
        [EventType.Alias] = new("We learned another name of yours", "Мы узнали ваше другое имя"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ConsentState, LocalText> States = new Dictionary<ConsentState, LocalText>
    {
        [ConsentState.Given] = new("You said yes: {0}", "Вы сказали «да»: {0}"),
        [ConsentState.Refused] = new("You said no: {0}", "Вы сказали «нет»: {0}"),
        [ConsentState.Withdrawn] = new("You took your yes back: {0}", "Вы взяли «да» назад: {0}"),
        [ConsentState.Requested] = new("We asked you to confirm: {0}", "Мы просили подтвердить: {0}"),
        [ConsentState.Expired] = new("Your yes ran out: {0}", "Срок «да» вышел: {0}"),
    }.ToFrozenDictionary();

    private static readonly LocalText NoState = new("An answer that does not count: {0}", "Ответ не считается: {0}");

    private static readonly FrozenDictionary<OwnRightAct, LocalText> Rights = new Dictionary<OwnRightAct, LocalText>
    {
        [OwnRightAct.Corrected] = new("You put something right: {0}", "Вы исправили: {0}"),
        [OwnRightAct.Restricted] = new("You stopped every use", "Вы остановили всё"),
        [OwnRightAct.Lifted] = new("You let us go on", "Вы разрешили продолжать"),
        [OwnRightAct.Contested] = new("You said that it is wrong: {0}", "Вы сказали, что это неверно: {0}"),
        [OwnRightAct.Upheld] = new("We found that you were right: {0}", "Мы признали, что вы правы: {0}"),
        [OwnRightAct.Dismissed] = new("We looked and it was right: {0}", "Мы проверили, всё верно: {0}"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RequestAct, LocalText> Acts = new Dictionary<RequestAct, LocalText>
    {
        [RequestAct.Open] = new("you asked for it", "вы попросили"),
        [RequestAct.Begin] = new("we work on it", "мы взялись"),
        [RequestAct.Ask] = new("we asked you something", "мы вас спросили"),
        [RequestAct.Answer] = new("you answered", "вы ответили"),
        [RequestAct.Extend] = new("it takes longer", "нужно больше времени"),
        [RequestAct.Complete] = new("it is done", "сделано"),
        [RequestAct.Refuse] = new("we said no", "мы отказали"),
        [RequestAct.Drop] = new("you took it back", "вы передумали"),
        [RequestAct.Join] = new("you asked for it again", "вы попросили ещё раз"),
    }.ToFrozenDictionary();

    /// <summary>What became of a message.</summary>
    public static LocalText OutcomeOf(string outcome) => Outcomes.TryGetValue(outcome, out var words) ? words : Outcomes["waiting"];

    /// <summary>What became of something shown.</summary>
    public static LocalText OfReport(string what) => Reports.TryGetValue(what, out var words) ? words : Reported;

    /// <summary>What happened.</summary>
    public static LocalText Of(EventType type) => Events.TryGetValue(type, out var words) ? words : Events[EventType.Page];

    /// <summary>What was answered.</summary>
    public static LocalText Of(ConsentState state) => States.TryGetValue(state, out var words) ? words : NoState;

    /// <summary>Which right took effect.</summary>
    public static LocalText Of(OwnRightAct act) => Rights[act];

    /// <summary>What was done about a request.</summary>
    public static LocalText Of(RequestAct act) => Acts[act];
}
