using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>The questions of the sneakiness test, in the order they are asked. Requirements .</summary>
public static class SneakyRules
{
    internal static SneakyRule NotGiven { get; } = Flag(
        "not-given",
        "Was this datum given for this purpose?", "The datum was not given for this use. Ask for it first, or leave it out.",
        "Дали ли эти данные для этой цели?", "Данные дали не для этого. Сначала спросите или обойдитесь без них.");

    internal static SneakyRule Unexpected { get; } = Flag(
        "unexpected",
        "Would the person expect it here?", "People do not expect the datum in this place. Use it where it was given.",
        "Ждёт ли этого человек здесь?", "Люди не ждут этих данных здесь. Берите их там, где их дали.");

    internal static SneakyRule Sensitive { get; } = Flag(
        "sensitive",
        "Is it free of guesses about people, and of what could harm them?", "It rests on a sensitive datum, or names people by a weakness. Leave it out.",
        "Обходится ли это без догадок о людях и без того, что может им навредить?", "В основе опасные для человека данные или его слабость. Уберите это.");

    internal static SneakyRule Creepy { get; } = Flag(
        "creepy",
        "Does it say back only what the person told us?", "It shows people that they were watched or guessed about. Say what you offer, not what you know.",
        "Говорит ли это человеку только то, что он сам сказал?", "Человек видит, что за ним следили или о нём гадали. Говорите, что предлагаете, а не что знаете.");

    internal static SneakyRule RefusalHarder { get; } = Flag(
        "refusal-harder",
        "Is refusing as easy as accepting?", "The no is farther away, hidden or missing. Put it beside the yes, as near and as plain.",
        "Отказаться так же легко, как согласиться?", "Отказ дальше, спрятан, или его нет. Поставьте его рядом с согласием.");

    internal static SneakyRule Shaming { get; } = Flag(
        "shaming",
        "Is the no free of shame and fear?", "Whoever refuses is made to feel foolish, guilty or afraid. Say the no in plain words.",
        "Можно ли отказаться без стыда и страха?", "Отказавшийся должен чувствовать себя глупо, виновато или в опасности. Назовите отказ прямо.");

    internal static SneakyRule ReasonDiffers { get; } = Flag(
        "reason-differs",
        "Is the reason in the text the purpose in the plan?", "People are told another reason than the plan has. Tell the real one.",
        "Причина в тексте та же, что цель в плане?", "Людям называют не ту причину, что в плане. Назовите настоящую.");

    internal static SneakyRule Pressure { get; } = Flag(
        "pressure",
        "Is there time to think?", "It hurries people with scarcity, crowds or a last chance. Say the plain terms and their date.",
        "Есть ли время подумать?", "Людей торопят нехваткой, толпой или последним шансом. Назовите условия и дату.");

    internal static SneakyRule Countdown { get; } = Flag(
        "countdown",
        "Does no clock run against the person?", "A clock in minutes hurries people. Name the day it ends.",
        "Нет ли обратного отсчёта?", "Счёт на минуты торопит людей. Назовите день, когда всё кончится.");

    internal static SneakyRule Bundled { get; } = Flag(
        "bundled",
        "Is each yes asked for by itself?", "One act says yes to several things, or the yes is the price of something else. Ask for each by itself.",
        "Спрашивают ли о каждом согласии отдельно?", "Одно действие — согласие сразу на многое или плата за другое. Спросите о каждом отдельно.");

    internal static SneakyRule Preset { get; } = Flag(
        "pre-ticked",
        "Is nothing set before the person chose?", "The yes is set beforehand, or silence counts as one. Start from no.",
        "Ничего не отмечено заранее?", "Согласие отмечено заранее или им считается молчание. Начинайте с отказа.");

    internal static SneakyRule DarkWords { get; } = Flag(
        "dark-words",
        "Is it plain what the answer means?", "Double denials make the answer unclear. Say it in plain words.",
        "Понятно ли, что значит ответ?", "Двойное отрицание прячет смысл ответа. Скажите просто.");

    internal static SneakyRule HandedOn { get; } = Flag(
        "handed-on",
        "Does it stay with those the person knows?", "Data goes to people whom nobody named. Name each of them, or keep it.",
        "Остаются ли данные у тех, кого человек знает?", "Данные уходят тем, кого не назвали. Назовите каждого или не передавайте.");

    internal static SneakyRule OpenComplaint { get; } = Flag(
        "open-complaint",
        "Does it leave people alone whose complaint is open?", "It promotes to people who wait for our answer. Suppress it until the case is closed.",
        "Не трогает ли это людей, чья жалоба не решена?", "Реклама идёт тем, кто ждёт нашего ответа. Остановите её, пока жалоба не закрыта.");

    internal static SneakyRule Unlabelled { get; } = Flag(
        "unlabelled",
        "Is it known what each datum is?", "Nobody said what this datum is, so nobody can say whether it may be used. Label it.",
        "Известно ли, что это за данные?", "Никто не сказал, что это за данные, и нельзя сказать, можно ли их брать. Дайте им метку.");

    internal static SneakyRule HardToRead { get; } = new(
        "hard-to-read",
        new LocalText("Is it easy to read?", "Легко ли это читать?"),
        new LocalText("Its sentences are too long or too hard. Shorten them.", "Предложения слишком длинные или трудные. Сократите их."), Stops: false);

    /// <summary>All of them.</summary>
    public static ImmutableArray<SneakyRule> All { get; } =
    [
        NotGiven, Unexpected, Sensitive, Creepy, RefusalHarder, Shaming, ReasonDiffers, Pressure, Countdown, Bundled, Preset, DarkWords, HandedOn, OpenComplaint, Unlabelled, HardToRead,
    ];

    private static SneakyRule Flag(string key, string question, string why, string questionRu, string whyRu) =>
        new(key, new LocalText(question, questionRu), new LocalText(why, whyRu), Stops: true);
}
