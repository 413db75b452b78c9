namespace Fulcrum.Workspaces;

/// <summary>A text for people, in English and in Russian.</summary>
/// <param name="En">English.</param>
/// <param name="Ru">Russian.</param>
public sealed record LocalText(string En, string Ru)
{
    /// <summary>The text in the asked language; English for any language but <c>ru</c>.</summary>
    public string In(string language) => language.StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? Ru : En;
}
