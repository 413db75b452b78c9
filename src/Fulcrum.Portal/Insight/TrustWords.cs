using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Insight;

/// <summary>The words of the trust page.</summary>
internal static class TrustWords
{
    public static readonly LocalText Lead = new(
        "These figures come straight from our own records of the last 90 days. You may hold us to them.",
        "Эти цифры взяты прямо из наших записей за 90 дней. Вы можете с нас за них спросить.");

    public static readonly LocalText Times = new("How fast we stop", "Как быстро мы останавливаемся");
    public static readonly LocalText Median = new("Half of all noes", "Половина всех «нет»");
    public static readonly LocalText MedianText = new("were in our records within this time.", "попали в наши записи за это время.");
    public static readonly LocalText P99 = new("99 of 100 noes", "99 из 100 «нет»");
    public static readonly LocalText P99Text = new("were in our records within this time. From then on we used nothing for it.", "попали в наши записи за это время. После этого мы ничего для этого не брали.");

    public static readonly LocalText Erasures = new("How fast we erase", "Как быстро мы стираем");
    public static readonly LocalText ErasureMedian = new("Half of all people erased", "Половина стёртых");
    public static readonly LocalText ErasureP99 = new("99 of 100 people erased", "99 из 100 стёртых");
    public static readonly LocalText ErasureText = new("had left our disks to the last byte within this time. Nobody can read them from the first second on.", "исчезли с дисков до последнего байта за это время. Прочесть их нельзя с первой секунды.");
    public static readonly LocalText Answers = new("How fast we answer", "Как быстро мы отвечаем");
    public static readonly LocalText AnswerMedian = new("Half of all requests", "Половина просьб");
    public static readonly LocalText AnswerP99 = new("99 of 100 requests", "99 из 100 просьб");
    public static readonly LocalText AnswerText = new("had our answer within this time.", "получили ответ за это время.");

    public static readonly LocalText Counts = new("What people chose", "Что выбрали люди");
    public static readonly LocalText Granted = new("Yeses", "Сказали «да»");
    public static readonly LocalText GrantedText = new("People let us use their data for something.", "Люди разрешили что-то делать с их данными.");
    public static readonly LocalText Refused = new("Noes", "Сказали «нет»");
    public static readonly LocalText RefusedText = new("People said no from the start.", "Люди отказались сразу.");
    public static readonly LocalText Withdrawn = new("Taken back", "Передумали");
    public static readonly LocalText WithdrawnText = new("People had said yes and then no.", "Люди сказали «да», а потом «нет».");
    public static readonly LocalText Erased = new("Erased", "Стёрто");
    public static readonly LocalText ErasedText = new("People had all their data deleted.", "Люди удалили все свои данные.");

    public static readonly LocalText Uses = new("What we did", "Что мы делали");
    public static readonly LocalText Personal = new("Choices made with data", "Решений по данным");
    public static readonly LocalText PersonalText = new("We used what we know to choose what to show.", "По данным мы выбирали, что показать.");
    public static readonly LocalText LookUps = new("Looks by our staff", "Просмотров нашими людьми");
    public static readonly LocalText LookUpsText = new("Each look is written down with its reason.", "Каждый просмотр записан вместе с причиной.");
    public static readonly LocalText Complaints = new("Complaints", "Жалоб");
    public static readonly LocalText ComplaintsText = new("People told us that something we showed was wrong.", "Люди сказали, что мы показали не то.");

    public static readonly LocalText Few = new("fewer than 10", "меньше 10");
    public static readonly LocalText TooFew = new("too few to say", "пока слишком мало");
    public static readonly LocalText How = new("How we count", "Как мы считаем");
    public static readonly LocalText HowText = new(
        "The count runs by itself and nobody can edit it. A number below ten is not shown, so that it points at nobody.",
        "Счёт идёт сам, и править его нельзя. Число меньше десяти не показано, чтобы никого не выдать.");

    public static readonly LocalText HowWait = new(
        "The wait begins when a person says no. It ends when the no is on our disk.",
        "Время идёт с момента, когда человек сказал «нет». Оно кончается, когда «нет» записано на диск.");

    public static readonly LocalText Until = new("Counted up to {0}.", "Посчитано до: {0}.");
    public static readonly LocalText NotWhole = new("We are still counting, so these figures are too small.", "Счёт ещё идёт, поэтому цифры пока меньше.");
    public static readonly LocalText Synthetic = new("{0} answers were made up for this demonstration. They are not counted.", "Придумано для показа: {0}. Эти ответы не в счёт.");
}
