using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>systems.yaml</c>: which systems must be told of rights, and how.</summary>
internal static class SystemsReader
{
    private static readonly (string Word, RequestKind Kind)[] Rights =
    [
        ("erasure", RequestKind.Erasure), ("restriction", RequestKind.Restriction), ("objection", RequestKind.Objection), ("rectification", RequestKind.Rectification),
        ("withdrawal", RequestKind.Withdrawal),
    ];

    public static FrozenDictionary<string, ConnectedSystem> Read(WorkspaceDraft draft)
    {
        if (draft.Files.Find("systems.yaml") is not { } keys)
        {
            return FrozenDictionary<string, ConnectedSystem>.Empty;
        }

        keys.Need("systems", "List at least one system below \"systems:\".");
        var systems = keys.Named("systems").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        if (draft.Partners.Domain.Length == 0 && systems.Length > 0)
        {
            draft.Faults.Add(keys.PlaceOf("systems"), "systems-without-domain", "Systems are told by signed messages, and nothing says for which domain you sign.", "Add \"opendsr:\" with its domain to partners.yaml.");
        }

        return draft.ByName(systems, "system");
    }

    private static ConnectedSystem ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The system \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give its name in en and ru: customers see whom you told.");
        keys.Need("protocol", "Say how it is told: webhook or opendsr.");
        var protocol = keys.Choice("protocol", SystemProtocol.Webhook, ("webhook", SystemProtocol.Webhook), ("opendsr", SystemProtocol.OpenDsr));
        var address = keys.NeedScalar("address", "Write where it is told, for example https://rights.example.com/v2/requests.");
        keys.Need("rights", "List the rights it must be told of: erasure, restriction, objection, rectification, withdrawal.");
        var kinds = ReadKinds(keys, protocol, draft.Faults);
        var purposes = ReadAbout(keys, "purposes", RequestKind.Withdrawal, kinds, draft, draft.Purposes, "purpose");
        var facts = ReadAbout(keys, "facts", RequestKind.Rectification, kinds, draft, draft.Facts, "fact");
        if (kinds.Contains(RequestKind.Withdrawal) && keys.Find("purposes") is null)
        {
            draft.Faults.Add(keys.PlaceOf("rights"), "withdrawal-without-purposes", "It is told of withdrawals, and nothing says of what.", "Add \"purposes:\" with the purposes it has data for; it hears of no others.");
        }

        keys.Need("identifiers", "List the identifiers it knows people by; nothing else is sent.");
        var identifiers = keys.Scalars("identifiers").Where(name => draft.IdentifierTypes.TryResolve(name, "identifier type", draft.Faults, out _)).Select(name => name.Text).ToImmutableArray();
        var ask = keys.NeedScalar("ask", "Name the person to ask when it does not answer, for example Jo Clerk, jo@example.com.");
        var signingKey = ReadSigningKey(keys, draft.Faults);
        keys.Done();
        var isGood = Uri.TryCreate(address?.Text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(uri.Host, out var host) && IPAddress.IsLoopback(host)));
        if (address is not null && !isGood)
        {
            draft.Faults.Add(address.At, "bad-address", $"\"{YamlFile.Shown(address.Text)}\" is no address behind TLS.", "Write an address that begins with https://; plain http goes to this machine alone.");
        }

        return new ConnectedSystem(entry.Key, title, protocol, uri ?? new Uri("https://localhost"), kinds, identifiers, ask?.Text ?? "") { Purposes = purposes, Facts = facts, SigningKey = signingKey };
    }

    /// <summary>The key of the certificate it signs its callbacks with.</summary>
    private static ReadOnlyMemory<byte> ReadSigningKey(KeyReader keys, FaultList faults)
    {
        if (keys.FindScalar("certificate") is not { } text)
        {
            return default;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(text.Text);
            using var key = certificate.GetRSAPublicKey();
            if (key is { KeySize: >= ConnectedSystem.KeyBitsMin })
            {
                return key.ExportSubjectPublicKeyInfo();
            }
        }
        catch (CryptographicException)
        {
            // Said below, like a certificate with another kind of key.
        }

        faults.Add(text.At, "bad-system-certificate", "This is no certificate in PEM with an RSA key of at least 2048 bits.", "Copy it from the address that the system's discovery names, with the lines BEGIN CERTIFICATE and END CERTIFICATE.");
        return default;
    }

    /// <summary>What one of its rights is about: by name, and only where it is told of that right.</summary>
    private static ImmutableArray<string> ReadAbout<T>(
        KeyReader keys, string key, RequestKind right, ImmutableArray<RequestKind> kinds, WorkspaceDraft draft, FrozenDictionary<string, T> known, string what)
        where T : class
    {
        var names = keys.Scalars(key).Where(name => known.TryResolve(name, what, draft.Faults, out _)).Select(name => name.Text).ToImmutableArray();
        if (!names.IsEmpty && !kinds.Contains(right))
        {
            var word = right.ToString().ToLowerInvariant();
            draft.Faults.Add(keys.PlaceOf(key), "key-without-right", $"\"{key}\" says of what it is told of a {word}, and it is told of none.", $"Add {word} to its rights, or take \"{key}\" out.");
        }

        return names;
    }

    private static ImmutableArray<RequestKind> ReadKinds(KeyReader keys, SystemProtocol protocol, FaultList faults)
    {
        var kinds = ImmutableArray.CreateBuilder<RequestKind>();
        foreach (var word in keys.Scalars("rights"))
        {
            if (Array.Find(Rights, right => right.Word == word.Text) is not { Word: not null } found)
            {
                faults.Add(word.At, "unknown-word", $"\"{YamlFile.Shown(word.Text)}\" is no right that systems are told of.", Nearest.Remedy(word.Text, Rights.Select(right => right.Word)));
            }
            else if (protocol == SystemProtocol.OpenDsr && found.Kind != RequestKind.Erasure)
            {
                faults.Add(word.At, "right-without-word", $"OpenDSR has no word for \"{word.Text}\".", "Tell it by a webhook, or of erasure alone.");
            }
            else
            {
                kinds.Add(found.Kind);
            }
        }

        return kinds.ToImmutable();
    }
}
