using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Uses;

/// <summary>The words of why somebody saw what they saw.</summary>
internal static class ReasonsWords
{
    public static readonly LocalText Lead = new(
        "What we chose for you, and why. One press ends the use it came from.",
        "Что мы для вас выбрали и почему. Одно нажатие, и мы больше так не делаем.");

    public static readonly LocalText None = new("We have chosen nothing by your data.", "По вашим данным мы ничего не выбирали.");
    public static readonly LocalText Nothing = new("Nothing was shown", "Ничего не показано");
    public static readonly LocalText NoSentence = new("The rules of that day are gone, so we cannot tell you more.", "Правил того дня уже нет, больше сказать нельзя.");
    public static readonly LocalText For = new("We used your data for “{0}”.", "Данные взяты для этого: «{0}».");
    public static readonly LocalText Stop = new("Stop this use", "Больше так не делать");
}
