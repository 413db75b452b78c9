namespace Fulcrum.StaffConsole.Layout;

/// <summary>What stands around a page's own words.</summary>
/// <param name="Title">Of the browser's tab, and the page's heading.</param>
/// <param name="Path">The page's path without its language, for the language switch; empty for the first page.</param>
internal sealed record PageFrame(string Title, string Path)
{
    /// <summary>Which entry of the menu it belongs to; null for none.</summary>
    public string? Menu { get; init; } = Path;

    /// <summary>The first words under the heading; empty for none.</summary>
    public string Lead { get; init; } = "";

    /// <summary>Path of the script it names; empty for none. Its policy has to allow that too.</summary>
    public string Script { get; init; } = "";
}
