using System.Collections.Frozen;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Permits;

/// <summary>The words of looking at people.</summary>
internal static class PeopleWords
{
    public static readonly LocalText Title = new("People", "Люди");
    public static readonly LocalText Lead = new("Find one person who waits for your help. You see a masked card first.", "Найдите человека, который ждёт помощи. Сначала видна закрытая карточка.");
    public static readonly LocalText View = new("What you need to see", "Что нужно увидеть");
    public static readonly LocalText By = new("You know their", "Что вы о нём знаете");
    public static readonly LocalText Value = new("Value", "Значение");
    public static readonly LocalText ValueHint = new("Whole, as they gave it to you.", "Целиком, как вам назвали.");
    public static readonly LocalText Why = new("Why", "Почему");
    public static readonly LocalText WhyHint = new("The person reads this.", "Человек это прочтёт.");
    public static readonly LocalText Case = new("Number of the case", "Номер обращения");
    public static readonly LocalText CaseHint = new("If there is one, written like C-1042. No names.", "Если он есть, в виде C-1042. Без имён.");
    public static readonly LocalText Find = new("Look", "Посмотреть");
    public static readonly LocalText NotRead = new("This is not a value of that kind. Check how it is written.", "Это не похоже на такое значение. Проверьте, как оно написано.");
    public static readonly LocalText NoView = new("No view is open to your role.", "Вашей роли не открыт ни один набор данных.");
    public static readonly LocalText Training = new("See the training", "Открыть обучение");
    public static readonly LocalText Card = new("Card: {0}", "Карточка: {0}");
    public static readonly LocalText CardLead = new("Your look is on record as number {0}. The person can read it.", "Просмотр записан под номером {0}. Человек его увидит.");
    public static readonly LocalText Nobody = new("Nobody is known by that here.", "По этим данным здесь никого нет.");
    public static readonly LocalText Shut = new("Their own choices show nothing for this purpose.", "Человек сам закрыл данные для этой цели.");
    public static readonly LocalText Again = new("Find somebody else", "Найти другого человека");
    public static readonly LocalText Fact = new("Fact", "Что");
    public static readonly LocalText Shown = new("Value", "Значение");
    public static readonly LocalText Label = new("Kind of data", "Вид данных");
    public static readonly LocalText Since = new("Since", "С какого дня");
    public static readonly LocalText Show = new("Show", "Открыть");
    public static readonly LocalText Hidden = new("Not for your role: {0}.", "Не для вашей роли: {0}.");
    public static readonly LocalText Reveal = new("Reveal what you ticked", "Открыть отмеченное");
    public static readonly LocalText RevealTitle = new("Reveal values", "Открыть значения");
    public static readonly LocalText RevealText = new("Tick only what the work needs. Each reveal has its own row.", "Отметьте только нужное для работы. Каждое открытие записано отдельно.");
    public static readonly LocalText NotKnown = new("not known", "неизвестно");
    public static readonly LocalText NotPermitted = new("not for this purpose", "не для этой цели");
    public static readonly LocalText TooOld = new("too old", "устарело");
    public static readonly LocalText Emergency = new("Emergency", "Экстренный доступ");
    public static readonly LocalText EmergencyText = new(
        "When somebody is in danger, you can look beyond your role for an hour. The person reads it, and a colleague reviews it. What the person shut stays shut.",
        "Если человек в опасности, вы можете час смотреть шире своей роли. Человек это прочтёт, коллега проверит. Закрытое человеком останется закрытым.");

    public static readonly LocalText Declare = new("Declare an emergency", "Объявить экстренный доступ");
    public static readonly LocalText Open = new("It is open until {0}. Looks below count as part of it.", "Он открыт до {0}. Просмотры ниже относятся к нему.");
    public static readonly LocalText IsEmergency = new("This look is part of the emergency", "Этот просмотр экстренный");

    public static readonly LocalText Email = new("e-mail address", "адрес почты");
    public static readonly LocalText Phone = new("phone number", "номер телефона");
    public static readonly LocalText CustomerNumber = new("number with us", "номер у нас");

    private static readonly FrozenDictionary<Absence, LocalText> Absences = new Dictionary<Absence, LocalText>
    {
        [Absence.NotKnown] = NotKnown, [Absence.NotPermitted] = NotPermitted, [Absence.TooOld] = TooOld,
    }.ToFrozenDictionary();

    /// <summary>What a value of a kind is called; its own name where there are no words for it.</summary>
    public static string Of(IdentifierType type, PageLanguage language) => type.Form switch
    {
        IdentifierForm.Email => language[Email],
        IdentifierForm.Phone => language[Phone],
        _ => type.Name == "user-id" ? language[CustomerNumber] : type.Name,
    };

    /// <summary>Why there is no value.</summary>
    public static LocalText Of(Absence absence) => Absences.GetValueOrDefault(absence, NotKnown);
}
