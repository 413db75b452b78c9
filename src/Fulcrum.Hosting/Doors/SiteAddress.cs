using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Hosting.Doors;

/// <summary>Where people find a site of ours, as its company says; what a request calls us is never asked, since whoever sends it writes it.</summary>
/// <remarks>Scheme, host and port, nothing else. Plain HTTP is for this machine alone: our cookies travel over no other.</remarks>
public sealed record SiteAddress
{
    private readonly Uri _uri;

    private SiteAddress(Uri uri) => _uri = uri;

    /// <summary>For example <c>https://privacy.example.com</c>: what browsers call our origin.</summary>
    public string Origin => _uri.GetLeftPart(UriPartial.Authority);

    /// <summary>The host alone, in its ASCII form.</summary>
    public string Host => _uri.IdnHost;

    /// <summary>Whether passkeys can belong to it: they belong to a name, never to an address of numbers.</summary>
    public bool CanOwnPasskeys => _uri.HostNameType == UriHostNameType.Dns;

    /// <summary>Reads an address, for example <c>https://privacy.example.com</c>, or says no without throwing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SiteAddress? address)
    {
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 };
        address = isAddress ? new SiteAddress(uri!) : null;
        return isAddress;
    }

    /// <summary>The site as a browser on its own machine finds it. By its name: an address of numbers cannot own a passkey.</summary>
    public static SiteAddress OnThisMachine(int port) => new(new Uri(FormattableString.Invariant($"http://localhost:{port}/")));

    /// <inheritdoc />
    public override string ToString() => Origin;
}
