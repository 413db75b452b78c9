namespace Fulcrum;

/// <summary>How often something is tried again whose subject changed hands meanwhile: was merged, cut, erased or evicted.</summary>
/// <remarks>
/// Each turn that comes to nothing means that somebody else got on, unless the store has failed: then nothing ever changes
/// again, and without an end the caller would turn for ever. What is still open afterwards is our trouble, not the caller's.
/// </remarks>
internal static class Turns
{
    /// <summary>Turns before giving up; under load a handful is seen.</summary>
    public const int Max = 64;

    /// <summary>What callers are told then: to come back.</summary>
    /// <param name="doing">What was being done, as "while …" says it, naming nobody.</param>
    public static StoreUnavailableException Spent(string doing) => new($"The subject kept changing hands while {doing}. Sending the same again is safe.");
}
