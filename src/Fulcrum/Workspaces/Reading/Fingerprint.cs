using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>The two hashes of a workspace: over its files, and over what the fold depends on.</summary>
internal static class Fingerprint
{
    /// <summary>First 16 hex digits of the SHA-256 over the YAML files in path order, each with its length, so that no two sets of files read the same.</summary>
    public static string OfFiles(ImmutableSortedDictionary<string, string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, text) in files.OrderBy(file => file.Key, StringComparer.Ordinal).Where(file => !file.Key.EndsWith(".md", StringComparison.Ordinal)))
        {
            Add(hash, path);
            Add(hash, text);
        }

        return Short(hash.GetHashAndReset());
    }

    /// <summary>Hash over purposes, contracts and facts as the fold reads them: another comment or title is not another fold.</summary>
    public static string OfFold(WorkspaceDraft draft)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var purpose in draft.Purposes.Values.OrderBy(purpose => purpose.Bit))
        {
            Add(hash, $"purpose {purpose.Name} {purpose.Bit} {purpose.Basis} {purpose.Protective}");
            if (purpose.Parent.Length > 0 || purpose.BasisIn.Count > 0)
            {
                Add(hash, $"within {purpose.Parent} {string.Join(',', purpose.BasisIn.OrderBy(basis => basis.Key, StringComparer.Ordinal))}");
            }
        }

        foreach (var contract in draft.Contracts.Values.OrderBy(contract => contract.Name, StringComparer.Ordinal))
        {
            Add(hash, $"contract {contract.Name}");
            foreach (var rule in contract.Events)
            {
                Add(hash, $"event {rule.Type} {rule.Event} {rule.Purposes.Bits}");
                AddProperties(hash, rule);
            }
        }

        foreach (var fact in draft.Facts.Values.OrderBy(fact => fact.Index))
        {
            Add(hash, $"fact {fact.Name} {fact.Index} {fact.Type} {fact.Purposes.Bits} {fact.Provenance}");
            AddComputation(hash, fact.Computed);
        }

        return Short(hash.GetHashAndReset());
    }

    private static void AddProperties(IncrementalHash hash, EventRule rule)
    {
        foreach (var property in rule.Properties)
        {
            Add(hash, $"property {property.Path} {property.Type} {property.Required} {property.Purposes.Bits} {property.Provenance} {property.Fact?.Name}");
        }
    }

    private static void AddComputation(IncrementalHash hash, Computation? computed)
    {
        if (computed is null)
        {
            return;
        }

        Add(hash, string.Create(CultureInfo.InvariantCulture, $"computed {computed.Kind} {computed.Window?.Ticks} {computed.Count}"));
        Add(hash, computed.Property);
        Add(hash, computed.Formula);
        Add(hash, string.Join('\n', computed.Events));
        Add(hash, string.Join('\n', computed.ClosedBy));
        Add(hash, string.Join('\n', computed.Where.Select(test => $"{test.Key}={test.Value}")));
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static string Short(byte[] digest) => Convert.ToHexStringLower(digest.AsSpan(0, 8));
}
