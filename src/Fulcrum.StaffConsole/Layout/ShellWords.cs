using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>The words around every page.</summary>
internal static class ShellWords
{
    public static readonly LocalText Console = new("Staff console", "Рабочее место");
    public static readonly LocalText ToMain = new("Skip to the page", "Сразу к странице");
    public static readonly LocalText Menu = new("Menu", "Меню");
    public static readonly LocalText Languages = new("Language", "Язык");
    public static readonly LocalText Home = new("What waits", "Что ждёт");
    public static readonly LocalText People = new("People", "Люди");
    public static readonly LocalText Requests = new("Requests", "Просьбы");
    public static readonly LocalText Decisions = new("Decisions", "Решения");
    public static readonly LocalText Live = new("Coming in", "Приходит");
    public static readonly LocalText Quarantine = new("Set aside", "Отложено");
    public static readonly LocalText Training = new("Training", "Обучение");
    public static readonly LocalText Staff = new("Staff", "Сотрудники");
    public static readonly LocalText Audit = new("Audit", "Записи");
    public static readonly LocalText Messages = new("Messages", "Письма");
    public static readonly LocalText SignIn = new("Sign in", "Войти");
    public static readonly LocalText SignOut = new("Sign out", "Выйти");
    public static readonly LocalText Prove = new("Touch the passkey", "Коснуться ключа");
    public static readonly LocalText Watched = new(
        "Each look at a person is kept, and the person sees it.",
        "Каждый просмотр записан. Человек его видит.");
}
