using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Notices;

/// <summary>The words around notices.</summary>
internal static class NoticeWords
{
    public static readonly LocalText Lead = new(
        "What we ask you and what we do. Each text is here in short and in full, in every version.",
        "О чём мы спрашиваем и что делаем. Каждый текст здесь кратко и полностью, во всех версиях.");

    public static readonly LocalText None = new("This company has not published a text here yet.", "Компания ещё не опубликовала здесь текст.");
    public static readonly LocalText Version = new("Version {0}", "Версия {0}");
    public static readonly LocalText InForce = new("in force", "действует");
    public static readonly LocalText Earlier = new("earlier", "прежняя");
    public static readonly LocalText InFull = new("Read it in full", "Читать полностью");
    public static readonly LocalText NotBuilt = new("The full text is not here yet.", "Полного текста здесь пока нет.");
    public static readonly LocalText Short = new("In short", "Коротко");
    public static readonly LocalText Uses = new("What it asks about", "О чём в нём спрашивают");
    public static readonly LocalText Versions = new("All versions", "Все версии");
    public static readonly LocalText Decide = new("Decide now", "Решить сейчас");

    /// <summary>The name of a text, by where people meet it.</summary>
    public static readonly LocalText Title = new("Notice “{0}”", "Текст «{0}»");
}
