using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>Which words of which signals are about a purpose.</summary>
/// <param name="TcfPurposes">TCF purposes, 1 to 11; without consent to any one of them the purpose is refused.</param>
/// <param name="GppFields">Fields of US sections of a GPP string, for example <c>SaleOptOut</c>; opted out of any one, the purpose is refused.</param>
/// <param name="IsTracking">Whether it follows people across other companies' apps: refused unless App Tracking Transparency says authorized.</param>
/// <param name="ConsentMode">Consent-mode types it stands behind, for example <c>ad_storage</c>.</param>
public sealed record SignalMap(ImmutableArray<int> TcfPurposes, ImmutableArray<string> GppFields, bool IsTracking, ImmutableArray<string> ConsentMode)
{
    /// <summary>No signal but Global Privacy Control is about it.</summary>
    public static SignalMap None { get; } = new([], [], false, []);
}
