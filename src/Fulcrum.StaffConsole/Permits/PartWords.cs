using System.Collections.Frozen;
using Fulcrum.Consent;
using Fulcrum.Staff;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Permits;

/// <summary>The words of what else a card has.</summary>
internal static class PartWords
{
    public static readonly LocalText More = new("More about this person", "Ещё об этом человеке");
    public static readonly LocalText MoreText = new("Open only what the work needs. Each is a look of its own, and the person reads it.", "Откройте только нужное. Каждый раз это отдельный просмотр, и человек его увидит.");
    public static readonly LocalText NoRole = new("Not for your role: {0}.", "Не для вашей роли: {0}.");
    public static readonly LocalText NoLesson = new("After a lesson: {0}.", "После урока: {0}.");
    public static readonly LocalText For = new("What for", "Для чего");
    public static readonly LocalText Stands = new("What stands", "Что решено");
    public static readonly LocalText Used = new("In use now", "Сейчас в деле");
    public static readonly LocalText Yes = new("yes", "да");
    public static readonly LocalText No = new("no", "нет");
    public static readonly LocalText NotAsked = new("no answer is needed", "ответ не нужен");
    public static readonly LocalText NoDecisions = new("Nothing was chosen for this person yet.", "Для этого человека ещё ничего не выбирали.");
    public static readonly LocalText NothingShown = new("Nothing was shown", "Ничего не показано");
    public static readonly LocalText HiddenWhy = new("Why is not for your role. It rests on data you do not see: {0}.", "Причина не для вашей роли. В ней данные, которых вам не видно: {0}.");
    public static readonly LocalText NoWhy = new("The rules of that day are gone, so there is no more to tell.", "Правил того дня уже нет, больше сказать нельзя.");
    public static readonly LocalText NoLooks = new("Nobody looked before you.", "До вас никто не смотрел.");
    public static readonly LocalText LooksText = new("Reasons are for the person, so they are not shown here.", "Причины написаны для человека, здесь их не видно.");
    public static readonly LocalText At = new("When", "Когда");
    public static readonly LocalText Who = new("Who", "Кто");
    public static readonly LocalText Saw = new("What they saw", "Что увидели");

    private static readonly FrozenDictionary<StaffPart, LocalText> Parts = new Dictionary<StaffPart, LocalText>
    {
        [StaffPart.Choices] = new("Their choices", "Что человек решил"),
        [StaffPart.Decisions] = new("What they were shown, and why", "Что показали и почему"),
        [StaffPart.Looks] = new("Who looked", "Кто смотрел"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ConsentState, LocalText> States = new Dictionary<ConsentState, LocalText>
    {
        [ConsentState.Unknown] = new("no answer yet", "ответа ещё нет"),
        [ConsentState.Given] = new("said yes", "согласие есть"),
        [ConsentState.Refused] = new("said no", "отказ"),
        [ConsentState.Withdrawn] = new("took the yes back", "согласие отозвано"),
        [ConsentState.Expired] = new("the yes has run out", "срок согласия вышел"),
        [ConsentState.Invalid] = new("a yes that does not count", "согласие не считается"),
        [ConsentState.Stale] = new("an old yes we do not rely on", "старое согласие, на него нет опоры"),
        [ConsentState.Requested] = new("asked to confirm it", "ждём подтверждения"),
    }.ToFrozenDictionary();

    /// <summary>What a part is called.</summary>
    public static LocalText Of(StaffPart part) => Parts[part];

    /// <summary>What stands.</summary>
    public static LocalText Of(ConsentState state) => States.GetValueOrDefault(state, States[ConsentState.Unknown]);
}
