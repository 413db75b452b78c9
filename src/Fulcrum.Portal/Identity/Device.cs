using Fulcrum.Identity;

namespace Fulcrum.Portal.Identity;

/// <summary>A visitor's own device: all a visitor is known by before they prove more.</summary>
/// <param name="Nonce">Tells this cookie from every other; forms and links are bound to it.</param>
/// <param name="Own">An id of our own making, for a device the company's site has not named.</param>
/// <param name="Identifier">What it is known by: the site's own id of this browser where there is one, else ours; null when the workspace knows no devices.</param>
internal sealed record Device(ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Own, Identifier? Identifier)
{
    /// <summary>Never an id.</summary>
    public override string ToString() => "Device(…)";
}
