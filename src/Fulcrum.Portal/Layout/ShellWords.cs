using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Layout;

/// <summary>The words around every page.</summary>
internal static class ShellWords
{
    public static readonly LocalText Centre = new("Privacy centre", "Центр приватности");
    public static readonly LocalText ToMain = new("Skip to the page", "Сразу к странице");
    public static readonly LocalText Menu = new("Pages of the privacy centre", "Страницы центра приватности");
    public static readonly LocalText Languages = new("Language", "Язык");
    public static readonly LocalText Home = new("In short", "Коротко");
    public static readonly LocalText Choices = new("My choices", "Мой выбор");
    public static readonly LocalText Data = new("My data", "Мои данные");
    public static readonly LocalText Uses = new("How it was used", "Как это брали");
    public static readonly LocalText Reasons = new("Why I saw this", "Почему я это увидел");
    public static readonly LocalText Benefits = new("My benefits", "Что я получаю");
    public static readonly LocalText Requests = new("My requests", "Мои просьбы");
    public static readonly LocalText History = new("My history", "Моя история");
    public static readonly LocalText SignIn = new("Sign in", "Войти");
    public static readonly LocalText SignOut = new("Sign out", "Выйти");
    public static readonly LocalText Notices = new("What we tell you", "Что мы вам говорим");
    public static readonly LocalText Trust = new("Our record", "Как мы держим слово");
    public static readonly LocalText Ask = new("Questions about your data", "Вопросы о ваших данных");
}
