using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Rights.Access.Export;

/// <summary>The words of the archive's page, in one language.</summary>
internal sealed record PageWords
{
    internal static PageWords English { get; } = new()
    {
        Title = "What we keep about you",
        AsOf = "As of",
        Others = "The same as data: data.json, and tables that end in .csv. An apostrophe before =, +, - or @ in a table is not part of the value. SHA256SUMS lets you check that nothing was changed.",
        Facts = "What we know",
        Choices = "What you decided",
        Uses = "How it was used",
        KnownBy = "How we know it is you",
        History = "Everything, in order",
        What = "What",
        Value = "Value",
        When = "When",
        From = "From",
        For = "For",
        How = "How",
        Times = "Times",
        Last = "Last",
        State = "Your choice",
        Used = "Used now",
        Detail = "Detail",
        Yes = "yes",
        No = "no",
        NotUsed = "not used",
        Until = "kept until",
        Hashed = "kept only as a fingerprint that cannot be read back",
        Event = "something you did",
        Consent = "your choice",
        Decision = "a decision about what to show you",
        Outcome = "what became of it",
        LookUp = "a look-up by staff",
        Access = "a look at your own data",
        Message = "a message to you",
        Right = "a right of yours",
        Exchange = "something given for something",
        Passkey = "passkey",
        Link = "two records joined or parted",
        Unreadable = "a record that waits for repair",
        States = ["nothing said", "yes", "no", "taken back", "run out", "not valid", "asked again after a repair", "waits for your answer"],
        Provenances = ["you told us", "we saw it", "worked out", "guessed", "bought"],
        Kinds = ["a decision used your data", "a decision protected you", "a look-up by staff", "your own look"],
    };

    internal static PageWords Russian { get; } = new()
    {
        Title = "Что мы храним о вас",
        AsOf = "По состоянию на",
        Others = "То же в виде данных: data.json и таблицы .csv. Апостроф перед =, +, - или @ в таблице не входит в значение. По SHA256SUMS можно проверить, что ничего не изменено.",
        Facts = "Что мы знаем",
        Choices = "Что вы решили",
        Uses = "Как это использовалось",
        KnownBy = "Как мы вас узнаём",
        History = "Всё по порядку",
        What = "Что",
        Value = "Значение",
        When = "Когда",
        From = "Откуда",
        For = "Для чего",
        How = "Как",
        Times = "Сколько раз",
        Last = "Последний раз",
        State = "Ваш выбор",
        Used = "Используется",
        Detail = "Подробности",
        Yes = "да",
        No = "нет",
        NotUsed = "не используется",
        Until = "хранится до",
        Hashed = "хранится только отпечаток, который нельзя прочитать",
        Event = "ваше действие",
        Consent = "ваш выбор",
        Decision = "решение, что вам показать",
        Outcome = "что из этого вышло",
        LookUp = "просмотр сотрудником",
        Access = "просмотр своих данных",
        Message = "сообщение вам",
        Right = "ваше право",
        Exchange = "обмен на пользу для вас",
        Passkey = "ключ доступа",
        Link = "записи объединены или разделены",
        Unreadable = "запись ждёт восстановления",
        States = ["ничего не сказано", "да", "нет", "отозвано", "срок истёк", "недействительно", "нужно спросить снова", "ждёт вашего ответа"],
        Provenances = ["вы сообщили", "мы видели", "вычислено", "предположение", "куплено"],
        Kinds = ["решение по вашим данным", "решение защитило вас", "просмотр сотрудником", "ваш просмотр"],
    };

    internal required string Title { get; init; }

    internal required string AsOf { get; init; }

    internal required string Others { get; init; }

    internal required string Facts { get; init; }

    internal required string Choices { get; init; }

    internal required string Uses { get; init; }

    internal required string KnownBy { get; init; }

    internal required string History { get; init; }

    internal required string What { get; init; }

    internal required string Value { get; init; }

    internal required string When { get; init; }

    internal required string From { get; init; }

    internal required string For { get; init; }

    internal required string How { get; init; }

    internal required string Times { get; init; }

    internal required string Last { get; init; }

    internal required string State { get; init; }

    internal required string Used { get; init; }

    internal required string Detail { get; init; }

    internal required string Yes { get; init; }

    internal required string No { get; init; }

    internal required string NotUsed { get; init; }

    internal required string Until { get; init; }

    internal required string Hashed { get; init; }

    internal required string Event { get; init; }

    internal required string Consent { get; init; }

    internal required string Decision { get; init; }

    internal required string Outcome { get; init; }

    internal required string LookUp { get; init; }

    internal required string Access { get; init; }

    internal required string Message { get; init; }

    internal required string Right { get; init; }

    internal required string Exchange { get; init; }

    internal required string Passkey { get; init; }

    internal required string Link { get; init; }

    internal required string Unreadable { get; init; }

    internal required string[] States { get; init; }

    internal required string[] Provenances { get; init; }

    internal required string[] Kinds { get; init; }

    internal string Of(ConsentState state) => States[(int)state];

    internal string Of(Provenance provenance) => Provenances[(int)provenance];

    internal string Of(OwnUseKind kind) => Kinds[(int)kind];

    internal string Of(OwnEntry entry) => entry switch
    {
        OwnEvent => Event,
        OwnConsent => Consent,
        OwnDecision => Decision,
        OwnOutcome => Outcome,
        OwnLookUp => LookUp,
        OwnAccess => Access,
        OwnMessage => Message,
        OwnRight or OwnRequest => Right,
        OwnExchangeAct => Exchange,
        OwnPasskey => Passkey,
        OwnLink => Link,
        _ => Unreadable,
    };
}
