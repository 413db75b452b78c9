using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>Where the fields of a GPP section stand.</summary>
/// <param name="Id">The number of the section.</param>
/// <param name="Name">Its name.</param>
/// <param name="Core">Fields of the first segment after its version of six bits.</param>
/// <param name="Tail">What follows the first segment.</param>
/// <remarks>Source: IAB Tech Lab, GPP Sections, one text a state; every field here has two bits an item.</remarks>
internal sealed record GppLayout(int Id, string Name, ImmutableArray<GppSlot> Core, GppTail Tail)
{
    /// <summary>The greatest version of the core segment there is.</summary>
    public int VersionMax { get; init; } = 1;

    /// <summary>Every field of every section.</summary>
    public static IReadOnlyCollection<string> FieldNames { get; } = [.. GppLayouts.All.Values.SelectMany(layout => layout.Core).Select(slot => slot.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The layout of a section; null for one that is not read field by field.</summary>
    public static GppLayout? Find(int id) => GppLayouts.All.GetValueOrDefault(id);
}

/// <summary>One field: two bits an item.</summary>
/// <param name="Name">As the specification spells it.</param>
/// <param name="Items">How many items, 1 for a plain field.</param>
internal readonly record struct GppSlot(string Name, int Items);

/// <summary>What follows the first segment of a section.</summary>
internal enum GppTail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A segment of type 1 with one bit: whether Global Privacy Control was set. May be missing.</summary>
    Gpc,

    /// <summary>A segment of consents for sensitive data, without a type. May be missing.</summary>
    SensitiveData,
}
