using System.Globalization;
using Fulcrum.Profiles;
using Fulcrum.Rights.Access;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights;

/// <summary>Values and names of the workspace in a visitor's language.</summary>
internal static class OwnValues
{
    /// <summary>A value as people write it.</summary>
    public static string Value(FactValue value, PageLanguage language) => (value.IsPresent ? value.Type : FactType.Text) switch
    {
        FactType.Number => Number(value.Number, "#,0.####", language),
        FactType.Boolean => language[value.Boolean ? OwnWords.Yes : OwnWords.No],
        FactType.Time => language.Moment(value.Time),
        _ => value.Reveal(),
    };

    /// <summary>A value as it is typed to put it right.</summary>
    public static string Typed(FactValue value, PageLanguage language) => value.Type switch
    {
        FactType.Number => Number(value.Number, "0.####", language),
        FactType.Time => value.Time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => value.Reveal(),
    };

    /// <summary>What somebody typed, as the core reads it.</summary>
    public static string Read(string typed, FactType type, PageLanguage language)
    {
        return type switch
        {
            FactType.Number when language.Code == "ru" => Plain(typed).Replace(',', '.'),
            FactType.Number => Plain(typed),
            FactType.Boolean when Is(OwnWords.Yes) => "true",
            FactType.Boolean when Is(OwnWords.No) => "false",
            _ => typed.Trim().Normalize(),
        };

        bool Is(LocalText words) => string.Equals(typed.Trim(), language[words], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A source in words; what they put right themselves is their own.</summary>
    public static string Source(string source, PageLanguage language, Workspace workspace) =>
        source == AccessRequest.Self ? language[OwnWords.Yourself] : workspace.Sources.TryGetValue(source, out var known) ? language[known.Title] : language[OwnWords.UnknownSource];

    /// <summary>A purpose in words; its own name where the workspace knows it no more.</summary>
    public static string Purpose(string purpose, PageLanguage language, Workspace workspace) => workspace.Purposes.TryGetValue(purpose, out var known) ? language[known.Title] : purpose;

    private static string Number(double number, string form, PageLanguage language)
    {
        var text = number.ToString(form, CultureInfo.InvariantCulture);
        return language.Code == "ru" ? text.Replace(",", "\u00a0", StringComparison.Ordinal).Replace('.', ',') : text;
    }

    private static string Plain(string typed) => typed.Trim().Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal);
}
