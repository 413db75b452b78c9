using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>What a Global Privacy Platform string says: a header and one section a law.</summary>
/// <remarks>Source: IAB Tech Lab, Global Privacy Platform, Consent String Specification 1.1. Read as evidence, never written.</remarks>
/// <param name="Version">Version of the header.</param>
/// <param name="Sections">In the order of the header.</param>
public sealed record GppString(int Version, ImmutableArray<GppSection> Sections)
{
    /// <summary>The section of an id; null when the string has none.</summary>
    public GppSection? Find(int id) => Sections.FirstOrDefault(section => section.Id == id);
}

/// <summary>One section of a GPP string.</summary>
/// <param name="Id">The number of the section, for example 8.</param>
/// <param name="Name">Its name, for example <c>usca</c>; empty for a section nobody knows here.</param>
/// <param name="Text">The section as it stood.</param>
/// <param name="Fields">Its fields in order; empty for a section that is not read field by field.</param>
/// <param name="Tc">The TC string it holds, for section 2.</param>
public sealed record GppSection(int Id, string Name, string Text, ImmutableArray<GppField> Fields, TcString? Tc)
{
    /// <summary>The first value of a field; null when the section has no such field.</summary>
    public int? this[string field]
    {
        get
        {
            foreach (var candidate in Fields)
            {
                if (candidate.Name == field)
                {
                    return candidate.Values[0];
                }
            }

            return null;
        }
    }
}

/// <summary>A field of a section.</summary>
/// <param name="Name">As the specification spells it, for example <c>SaleOptOut</c>.</param>
/// <param name="Values">One value, or one an item of a list; 0 not applicable; for notices 1 given, 2 not; for opt-outs 1 opted out, 2 did not; for consents 1 no, 2 yes.</param>
public readonly record struct GppField(string Name, ImmutableArray<int> Values);
