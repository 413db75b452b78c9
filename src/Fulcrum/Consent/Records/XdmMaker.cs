using System.Collections.Immutable;

namespace Fulcrum.Consent.Records;

/// <summary>Tells a subject's records as the choices of an XDM profile. Pure.</summary>
public static class XdmMaker
{
    /// <summary>Makes the profile.</summary>
    /// <param name="records">What was decided, one record a purpose or part of one.</param>
    /// <param name="purposes">Our purpose, or part of one, for each path.</param>
    /// <param name="identities">Whom it names. Personal data.</param>
    public static XdmConsents Make(IReadOnlyList<IsoRecord> records, IReadOnlyDictionary<string, string> purposes, ImmutableArray<(string Namespace, string Id)> identities)
    {
        var choices = ImmutableSortedDictionary.CreateBuilder<string, XdmChoice>(StringComparer.Ordinal);
        foreach (var (path, purpose) in purposes)
        {
            var standing = records.FirstOrDefault(record => record.Processing.Any(it => it.Purpose == purpose))?.Standing;
            choices[path] = new XdmChoice(standing?.State switch
            {
                null => "u",
                { } state when state.IsValid() => "y",
                DpvState.ConsentRequested or DpvState.ConsentRequestDeferred => "p",
                DpvState.ConsentUnknown => "u",
                _ => "n", // Refused, withdrawn, revoked, expired, invalidated: whoever reads it must not use the data.
            }, standing?.Time, "");
        }

        return new XdmConsents { Choices = choices.ToImmutable(), Identities = identities };
    }
}
