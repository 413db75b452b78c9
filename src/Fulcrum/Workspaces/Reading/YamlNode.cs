using YamlDotNet.Core;

namespace Fulcrum.Workspaces.Reading;

/// <summary>A value in a file, and where it stands.</summary>
public abstract record YamlNode(Place At)
{
    /// <summary>What it is, for errors.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="At">Where it stands; for a quoted text, the quote.</param>
/// <param name="Text">Its text, unquoted and unfolded.</param>
/// <param name="Style">How it is written: positions inside it depend on that.</param>
public sealed record YamlScalar(Place At, string Text, ScalarStyle Style) : YamlNode(At)
{
    /// <inheritdoc />
    public override string Kind => Text.Length == 0 ? "nothing" : "a single value";

    /// <summary>Whether nothing was written at all.</summary>
    public bool IsEmpty => Text.Length == 0 && Style == ScalarStyle.Plain;
}

/// <summary>A list.</summary>
public sealed record YamlList(Place At, IReadOnlyList<YamlNode> Items) : YamlNode(At)
{
    /// <inheritdoc />
    public override string Kind => "a list";
}

/// <summary>Keys and values, in the order written; each key once.</summary>
public sealed record YamlMap(Place At, IReadOnlyList<YamlEntry> Entries) : YamlNode(At)
{
    /// <inheritdoc />
    public override string Kind => "keys with values";
}

/// <summary>One key and its value.</summary>
public sealed record YamlEntry(Place At, string Key, YamlNode Value);
