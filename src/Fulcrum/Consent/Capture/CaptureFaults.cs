namespace Fulcrum.Consent.Capture;

/// <summary>Why a yes is refused before anything of it is kept: nothing shows that its subject gave it.</summary>
internal static class CaptureFaults
{
    /// <summary>No surface of the source.</summary>
    public static Fault NoSurface { get; } = new(
        "surface-missing", "No surface of the workspace asks through this source, so no yes can come from it.", "Name the source with a surface in surfaces.yaml.");

    /// <summary>None was brought.</summary>
    public static Fault Missing { get; } = new(
        "proof-missing", "The yes brings no page nonce and no subject token.", "Ask for a nonce at POST /v1/capture/nonces when the notice is shown, and send it with the yes.");

    /// <summary>Not ours, or no longer as we signed it.</summary>
    public static Fault Altered { get; } = new(
        "proof-altered", "The nonce or token is not as this store signed it, or another store did.", "Send it unchanged, to the store that issued it.");

    /// <summary>Too old.</summary>
    public static Fault Expired { get; } = new(
        "proof-expired", "The nonce or token can no longer be used: its time is over.", "Show the notice again with a new one, and let the visitor decide then.");

    /// <summary>For somebody else.</summary>
    public static Fault OfAnother { get; } = new(
        "proof-of-another", "The nonce or token was issued for another visitor or subject than the yes is about.", "Ask for one for the identifier that the yes is about; for somebody signed in, a subject token from their server.");

    /// <summary>For another place.</summary>
    public static Fault OfOtherSurface { get; } = new(
        "proof-of-other-surface", "The nonce or token was issued for another surface, or for the page of another source, than the yes came through.", "Ask for one for the surface and source that the yes comes through.");

    /// <summary>For another text.</summary>
    public static Fault OfOtherNotice { get; } = new(
        "proof-of-other-notice", "The nonce or token was issued for another version of the notice than the yes was given under.", "Show the version that it was issued for, or ask for one for the version shown.");

    /// <summary>A second time.</summary>
    public static Fault Used { get; } = new(
        "proof-used", "The nonce or token was used before: each carries one decision.", "If this is the same request once more, it was recorded; else show the notice again with a new one.");

    /// <summary>A page nonce where only a subject token will do.</summary>
    public static Fault TooWeak { get; } = new(
        "proof-too-weak", "The surface takes subject tokens only, and this is a page nonce.", "Let the server that signed the subject in ask for a token at POST /v1/capture/tokens.");

    /// <summary>More than the surface may ask for.</summary>
    public static Fault NotAsked { get; } = new(
        "not-asked-here", "The surface that the yes came through may not ask for this purpose or channel.", "Ask for it where it may be asked, or let the surface ask for it in surfaces.yaml.");
}
