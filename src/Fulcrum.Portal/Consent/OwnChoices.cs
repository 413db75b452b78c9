using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights.Access;

namespace Fulcrum.Portal.Consent;

/// <summary>What stands about the visitor's own data.</summary>
/// <param name="Standings">By purpose; empty where nothing was ever decided.</param>
/// <param name="IsRestricted">Whether they stopped every use.</param>
/// <param name="IsWhole">Whether their proof opens all of the profile it belongs to.</param>
internal sealed record OwnChoices(ImmutableArray<PurposeStanding> Standings, bool IsRestricted, bool IsWhole)
{
    /// <summary>Names of the purposes that the law forbids at their age, whatever anybody agreed to.</summary>
    public ImmutableHashSet<string> TooYoungFor { get; private init; } = [];

    // Also where there is a profile that the proof opens nothing of: what is recorded then is a claim, and widens nothing of others'.
    private static readonly OwnChoices Nothing = new([], false, false);

    /// <summary>Reads it: of the person who is signed in, else of the device alone.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public static async ValueTask<OwnChoices> ReadAsync(PortalParts parts, Visit visit, CancellationToken cancellation)
    {
        if (visit.Person is not { } person)
        {
            return visit.Device.Identifier is { } device ? new OwnChoices(await parts.Core.Consents.ReadDeviceAsync(device, cancellation), false, false) : Nothing;
        }

        var access = await parts.Core.Access.OpenProvenAsync(person.Proven, new AccessRequest(AccessRequest.Self, Visit.Surface, "choices"), cancellation);
        if (access is null)
        {
            return Nothing;
        }

        var view = await access.ReadViewAsync(cancellation) ?? throw new StoreUnavailableException("The profile changed while it was read. Asking again is safe.");
        return new OwnChoices([.. view.Standings.Select(Of)], IsStopped(view), access.IsWhole)
        {
            TooYoungFor = [.. view.Standings.Where(standing => standing.Refused == RefusalReason.MinorProtected).Select(standing => standing.Purpose.Name)],
        };
    }

    /// <summary>Whether the person stopped every use.</summary>
    public static bool IsStopped(OwnView view) => view.Standings.Any(standing => standing.Refused == RefusalReason.Restricted);

    private static PurposeStanding Of(OwnStanding standing) => new(
        standing.Purpose, standing.Standing, [.. standing.Channels.Select(channel => new ScopeStanding(new ConsentScope(channel.Channel, ""), channel.Standing))])
    {
        Basis = standing.Basis,
    };
}
