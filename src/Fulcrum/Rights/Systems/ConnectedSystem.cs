using System.Collections.Immutable;
using System.Security.Cryptography;
using Fulcrum.Consent;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Systems;

/// <summary>A system that got data from us and must be told of rights (GDPR Art. 19).</summary>
/// <param name="Name">For example <c>mail-house</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Protocol">How it is told.</param>
/// <param name="Address">Where; for OpenDSR the address of its requests.</param>
/// <param name="Kinds">Of which rights.</param>
/// <param name="Identifiers">Names of the identifier types it knows people by; nothing else is sent.</param>
/// <param name="Ask">Whom to ask when it does not answer.</param>
public sealed record ConnectedSystem(string Name, LocalText Title, SystemProtocol Protocol, Uri Address, ImmutableArray<RequestKind> Kinds, ImmutableArray<string> Identifiers, string Ask)
{
    /// <summary>Smallest RSA key that counts, in bits.</summary>
    public const int KeyBitsMin = 2_048;

    private const int SignatureMax = 2_048;

    /// <summary>Names of the purposes of which it hears when they are taken back; empty when it does not ask to.</summary>
    public ImmutableArray<string> Purposes { get; init; } = [];

    /// <summary>Names of the facts it holds: of a rectification it hears what they are now, and of no others.</summary>
    public ImmutableArray<string> Facts { get; init; } = [];

    /// <summary>The RSA key of its certificate (SubjectPublicKeyInfo), which its callbacks are signed with; empty when it declares none, and then the token of a callback alone says whose it is.</summary>
    public ReadOnlyMemory<byte> SigningKey { get; init; }

    /// <summary>Whether it signed a callback: base64 of RSA over SHA-256, as OpenDSR signs.</summary>
    /// <param name="body">The bytes that came.</param>
    /// <param name="signature">What it says they are signed with.</param>
    /// <exception cref="InvalidOperationException">It declares no certificate.</exception>
    public bool HasSigned(ReadOnlySpan<byte> body, string signature)
    {
        var bytes = new byte[SignatureMax];
        if (SigningKey.IsEmpty)
        {
            throw new InvalidOperationException($"The system {Name} declares no certificate.");
        }

        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return false;
        }

        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(SigningKey.Span, out _);
        return key.VerifyData(body, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Those of its purposes that end with a no to one, which may be wider.</summary>
    public IEnumerable<string> EndedBy(string purpose, Workspace workspace) => Purposes.Where(own => purpose == ConsentRecord.EveryPurpose || IsWithin(own, purpose, workspace));

    /// <summary>Whether it asks to hear of a no to a purpose.</summary>
    internal bool HearsOf(string purpose, Workspace workspace) => EndedBy(purpose, workspace).Any();

    private static bool IsWithin(string name, string wider, Workspace workspace)
    {
        for (var at = name; at.Length > 0; at = workspace.Purposes.TryGetValue(at, out var found) ? found.Parent : "")
        {
            if (at == wider)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>How a system is told.</summary>
public enum SystemProtocol
{
    /// <summary>A signed message of our own form.</summary>
    Webhook,

    /// <summary>OpenDSR: we are the controller, it is the processor.</summary>
    OpenDsr,
}
