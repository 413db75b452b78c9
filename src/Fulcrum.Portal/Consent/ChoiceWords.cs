using System.Collections.Frozen;
using Fulcrum.Consent;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Consent;

/// <summary>The words of the choices.</summary>
internal static class ChoiceWords
{
    public static readonly LocalText Lead = new(
        "Say yes or no to each use of your data. You can change your mind at any time, and it works at once.",
        "Скажите «да» или «нет» по каждому пункту. Передумать можно в любой момент, и это сработает сразу.");

    public static readonly LocalText Device = new(
        "These are the choices of this browser. What you chose elsewhere is not shown here.",
        "Это выбор для этого браузера. То, что вы выбрали в другом месте, здесь не видно.");

    public static readonly LocalText DeviceData = new("What this browser told us", "Что сообщил нам этот браузер");

    public static readonly LocalText Person = new(
        "These are your own choices, as {0}. They hold wherever we know you by it.",
        "Это ваш собственный выбор: {0}. Он действует везде, где мы вас по этому узнаём.");

    public static readonly LocalText Stopped = new("You stopped every use", "Вы остановили всё");
    public static readonly LocalText StoppedText = new(
        "Until you let us go on, we use nothing of this, whatever stands below.",
        "Пока вы не разрешите снова, мы ничего не используем, что бы ни стояло ниже.");

    public static readonly LocalText NoDevices = new(
        "This company knows nobody by their browser, so there is nothing to choose here.",
        "Эта компания никого не узнаёт по браузеру, поэтому выбирать здесь нечего.");

    public static readonly LocalText Asked = new("Only with your yes", "Только с вашего согласия");
    public static readonly LocalText Objectable = new("We do this until you say no", "Делаем, пока вы не против");
    public static readonly LocalText Needed = new("Part of what you ask us for", "Без этого нельзя");
    public static readonly LocalText NeededText = new(
        "These need no yes. Each line says why.", "Для этого согласие не нужно. В каждой строке сказано почему.");

    public static readonly LocalText Allow = new("Allow", "Разрешить");
    public static readonly LocalText Refuse = new("Don't allow", "Не разрешать");
    public static readonly LocalText On = new("On", "Включено");
    public static readonly LocalText Off = new("Off", "Выключено");
    public static readonly LocalText ByChannel = new("Choose by channel", "Выбрать по каналам");
    public static readonly LocalText RefuseAll = new("No to all of it", "«Нет» сразу всему");
    public static readonly LocalText RefuseAllText = new(
        "This says no to every use above, on every channel.", "Это «нет» по каждому пункту и для каждого канала.");

    public static readonly LocalText Saved = new("Saved", "Сохранено");
    public static readonly LocalText SavedYes = new("You said yes to “{0}”.", "Вы сказали «да»: «{0}».");
    public static readonly LocalText SavedNo = new("You said no to “{0}”. We stopped using your data for it.", "Вы сказали «нет»: «{0}». Мы больше не используем для этого ваши данные.");
    public static readonly LocalText SavedAll = new("You said no to every use. We stopped all of them.", "Вы сказали «нет» по всем пунктам. Мы всё остановили.");
    public static readonly LocalText SavedRequested = new("We wait for you to confirm “{0}”. Until then it stays off.", "Ждём вашего подтверждения: «{0}». До этого всё выключено.");
    public static readonly LocalText SavedInvalid = new("We kept your answer about “{0}”, but the law does not let it count yet. It stays off.", "Мы записали ответ про «{0}», но по закону он пока не считается. Это выключено.");
    public static readonly LocalText Same = new("That is how it already was.", "Так уже и было.");
    public static readonly LocalText Receipt = new("See the receipt", "Открыть квитанцию");
    public static readonly LocalText Undo = new("Undo", "Отменить");

    public static readonly LocalText NotSaved = new("Your answer is not saved", "Ответ не сохранён");
    public static readonly LocalText NotSavedText = new(
        "The fault is ours. Your answer does not count yet. Please press the button once more.",
        "Сбой на нашей стороне. Ваш ответ пока не действует. Пожалуйста, нажмите ещё раз.");

    public static readonly LocalText Signal = new("Your browser said no for you", "Ваш браузер уже сказал «нет»");
    public static readonly LocalText SignalText = new(
        "It sends a Global Privacy Control signal. We follow it on each visit, and ask you for nothing that it refuses.",
        "Он передаёт сигнал Global Privacy Control. Мы следуем ему при каждом визите и не спрашиваем о том, от чего он отказался.");

    public static readonly LocalText Signalled = new("Your browser says no for you, and we follow it.", "За вас отказался браузер, и мы это выполняем.");
    public static readonly LocalText TooYoung = new("We do not do this for people of your age.", "Для людей вашего возраста мы этого не делаем.");

    /// <summary>What stands, where something other than a plain yes or no does.</summary>
    private static readonly FrozenDictionary<ConsentState, LocalText> Standing = new Dictionary<ConsentState, LocalText>
    {
        [ConsentState.Unknown] = new("You have not decided.", "Вы ещё не решили."),
        [ConsentState.Expired] = new("Your yes has run out.", "Срок вашего «да» вышел."),
        [ConsentState.Invalid] = new("Your yes does not count, since something was missing.", "Ваше «да» не считается: чего-то не хватало."),
        [ConsentState.Stale] = new("We do not rely on your old yes.", "На прежнее «да» мы не опираемся."),
        [ConsentState.Requested] = new("We wait for you to confirm it.", "Ждём вашего подтверждения."),
    }.ToFrozenDictionary();

    private static readonly LocalText NoticeChanged = new("What we told you has changed since your yes.", "После вашего «да» изменилось то, о чём мы говорили.");
    private static readonly LocalText YesOn = new("You said yes on {0}.", "Вы сказали «да» {0}");
    private static readonly LocalText NoOn = new("You said no on {0}.", "Вы сказали «нет» {0}");

    /// <summary>Channels in words.</summary>
    private static readonly FrozenDictionary<string, LocalText> Channels = new Dictionary<string, LocalText>
    {
        ["web"] = new("On web pages", "На сайте"),
        ["app"] = new("In the app", "В приложении"),
        ["e-mail"] = new("By e-mail", "По электронной почте"),
        ["sms"] = new("By text message", "В СМС"),
        ["phone"] = new("On the phone", "По телефону"),
        ["in-person"] = new("In person", "При личной встрече"),
        ["push"] = new("In notifications", "Во всплывающих сообщениях"),
    }.ToFrozenDictionary();

    /// <summary>A channel; its own name where there are no words for it.</summary>
    public static string ChannelIn(string channel, PageLanguage language) => Channels.TryGetValue(channel, out var words) ? language[words] : channel;

    /// <summary>What an answer was, once it is recorded.</summary>
    public static LocalText Said(ConsentState state) => state switch
    {
        ConsentState.Given => SavedYes,
        ConsentState.Requested => SavedRequested,
        ConsentState.Invalid => SavedInvalid,
        _ => SavedNo,
    };

    /// <summary>Why it is on or off.</summary>
    public static string Why(ConsentStanding standing, PageLanguage language)
    {
        if (standing.State is ConsentState.Given or ConsentState.Refused or ConsentState.Withdrawn)
        {
            return language[standing.State == ConsentState.Given ? YesOn : NoOn].Replace("{0}", language.Day(standing.At), StringComparison.Ordinal);
        }

        return language[standing.NoticeChanged ? NoticeChanged : Standing[standing.State]];
    }
}
