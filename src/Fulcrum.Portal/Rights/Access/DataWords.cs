using System.Collections.Frozen;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Access;

/// <summary>The words of My data.</summary>
internal static class DataWords
{
    public static readonly LocalText Lead = new(
        "All we know about you, one thing at a time. If something is wrong, put it right here.",
        "Всё, что мы о вас знаем, по порядку. Если что-то не так, исправьте прямо здесь.");

    public static readonly LocalText DeviceLead = new(
        "What this browser told us, one thing at a time. It names nobody.",
        "Что сообщил нам этот браузер, по порядку. Здесь нет ничьего имени.");

    public static readonly LocalText Beyond = new("If we know more of you", "Если мы знаем о вас больше");
    public static readonly LocalText BeyondText = new(
        "We show only what came from this browser. To end a use you need not sign in. To see and put right what we know of you, sign in.",
        "Здесь только то, что пришло из этого браузера. Чтобы прекратить использование, входить не нужно. Чтобы увидеть и исправить всё о вас, войдите.");

    public static readonly LocalText None = new("We have drawn nothing from what you did.", "Мы ничего не вывели из того, что вы делали.");
    public static readonly LocalText Rest = new("Each thing you did or said, one by one, is in", "Всё, что вы делали и говорили, по порядку:");
    public static readonly LocalText From = new("From", "Откуда");
    public static readonly LocalText When = new("When", "Когда");
    public static readonly LocalText How = new("How we know", "Как узнали");
    public static readonly LocalText KeptFor = new("Kept for", "Для чего храним");
    public static readonly LocalText Used = new("in use", "используем");
    public static readonly LocalText NotUsed = new("not in use", "не используем");
    public static readonly LocalText Ended = new("not in use, waits to be deleted", "не используем, скоро удалим");
    public static readonly LocalText Until = new("kept until {0}", "храним до {0}");
    public static readonly LocalText NoUntil = new("kept as long as you are with us", "храним, пока вы с нами");

    public static readonly LocalText Correct = new("Put it right", "Исправить");
    public static readonly LocalText RightValue = new("What is right", "Как правильно");
    public static readonly LocalText Save = new("Save", "Сохранить");
    public static readonly LocalText Contest = new("This is wrong", "Это неверно");
    public static readonly LocalText ContestText = new("We stop using it at once, and a person looks at it.", "Мы сразу перестанем это брать, и человек проверит.");
    public static readonly LocalText BadValue = new("We cannot read this. Look at the line above and type it again.", "Это нам не прочесть. Посмотрите на строку выше и введите снова.");
    public static readonly LocalText NotHeld = new("We no longer hold this, so there is nothing to put right.", "Этого у нас больше нет, исправлять нечего.");

    public static readonly LocalText Saved = new("Saved", "Сохранено");
    public static readonly LocalText Corrected = new("We put “{0}” right. It holds from now on.", "Мы исправили: «{0}». Это действует с этой минуты.");
    public static readonly LocalText Contested = new("You said that “{0}” is wrong. We stopped using it.", "Вы сказали, что это неверно: «{0}». Мы больше этого не берём.");
    public static readonly LocalText SameContest = new("You had said so before. We do not use “{0}”.", "Вы уже это говорили. Мы не берём: «{0}».");
    public static readonly LocalText IsContested = new("You say it is wrong.", "Вы говорите, что это неверно.");
    public static readonly LocalText IsContestedText = new("You told us on {0}. Nobody uses it until a person has looked.", "Вы сказали об этом {0} Никто этого не берёт, пока человек не проверит.");
    public static readonly LocalText WasUpheld = new("You were right.", "Вы были правы.");
    public static readonly LocalText WasUpheldText = new("You told us on {0}. We looked, and do not use it.", "Вы сказали об этом {0} Мы проверили и больше этого не берём.");

    private static readonly FrozenDictionary<FactType, LocalText> Hints = new Dictionary<FactType, LocalText>
    {
        [FactType.Text] = new("A few words, 512 letters at most.", "Несколько слов, до 512 букв."),
        [FactType.Number] = new("A number, like 42 or 3.5.", "Число, как 42 или 3,5."),
        [FactType.Boolean] = new("Yes or no.", "Да или нет."),
        [FactType.Time] = new("A day, like 2026-11-30.", "День, как 2026-11-30."),
        [FactType.TextList] = new("A list cannot be typed here.", "Список здесь не ввести."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Provenance, LocalText> Provenances = new Dictionary<Provenance, LocalText>
    {
        [Provenance.Declared] = new("You told us", "Вы сказали нам"),
        [Provenance.Observed] = new("We saw it happen", "Мы это видели"),
        [Provenance.Derived] = new("We counted it", "Мы это посчитали"),
        [Provenance.Inferred] = new("We guess it", "Мы так думаем"),
        [Provenance.Bought] = new("We bought it", "Мы это купили"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RefusalReason, LocalText> Reasons = new Dictionary<RefusalReason, LocalText>
    {
        [RefusalReason.ConsentUnknown] = new("you have not said yes", "вы не говорили «да»"),
        [RefusalReason.ConsentRefused] = new("you said no", "вы сказали «нет»"),
        [RefusalReason.ConsentWithdrawn] = new("you took your yes back", "вы взяли «да» назад"),
        [RefusalReason.ConsentExpired] = new("your yes has run out", "срок вашего «да» вышел"),
        [RefusalReason.ConsentInvalid] = new("your yes does not count", "ваше «да» не считается"),
        [RefusalReason.ConsentUnsettled] = new("we must ask you first", "сначала мы должны спросить вас"),
        [RefusalReason.NoticeChanged] = new("what we told you has changed", "изменилось то, что мы говорили"),
        [RefusalReason.MinorProtected] = new("the law protects the young", "закон бережёт детей"),
        [RefusalReason.ConsentRequested] = new("we wait for you to confirm", "ждём вашего слова"),
        [RefusalReason.Restricted] = new("you stopped every use", "вы остановили всё"),
        [RefusalReason.Contested] = new("you say it is wrong", "вы говорите, что это неверно"),
        [RefusalReason.ConsentStale] = new("we do not rely on your old yes", "на прежнее «да» мы не опираемся"),
    }.ToFrozenDictionary();

    private static readonly LocalText Otherwise = new("nothing allows it", "на это нет права");

    /// <summary>How to type a value.</summary>
    public static LocalText HintOf(FactType type) => Hints[type];

    /// <summary>How it is known.</summary>
    public static LocalText Of(Provenance provenance) => Provenances[provenance];

    /// <summary>Why it is not used.</summary>
    public static LocalText Of(RefusalReason reason) => Reasons.TryGetValue(reason, out var words) ? words : Otherwise;
}
