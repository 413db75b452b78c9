using System.Collections.Frozen;
using Fulcrum.Rights.Access;
using Fulcrum.Staff;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Uses;

/// <summary>The words of how data was used.</summary>
internal static class UsesWords
{
    public static readonly LocalText Lead = new(
        "Each time we used your data, and each time one of us looked at it.",
        "Каждый раз, когда мы брали ваши данные, и каждый раз, когда на них смотрели люди.");

    public static readonly LocalText Counts = new("How often, and what for", "Сколько раз и для чего");
    public static readonly LocalText NeverUsed = new("We have not used your data to choose anything.", "По вашим данным мы ничего не выбирали.");
    public static readonly LocalText Looks = new("Looks by our staff", "Кто из нас смотрел");
    public static readonly LocalText LooksText = new("Nobody can look without a reason, and each look is written down here.", "Без причины смотреть нельзя, и каждый просмотр записан здесь.");
    public static readonly LocalText NeverLooked = new("Nobody of our staff has looked at your data.", "Никто из наших людей не смотрел ваши данные.");
    public static readonly LocalText Who = new("Who", "Кто");
    public static readonly LocalText Reason = new("Reason", "Причина");
    public static readonly LocalText Saw = new("What they saw", "Что было видно");
    public static readonly LocalText For = new("What for", "Для чего");
    public static readonly LocalText Own = new("Your own looks", "Ваши просмотры");
    public static readonly LocalText OwnText = new("You looked at your own data here {0} times.", "Сколько раз вы сами смотрели здесь свои данные: {0}.");

    private static readonly FrozenDictionary<OwnUseKind, LocalText> Kinds = new Dictionary<OwnUseKind, LocalText>
    {
        [OwnUseKind.Decision] = new("times we chose what to show you by it. The last one was on {0}.", "раз по ним мы выбирали, что вам показать. Последний раз: {0}"),
        [OwnUseKind.Protection] = new("times we held something back to leave you in peace. The last one was on {0}.", "раз мы чего-то не показали, чтобы вас не тревожить. Последний раз: {0}"),
        [OwnUseKind.LookUp] = new("times one of us looked. The last one was on {0}.", "раз смотрели наши люди. Последний раз: {0}"),
        [OwnUseKind.Access] = new("times you looked yourself. The last one was on {0}.", "раз смотрели вы сами. Последний раз: {0}"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<StaffPart, LocalText> Parts = new Dictionary<StaffPart, LocalText>
    {
        [StaffPart.Choices] = new("Your choices", "Что вы решили"),
        [StaffPart.Decisions] = new("What we chose for you, and why", "Что мы для вас выбрали и почему"),
        [StaffPart.Looks] = new("Who looked at your data", "Кто смотрел ваши данные"),
    }.ToFrozenDictionary();

    /// <summary>What of their card was opened.</summary>
    public static LocalText Of(StaffPart part) => Parts[part];

    /// <summary>How it was used, and when last.</summary>
    public static LocalText Of(OwnUseKind kind) => Kinds[kind];
}
