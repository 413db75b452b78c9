using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Collect;

/// <summary>The words of what was set aside.</summary>
internal static class QuarantineWords
{
    public static readonly LocalText Title = new("Set aside", "Отложено");
    public static readonly LocalText Lead = new("Events that cannot be used, and why. What they hold is not shown.", "Какие события не подошли и почему. Что в них, не видно.");
    public static readonly LocalText Nothing = new("Nothing is set aside: every event was of use.", "Ничего не отложено: все события подошли.");
    public static readonly LocalText Home = new("Back to what waits", "К списку дел");
    public static readonly LocalText At = new("When", "Когда");
    public static readonly LocalText Reason = new("Why", "Почему");
    public static readonly LocalText Remedy = new("What to do", "Что делать");
    public static readonly LocalText Number = new("Number", "Номер");
}
