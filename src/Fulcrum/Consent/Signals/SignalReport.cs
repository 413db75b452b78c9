using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>What machines said for a subject, read.</summary>
public sealed record SignalReport
{
    /// <summary>Whether the browser sent Global Privacy Control.</summary>
    public bool PrivacyControl { get; init; }

    /// <summary>The App Tracking Transparency status of an installation; null when none was sent.</summary>
    public TrackingStatus? Tracking { get; init; }

    /// <summary>Which installation of the app the status is of; empty when not said.</summary>
    public string Installation { get; init; } = "";

    /// <summary>The TC string; null when none was sent.</summary>
    public TcString? Tcf { get; init; }

    /// <summary>The TC string as it was received.</summary>
    public string TcfText { get; init; } = "";

    /// <summary>The GPP string; null when none was sent.</summary>
    public GppString? Gpp { get; init; }

    /// <summary>The GPP string as it was received.</summary>
    public string GppText { get; init; } = "";

    /// <summary>The signals that say no to a purpose, the one that decides first.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="isRefusedByPrivacyControl">Whether the workspace lets Global Privacy Control refuse it.</param>
    public ImmutableArray<SignalNo> NoesTo(Purpose purpose, bool isRefusedByPrivacyControl)
    {
        var noes = ImmutableArray.CreateBuilder<SignalNo>();
        if (purpose.Signals.IsTracking && Tracking is { } status && status != TrackingStatus.Authorized)
        {
            noes.Add(new SignalNo(SignalKind.Att, $"{(int)status} {Installation}".TrimEnd(), Instant.Never));
        }

        foreach (var section in Gpp?.Sections ?? [])
        {
            if (purpose.Signals.GppFields.FirstOrDefault(field => section[field] == 1) is { } field)
            {
                noes.Add(new SignalNo(SignalKind.Gpp, $"{section.Name}.{field} in {GppText}", Instant.Never));
                break;
            }
        }

        if (Tcf is { } tcf && purpose.Signals.TcfPurposes.Any(id => !tcf.PurposesConsent.Contains(id)))
        {
            noes.Add(new SignalNo(SignalKind.Tcf, TcfText, new Instant(tcf.LastUpdatedDeciseconds * 100)));
        }

        if (PrivacyControl && isRefusedByPrivacyControl)
        {
            noes.Add(new SignalNo(SignalKind.Gpc, "1", Instant.Never));
        }

        return noes.ToImmutable();
    }
}

/// <summary>A machine's no.</summary>
/// <param name="Kind">Which signal.</param>
/// <param name="Value">What it said, as evidence.</param>
/// <param name="At">When the subject said so, to the day; never when the signal does not tell.</param>
public readonly record struct SignalNo(SignalKind Kind, string Value, Instant At);

/// <summary>The signals there are.</summary>
public enum SignalKind
{
    /// <summary>Global Privacy Control.</summary>
    Gpc,

    /// <summary>Apple's App Tracking Transparency.</summary>
    Att,

    /// <summary>A TC string of the IAB's framework.</summary>
    Tcf,

    /// <summary>A GPP string of the IAB.</summary>
    Gpp,
}

/// <summary>What App Tracking Transparency says (Apple, ATTrackingManager.AuthorizationStatus).</summary>
public enum TrackingStatus
{
    /// <summary>Nobody was asked.</summary>
    NotDetermined = 0,

    /// <summary>The device forbids asking.</summary>
    Restricted = 1,

    /// <summary>The person said no.</summary>
    Denied = 2,

    /// <summary>The person said yes: the only value that allows tracking.</summary>
    Authorized = 3,
}
