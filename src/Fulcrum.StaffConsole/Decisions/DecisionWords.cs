using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Decisions;

/// <summary>The words of explaining a decision.</summary>
internal static class DecisionWords
{
    public static readonly LocalText Title = new("Decisions", "Решения");
    public static readonly LocalText Lead = new("Why something was shown, made of the record of the decision itself. What was known of the person is not told.", "Почему что-то показали: по записи самого решения. Что известно о человеке, здесь не видно.");
    public static readonly LocalText Number = new("Number of the decision", "Номер решения");
    public static readonly LocalText NumberHint = new("It stands in the answer to the shop, and in the privacy centre.", "Он есть в ответе магазину и в центре приватности.");
    public static readonly LocalText Explain = new("Explain", "Объяснить");
    public static readonly LocalText Nothing = new("There is no such decision, or it is kept no longer.", "Такого решения нет, или оно больше не хранится.");
    public static readonly LocalText At = new("Made on", "Когда");
    public static readonly LocalText Place = new("For", "Для места");
    public static readonly LocalText Offer = new("Candidate", "Кандидат");
    public static readonly LocalText Became = new("What became of it", "Что с ним стало");
    public static readonly LocalText Chosen = new("shown, place {0}", "показан, место {0}");
    public static readonly LocalText Removed = new("taken out by {0}", "убран правилом {0}");
    public static readonly LocalText NotNeeded = new("others came first", "другие были раньше");
    public static readonly LocalText Candidates = new("Every candidate", "Все кандидаты");
}
