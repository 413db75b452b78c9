using Fulcrum.Workspaces;

namespace Fulcrum.Portal;

/// <summary>The words of the first page.</summary>
internal static class HomeWords
{
    public static readonly LocalText Lead = new(
        "See what we use your data for, and decide. You need no account to say no.",
        "Посмотрите, для чего нам ваши данные, и решите сами. Чтобы отказаться, вход не нужен.");

    public static readonly LocalText ChoicesText = new(
        "Say yes or no to each use. Both take one press. A no works at once.",
        "Скажите «да» или «нет» по каждому пункту. Нужно одно нажатие. «Нет» действует сразу.");

    public static readonly LocalText NoticesText = new(
        "What we collect, why, for how long, and who else gets it. First in short, then in full.",
        "Что мы собираем, зачем, на сколько и кто это получает. Сначала коротко, потом полностью.");

    public static readonly LocalText TrustText = new(
        "How fast we stop when you say no. The figures come from our own records.",
        "Как быстро мы останавливаемся после «нет». Цифры взяты из наших записей.");

    public static readonly LocalText Asked = new("What we ask you about", "О чём мы вас спрашиваем");
    public static readonly LocalText AskedText = new("We do each of these only if you say yes to it.", "Каждое из этих дел мы делаем, только если вы сказали «да».");
    public static readonly LocalText NothingAsked = new("We use your data for nothing that needs your yes.", "Мы не делаем ничего, для чего нужно ваше согласие.");

    private static readonly LocalText AtCompany = new("Your data at {0}", "Ваши данные: {0}");

    /// <summary>The heading.</summary>
    public static string Title(PageLanguage language, string company) => language[AtCompany].Replace("{0}", company, StringComparison.Ordinal);
}
