using System.Collections.Frozen;
using Fulcrum.Workspaces;

namespace Fulcrum.Pages.Consent.Receipts;

/// <summary>The words of a receipt's page, in English and in Russian.</summary>
internal static class ReceiptWords
{
    /// <summary>What the subject did, by the state's name in the record.</summary>
    public static readonly FrozenDictionary<string, LocalText> States = new Dictionary<string, LocalText>
    {
        ["given"] = new("You said yes", "Вы согласились"),
        ["refused"] = new("You said no", "Вы отказались"),
        ["withdrawn"] = new("You took your yes back", "Вы отозвали согласие"),
        ["requested"] = new("You said yes, and we wait for your confirmation", "Вы согласились, ждём вашего подтверждения"),
        ["expired"] = new("Your yes is over", "Срок согласия истёк"),
        ["invalid"] = new("Your answer was kept, and it does not count as a yes", "Ответ записан, но согласием не считается"),
    }.ToFrozenDictionary();

    /// <summary>By what way it was said.</summary>
    public static readonly FrozenDictionary<string, LocalText> Channels = new Dictionary<string, LocalText>
    {
        ["web"] = new("on a web page", "на сайте"),
        ["app"] = new("in the app", "в приложении"),
        ["e-mail"] = new("by e-mail", "по электронной почте"),
        ["sms"] = new("by text message", "в СМС"),
        ["phone"] = new("on the phone", "по телефону"),
        ["in-person"] = new("in person", "лично"),
        ["push"] = new("in a notification", "в уведомлении"),
        ["import"] = new("told by another system", "сообщено другой системой"),
    }.ToFrozenDictionary();

    public static readonly LocalText Title = new("Receipt for your choice", "Квитанция о вашем решении");
    public static readonly LocalText Id = new("Receipt", "Квитанция");
    public static readonly LocalText Scope = new("Only for", "Только для");
    public static readonly LocalText WhatFor = new("What it is for", "Для чего");
    public static readonly LocalText When = new("When you decided", "Когда вы решили");
    public static readonly LocalText Recorded = new("When it was recorded", "Когда записано");
    public static readonly LocalText How = new("How", "Как");
    public static readonly LocalText Shown = new("What you were shown", "Что вам показали");
    public static readonly LocalText NoticeGone = new("The text is not kept here any more.", "Этот текст здесь больше не хранится.");
    public static readonly LocalText Faults = new("Why it does not count", "Почему не считается");
    public static readonly LocalText Recipients = new("Who receives the data", "Кто получает данные");
    public static readonly LocalText Nobody = new("nobody else", "больше никто");
    public static readonly LocalText Places = new("Where it is kept or used", "Где хранятся и используются");
    public static readonly LocalText Retention = new("How long it is kept", "Сколько хранятся");
    public static readonly LocalText Days = new("{0} days", "{0} дн.");
    public static readonly LocalText Withdrawal = new("How to say no", "Как отказаться");
    public static readonly LocalText Contact = new("Whom to ask", "К кому обратиться");
    public static readonly LocalText Today = new(
        "The company says this today; the proof below covers only your decision.", "Так компания сообщает сегодня; доказательство ниже относится только к вашему решению.");

    public static readonly LocalText Proof = new("Proof", "Доказательство");
    public static readonly LocalText ProofText = new(
        "Your decision stands in a ledger that cannot be changed without being noticed. This receipt proves it: anybody who holds the file and the ledger's public key can check it, without us and without a network.",
        "Ваше решение записано в журнал, который нельзя незаметно изменить. Эта квитанция — доказательство: её проверит любой, у кого есть файл и открытый ключ журнала, без нас и без сети.");

    public static readonly LocalText Ledger = new("Ledger", "Журнал");
    public static readonly LocalText Entry = new("Entry", "Запись");
    public static readonly LocalText Code = new("Code", "Код");
    public static readonly LocalText QrTitle = new("The code of this receipt, to compare with its file", "Код этой квитанции: сверьте его с файлом");
    public static readonly LocalText WordForWord = new("What is proven, word for word", "Что доказано, слово в слово");
    public static readonly LocalText FileText = new("The receipt as a file", "Квитанция в виде файла");
    public static readonly LocalText Verify = new("Verify it here", "Проверить здесь");
    public static readonly LocalText VerifyText = new(
        "Your browser does it by itself and sends nothing. The key below came with this page: compare it with the one the company publishes elsewhere.",
        "Браузер сделает это сам и ничего не отправит. Ключ ниже пришёл вместе с этой страницей: сверьте его с тем, что компания опубликовала в другом месте.");

    public static readonly LocalText KeyLabel = new("Public key of the ledger", "Открытый ключ журнала");
    public static readonly LocalText Button = new("Verify", "Проверить");
    public static readonly LocalText Holds = new(
        "Verified: the ledger holds this decision as entry {index} of {size}.", "Проверено: решение есть в журнале, запись {index} из {size}.");

    public static readonly LocalText Fails = new("Not verified.", "Не подтверждено.");
    public static readonly LocalText NoScript = new(
        "Without JavaScript, save the file above and run: fulcrum verify receipt FILE --key KEY", "Без JavaScript сохраните файл выше и выполните: fulcrum verify receipt ФАЙЛ --key КЛЮЧ");

    /// <summary>Why it was not verified, by the check that refused.</summary>
    public static readonly FrozenDictionary<string, LocalText> Why = new Dictionary<string, LocalText>
    {
        ["form"] = new("The receipt is damaged or was changed.", "Квитанция повреждена или изменена."),
        ["key"] = new("The key is no key of a ledger, or this browser cannot check its kind.", "Это не ключ журнала, или браузер не умеет его проверять."),
        ["signature"] = new("The head of the ledger was not signed with this key.", "Журнал подписан другим ключом."),
        ["origin"] = new("The proof is about another ledger.", "Доказательство относится к другому журналу."),
        ["inclusion"] = new("The ledger does not hold this decision.", "В журнале нет этого решения."),
    }.ToFrozenDictionary();
}
