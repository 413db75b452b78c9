using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights;

/// <summary>Words that pages of somebody's own share.</summary>
internal static class OwnWords
{
    public static readonly LocalText Nothing = new("We keep nothing about you", "Мы ничего о вас не храним");
    public static readonly LocalText NothingText = new(
        "We looked for {0} and found no data. Do you use another address with us? Sign in with that one.",
        "Мы искали {0} и ничего не нашли. У вас есть другой адрес? Войдите с ним.");

    public static readonly LocalText NotSaved = new("This is not saved", "Это не сохранено");
    public static readonly LocalText NotSavedText = new("The fault is ours. Nothing was changed yet. Please press the button once more.", "Сбой на нашей стороне. Пока ничего не изменилось. Нажмите ещё раз.");
    public static readonly LocalText Back = new("Back", "Назад");
    public static readonly LocalText Next = new("Next", "Дальше");
    public static readonly LocalText Newer = new("Newer", "Новее");
    public static readonly LocalText Older = new("Older", "Раньше");
    public static readonly LocalText Pages = new("More of this page", "Ещё на этой странице");
    public static readonly LocalText Yes = new("Yes", "Да");
    public static readonly LocalText No = new("No", "Нет");
    public static readonly LocalText Yourself = new("you, in this privacy centre", "вы сами, в этом центре");
    public static readonly LocalText UnknownSource = new("a system that is gone", "система, которой больше нет");
}
