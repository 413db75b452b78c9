using Fulcrum.Portal.Identity;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights;

/// <summary>The way to the rest of what does not fit on a page.</summary>
internal static class Pager
{
    /// <summary>For what has an order of its own.</summary>
    public static readonly (LocalText Back, LocalText On) Plain = (OwnWords.Back, OwnWords.Next);

    /// <summary>For what is shown newest first.</summary>
    public static readonly (LocalText Back, LocalText On) ByTime = (OwnWords.Newer, OwnWords.Older);

    /// <summary>Writes it; nothing where all fits.</summary>
    /// <param name="visit">Who looks.</param>
    /// <param name="back">Where the page before is; empty for none.</param>
    /// <param name="on">Where the next one is; empty for none.</param>
    /// <param name="words">What the two are called.</param>
    public static Markup Write(Visit visit, string back, string on, (LocalText Back, LocalText On) words)
    {
        if (back.Length + on.Length == 0)
        {
            return None;
        }

        return Html($"<nav class=\"pager\" aria-label=\"{visit.Language[OwnWords.Pages]}\">{Link(back, words.Back, "prev")}{Link(on, words.On, "next")}</nav>");

        Markup Link(string path, LocalText text, string rel) => path.Length == 0 ? None : Html($"<a class=\"button\" rel=\"{rel}\" href=\"{path}\">{visit.Language[text]}</a>");
    }
}
