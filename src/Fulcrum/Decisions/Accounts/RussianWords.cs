using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Sentences in Russian.</summary>
internal sealed class RussianWords : SentenceWords
{
    private static readonly ImmutableArray<string> Months =
        ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];

    protected override string Yes => "да";

    protected override string No => "нет";

    protected override string And => "и";

    internal override string In(LocalText text) => text.Ru;

    internal override string Shown(ImmutableArray<string> titles, ImmutableArray<string> facts, string basis) => facts.IsEmpty
        ? $"вы увидели {Quoted(titles)}, потому что это подходит к этому месту; сведения о вас для выбора не понадобились"
        : $"вы увидели {Quoted(titles)}, потому что мы учли: {Listed(facts)}, и потому что {basis}";

    internal override string ShownWithoutData(ImmutableArray<string> titles, string why, string purpose) => titles.IsEmpty
        ? $"здесь ничего не показано, и сведения о вас не использовались, потому что {Reason(why, purpose)}"
        : $"вы увидели {Quoted(titles)}; выбор сделан без сведений о вас, потому что {Reason(why, purpose)}";

    internal override string NothingShown() => "здесь ничего не показано, потому что сейчас ничего не подходит";

    internal override string Suppressed(string reason) => $"рекламные предложения отключены, потому что {Inside(reason).TrimEnd('.')}";

    internal override string Capped(string title, Cap cap, int contacts) =>
        $"«{title}» не показано, потому что {Span(cap.Span)} вы уже видели {What(cap, contacts)}";

    internal override string Fact(string title, string value, Instant at) => $"{Inside(title)} ({value}, {Day(at)})";

    internal override string Agreed(string purpose, Instant at, bool synthetic) =>
        $"вы дали согласие на цель «{purpose}» {Day(at)}{(synthetic ? " (согласие создано для демонстрации)" : "")}";

    internal override string Basis(LegalBasis basis, string purpose) => basis switch
    {
        LegalBasis.Contract => $"цель «{purpose}» входит в ваш договор с нами",
        LegalBasis.LegitimateInterest => $"цель «{purpose}» – наш законный интерес, против которого вы можете возразить",
        LegalBasis.Consent => $"вы дали согласие на цель «{purpose}»",
        _ => $"цель «{purpose}» предусмотрена законом",
    };

    internal override string Day(Instant at)
    {
        if (at == Instant.Never)
        {
            return "время неизвестно";
        }

        var date = at.ToDateTimeOffset();
        return $"{Count(date.Day)} {Months[date.Month - 1]} {Count(date.Year)} г.";
    }

    private static string Reason(string why, string purpose) => why switch
    {
        "unknown-subject" => "мы не знаем, кто вы",
        "consent-unknown" => $"вы не сообщали, согласны ли вы на цель «{purpose}»",
        "consent-refused" => $"вы отказались от цели «{purpose}»",
        "consent-withdrawn" => $"вы отозвали согласие на цель «{purpose}»",
        "consent-expired" => $"срок вашего согласия на цель «{purpose}» истёк",
        "consent-invalid" => $"ваше согласие на цель «{purpose}» записано не со всем, чего требует закон",
        "consent-requested" => $"вы ещё не ответили на сообщение, в котором мы просили подтвердить цель «{purpose}»",
        "minor-protected" => $"закон защищает людей вашего возраста от цели «{purpose}»",
        "notice-changed" => $"мы изменили то, что рассказывали о цели «{purpose}», и ещё не спросили вас снова",
        "consent-stale" => $"наши записи восстановлены после потери, и, пока они неполны, мы не полагаемся на ваш прежний ответ о цели «{purpose}»",
        "anonymous-requested" => "ваш браузер попросил их не использовать",
        "consent-unsettled" => $"вы согласились на цель «{purpose}» до входа, но ещё не сказали, действует ли это для вас как для известного нам клиента",
        "privacy-control" => $"ваш браузер передал сигнал Global Privacy Control, и мы считаем его отказом от цели «{purpose}»",
        "restricted" => "вы остановили любое использование ваших данных",
        "contested" => "вы это оспорили, и мы ещё не проверили",
        "erased" => "ваши данные удалены",
        "profile-unreadable" => "их не удалось надёжно прочитать",
        _ => $"цель «{purpose}» этого не позволяет",
    };

    private static string What(Cap cap, int contacts) => cap.Scope switch
    {
        CapScope.EachOffer => $"это {Plural(contacts, "раз", "раза", "раз")}",
        CapScope.Promotional => Plural(contacts, "рекламное предложение", "рекламных предложения", "рекламных предложений"),
        CapScope.Tag => $"{Plural(contacts, "предложение", "предложения", "предложений")} на тему {cap.Of}",
        CapScope.Channel => $"{Plural(contacts, "сообщение", "сообщения", "сообщений")} по каналу {cap.Of}",
        _ => $"{Plural(contacts, "предложение", "предложения", "предложений")} в этом месте",
    };

    private static string Span(TimeSpan span) => span switch
    {
        _ when span.TotalDays >= 1 && span.TotalDays == Math.Floor(span.TotalDays) => $"{Last(span.Days, "последний")} {Plural(span.Days, "день", "дня", "дней")}",
        _ when span.TotalHours >= 1 && span.TotalHours == Math.Floor(span.TotalHours) =>
            $"{Last((long)span.TotalHours, "последний")} {Plural((long)span.TotalHours, "час", "часа", "часов")}",
        _ => $"{Last((long)Math.Ceiling(span.TotalMinutes), "последнюю")} {Plural((long)Math.Ceiling(span.TotalMinutes), "минуту", "минуты", "минут")}",
    };

    private static string Last(long number, string one) => $"за {(IsOne(number) ? one : "последние")}";

    private static bool IsOne(long number) => number % 10 == 1 && number % 100 != 11;

    private static string Plural(long number, string one, string few, string many)
    {
        var isFew = number % 10 is >= 2 and <= 4 && number % 100 is < 12 or > 14;
        return $"{Count(number)} {(IsOne(number) ? one : isFew ? few : many)}";
    }

    private string Quoted(ImmutableArray<string> titles) => Listed([.. titles.Select(title => $"«{title}»")]);
}
