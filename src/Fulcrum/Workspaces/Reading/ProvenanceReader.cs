using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads where a datum comes from.</summary>
internal static class ProvenanceReader
{
    public static Provenance Read(KeyReader keys, Provenance otherwise) => keys.Choice(
        "provenance",
        otherwise,
        ("declared", Provenance.Declared),
        ("observed", Provenance.Observed),
        ("derived", Provenance.Derived),
        ("inferred", Provenance.Inferred),
        ("bought", Provenance.Bought));
}
