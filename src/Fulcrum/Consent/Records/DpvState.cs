using System.Collections.Frozen;

namespace Fulcrum.Consent.Records;

/// <summary>The ten states a consent can be in (W3C DPV 2.3, <c>consent_status</c>). Only two of them are valid for processing.</summary>
public enum DpvState : byte
{
    /// <summary>Nothing is known of it; also what every word that is none of these reads as.</summary>
    ConsentUnknown = 0,

    /// <summary>Valid.</summary>
    ConsentGiven,

    /// <summary>Valid: given again.</summary>
    RenewedConsentGiven,

    /// <summary>Asked, not answered.</summary>
    ConsentRequested,

    /// <summary>Asked, put off.</summary>
    ConsentRequestDeferred,

    /// <summary>No.</summary>
    ConsentRefused,

    /// <summary>Taken back by the subject.</summary>
    ConsentWithdrawn,

    /// <summary>Taken back by somebody else.</summary>
    ConsentRevoked,

    /// <summary>Its time is over.</summary>
    ConsentExpired,

    /// <summary>Found not to hold.</summary>
    ConsentInvalidated,
}

/// <summary>DPV's states against ours. Whatever is not known is not valid.</summary>
public static class DpvStates
{
    private static readonly FrozenDictionary<string, DpvState> ByName =
        Enum.GetValues<DpvState>().ToFrozenDictionary(state => state.ToString(), StringComparer.Ordinal);

    /// <summary>Whether it justifies a use.</summary>
    public static bool IsValid(this DpvState state) => state is DpvState.ConsentGiven or DpvState.RenewedConsentGiven;

    /// <summary>The state a word names; <see cref="DpvState.ConsentUnknown"/> for every word that names none.</summary>
    /// <param name="word">With or without the prefix <c>dpv:</c> or the namespace.</param>
    public static DpvState Of(string word) => ByName.GetValueOrDefault(DpvNames.Local(word), DpvState.ConsentUnknown);

    /// <summary>Whether the word names a state at all.</summary>
    public static bool IsKnown(string word) => ByName.ContainsKey(DpvNames.Local(word));

    /// <summary>DPV's state for ours.</summary>
    public static DpvState Of(ConsentState state) => state switch
    {
        ConsentState.Given => DpvState.ConsentGiven,
        ConsentState.Refused => DpvState.ConsentRefused,
        ConsentState.Withdrawn => DpvState.ConsentWithdrawn,
        ConsentState.Expired => DpvState.ConsentExpired,
        ConsentState.Invalid => DpvState.ConsentInvalidated,
        ConsentState.Requested => DpvState.ConsentRequested,
        _ => DpvState.ConsentUnknown, // Unknown and stale: nobody can say that it holds.
    };

    /// <summary>Ours for DPV's; <see cref="ConsentState.Unknown"/> where nothing was decided.</summary>
    public static ConsentState ToOurs(this DpvState state) => state switch
    {
        DpvState.ConsentGiven or DpvState.RenewedConsentGiven => ConsentState.Given,
        DpvState.ConsentRefused => ConsentState.Refused,
        DpvState.ConsentWithdrawn or DpvState.ConsentRevoked => ConsentState.Withdrawn,
        DpvState.ConsentExpired => ConsentState.Expired,
        DpvState.ConsentInvalidated => ConsentState.Invalid,
        _ => ConsentState.Unknown,
    };
}

/// <summary>Names of the DPV vocabulary, with its prefix, its namespace, or neither.</summary>
internal static class DpvNames
{
    /// <summary>The namespace of DPV.</summary>
    internal const string Namespace = "https://w3id.org/dpv#";

    /// <summary>Profile of a consent record (W3C DPV, schema dpv-27560).</summary>
    internal const string RecordProfile = "https://w3id.org/dpv/schema/dpv-27560#record";

    /// <summary>Profile of a consent record with what the GDPR asks for.</summary>
    internal const string GdprRecordProfile = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr";

    private static readonly (string Namespace, string Prefix)[] Prefixes =
    [
        (Namespace, "dpv:"), ("http://purl.org/dc/terms/", "dct:"), ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
        ("http://www.w3.org/2004/02/skos/core#", "skos:"), ("https://schema.org/", "schema:"), ("urn:fulcrum:consent:", "ful:"),
    ];

    /// <summary>What a document must declare to use the prefixes.</summary>
    internal static IEnumerable<(string Prefix, string Namespace)> Context => Prefixes.Select(pair => (pair.Prefix[..^1], pair.Namespace));

    /// <summary>The name without prefix or namespace.</summary>
    internal static string Local(string word)
    {
        foreach (var (space, prefix) in Prefixes[..1])
        {
            if (word.StartsWith(space, StringComparison.Ordinal))
            {
                return word[space.Length..];
            }

            if (word.StartsWith(prefix, StringComparison.Ordinal))
            {
                return word[prefix.Length..];
            }
        }

        return word;
    }

    /// <summary>A name with the prefix in place of its namespace.</summary>
    internal static string Short(string word)
    {
        foreach (var (space, prefix) in Prefixes)
        {
            if (word.StartsWith(space, StringComparison.Ordinal))
            {
                return string.Concat(prefix, word.AsSpan(space.Length));
            }
        }

        return word;
    }
}
