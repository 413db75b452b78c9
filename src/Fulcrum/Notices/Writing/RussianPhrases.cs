using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Notices.Writing;

/// <summary>The words in Russian.</summary>
internal sealed class RussianPhrases : NoticePhrases
{
    public override string Language => "ru";

    public override string Short => "Коротко";

    public override string What => "Что мы собираем?";

    public override string Why => "Зачем это нам?";

    public override string Doing => "Что мы с этим делаем?";

    public override string Where => "Где это лежит?";

    public override string HowLong => "Как долго мы это храним?";

    public override string Receivers => "Кто ещё это получает?";

    public override string SayingNo => "Как сказать «нет»?";

    public override string Rights => "О чём вы можете просить?";

    public override string Ourselves => "Кто мы?";

    public override string WhatLead => "Вот что мы собираем. В каждой строке сказано, зачем.";

    public override string Known => "Как мы узнаём вас снова";

    public override string Happened => "Что вы у нас делаете";

    public override string WhyLead => "Каждый пункт — сам по себе. Ваше «нет» одному не меняет других.";

    public override string Choosing => "Здесь мы решаем, что вам показать";

    public override string Looking => "Здесь это видят наши люди";

    public override string LookedUp => "Каждый такой просмотр мы пишем в журнал: кто смотрел и зачем.";

    public override string Counting => "Мы считаем и помним";

    public override string Guessing => "Мы строим догадки";

    public override string NoPlace => "Мы ещё не сказали, где это лежит.";

    public override string NoReceiver => "Больше никто.";

    public override string SayingNoLead => "Сказать «нет» можно в любой день. Мы сразу же перестанем.";

    public override string Unsaid => "Мы ещё не сказали как. Напишите нам.";

    public override string Title(string controller) => controller.Length > 0 ? $"Ваши данные в {controller}" : "Ваши данные у нас";

    public override string VersionLine(string name, string version) => $"{name}, версия {version}";

    public override string ShortKept(TimeSpan longest) => $"Мы храним ваши данные не дольше, чем {Span(longest)}.";

    public override string ShortReceivers(int count) => count switch
    {
        0 => "Больше их никто не видит.",
        1 => "Кроме нас их часть получает один. Он назван ниже.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Кроме нас их часть получают: {count}. Все они названы ниже."),
    };

    public override string ShortContact(string email) => $"Спросите нас: {email}.";

    public override string KnownBy(string form) => form switch
    {
        "email" => "По адресу вашей почты.",
        "phone" => "По номеру телефона.",
        _ => "По номеру и имени, под которыми мы знаем вас, ваш браузер или телефон.",
    };

    public override string Basis(Purpose purpose) => purpose switch
    {
        { Protective: true } => "Это лишь убирает лишнее.",
        { Basis: LegalBasis.Consent } => "Делаем так, только если вы скажете «да».",
        { Basis: LegalBasis.Contract } => "Без этого нам не сделать то, о чём вы просили.",
        { Basis: LegalBasis.LegalObligation } => "Так велит закон.",
        { Basis: LegalBasis.VitalInterest } => "Это бережёт жизнь людей.",
        { Basis: LegalBasis.PublicTask } => "Это наш долг перед всеми.",
        _ => "У нас есть на то веская причина. Вы можете быть против.",
    };

    public override string Place(DataPlace place, string country) => place.Use switch
    {
        PlaceUse.Both => $"Страна: {country}. Там всё лежит, и там мы с этим работаем.",
        PlaceUse.Storage => $"Страна: {country}. Там всё лежит.",
        _ => $"Страна: {country}. Там мы с этим работаем, но не храним.",
    };

    public override string Kept(TimeSpan? span) => span is { } known ? $"Храним {Span(known)}." : "Мы ещё не сказали, как долго.";

    public override string KeptItself(string what) => what switch
    {
        "consents" => "На что вы сказали «да» и «нет»",
        "decisions" => "Что мы вам показали и почему",
        "links" => "Что два имени были ваши",
        "look-ups" => "Кто из наших людей смотрел ваши данные",
        "quarantine" => "Что дошло до нас с ошибкой",
        "withdrawn" => "Что мы держали лишь ради «да», которое вы взяли назад",
        _ => what,
    };

    public override string Withdrawn(TimeSpan span) => $"Взяли своё «да» назад? Тогда то, что мы держали лишь ради него, мы сотрём. Срок — {Span(span)}.";

    public override string Role(RecipientRole role) => role switch
    {
        RecipientRole.Processor => "Работает на нас и только так, как мы скажем.",
        RecipientRole.JointController => "Мы смотрим эти данные вместе.",
        RecipientRole.Authority => "По закону может их у нас спросить.",
        _ => "Берёт данные для своих целей.",
    };

    public override string For(string purposes) => $"Для чего: {purposes}.";

    public override ImmutableArray<string> RightsList(string? email) =>
    [
        "Вы можете увидеть свои данные и взять их копию.",
        "Нашли ошибку? Мы её исправим.",
        "Мы сотрём ваши данные, если вы скажете.",
        "Мы перестанем, навсегда или на время, если вы скажете.",
        "Можно спросить, почему вы увидели то, что увидели.",
        "Можно жаловаться туда, где в вашей стране берегут данные людей.",
        email is null ? "Напишите нам. Это бесплатно." : $"Напишите нам: {email}. Это бесплатно.",
    ];

    public override string Officer(string officer) => $"Кто следит за вашими данными: {officer}.";

    public override string Span(TimeSpan span) => span switch
    {
        { TotalDays: var days } when Years(days) is { } years => Counted(years, "год", "года", "лет"),
        { TotalDays: var days } when days >= 1 && days == Math.Floor(days) => Counted((long)days, "день", "дня", "дней"),
        { TotalHours: var hours } when hours >= 1 && hours == Math.Floor(hours) => Counted((long)hours, "час", "часа", "часов"),
        { TotalMinutes: var minutes } => Counted((long)Math.Ceiling(minutes), "минуту", "минуты", "минут"),
    };

    public override string Listed(ImmutableArray<string> items) => string.Join("; ", items);

    public override string Category(string category) => CategoryTitles.Of(category)?.Ru ?? "";

    private static string Counted(long count, string one, string few, string many)
    {
        var word = (count % 100) is >= 11 and <= 14 ? many : (count % 10) switch { 1 => one, >= 2 and <= 4 => few, _ => many };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {word}");
    }
}
