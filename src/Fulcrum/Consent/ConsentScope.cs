using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Consent;

/// <summary>How much of a purpose a decision is about: the whole, one channel, one category of data, or one category on one channel.</summary>
/// <remarks>
/// A decision names all three at once: purpose, channel and category. What is left empty means every one. Equal values are equal;
/// the default value is <see cref="Whole"/>.
/// </remarks>
public readonly record struct ConsentScope
{
    private readonly string? _channel;
    private readonly string? _category;

    /// <summary>Names a scope.</summary>
    /// <param name="channel">By what way the purpose reaches or serves the subject, for example <c>e-mail</c>; empty for every way.</param>
    /// <param name="category">fideslang category of the data used, with all that lies below it; empty for every category.</param>
    public ConsentScope(string channel, string category)
    {
        _channel = channel.Length == 0 ? null : channel;
        _category = category.Length == 0 ? null : category;
    }

    /// <summary>The whole purpose.</summary>
    public static ConsentScope Whole => default;

    /// <summary>The channel; empty for every channel.</summary>
    public string Channel => _channel ?? "";

    /// <summary>The category; empty for every category.</summary>
    public string Category => _category ?? "";

    /// <summary>Whether it leaves nothing of the purpose out.</summary>
    public bool IsWhole => _channel is null && _category is null;

    /// <summary>Whether its category is one there is: of a misspelt one nothing would ever be kept back.</summary>
    public bool IsOfKnownCategory => _category is null || DataCategories.All.Contains(_category);

    /// <summary>Whether all of another scope lies within this one.</summary>
    public bool Covers(ConsentScope other) =>
        (_channel is null || _channel == other._channel) && (_category is null || CoversCategory(_category, other._category));

    /// <summary>The scope in words, for example <c>e-mail, user.location</c>; empty for the whole.</summary>
    public override string ToString() => _channel is not null && _category is not null ? $"{_channel}, {_category}" : _channel ?? _category ?? "";

    private static bool CoversCategory(string wide, string? narrow) =>
        narrow is not null && narrow.StartsWith(wide, StringComparison.Ordinal) && (narrow.Length == wide.Length || narrow[wide.Length] == '.');
}
