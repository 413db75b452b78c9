using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Pages.Layout;

/// <summary>A field that somebody types into: what is wrong is said beside it, and what was typed stays.</summary>
/// <param name="Name">Its name in the form, and its id on the page.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Typed">What stands in it.</param>
internal sealed record TextField(string Name, string Label, string Typed)
{
    /// <summary>Its id, where several of one name are on a page.</summary>
    public string Id { get; init; } = Name;

    /// <summary>How to fill it in; empty for nothing to say.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What is wrong with what was typed; null for nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>Lines it shows; one is a plain field.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Attributes of its own, each with a space before it.</summary>
    public Markup Attributes { get; init; }

    /// <summary>Writes it.</summary>
    public Markup Write()
    {
        var said = string.Join(' ', new[] { Hint.Length > 0 ? $"{Id}-hint" : "", Fault is null ? "" : $"{Id}-fault" }.Where(id => id.Length > 0));
        var about = said.Length > 0 ? Html($" aria-describedby=\"{said}\"") : None;
        var invalid = Fault is null ? None : Html($" aria-invalid=\"true\"");
        return Html($"""
            <div class="field{(Fault is null ? "" : " wrong")}">
            <label for="{Id}">{Label}</label>
            {(Hint.Length > 0 ? Html($"<p class=\"hint\" id=\"{Id}-hint\">{Hint}</p>") : None)}
            {(Fault is null ? None : Html($"<p class=\"fault\" id=\"{Id}-fault\" role=\"alert\">{Fault}</p>"))}
            {(Lines == 1
                ? Html($"<input type=\"text\" id=\"{Id}\" name=\"{Name}\" value=\"{Typed}\"{about}{invalid}{Attributes}>")
                : Html($"<textarea id=\"{Id}\" name=\"{Name}\" rows=\"{Lines}\"{about}{invalid}{Attributes}>\n{Typed}</textarea>"))}
            </div>
            """);
    }
}
