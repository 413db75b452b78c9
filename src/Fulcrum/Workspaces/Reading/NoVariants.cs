namespace Fulcrum.Workspaces.Reading;

/// <summary>Refuses to let anybody experiment with how people are asked for their yes: such a trial has one goal, more of it, and that is what dark patterns are found by.</summary>
/// <remarks>Held to by whatever asks or says what for: surfaces, notices, purposes and exchanges. What is shown under a consent may be tried in variants.</remarks>
internal static class NoVariants
{
    private static readonly string[] Words = ["experiment", "experiments", "variant", "variants", "variation", "variations", "split", "traffic", "weights"];

    /// <summary>Reports each key by which something would be tried in variants.</summary>
    /// <param name="keys">The keys of a surface, notice, purpose or exchange.</param>
    /// <param name="what">What they are of, with its article.</param>
    /// <param name="faults">Where it is reported.</param>
    internal static void Check(KeyReader keys, string what, FaultList faults)
    {
        foreach (var word in Words)
        {
            if (keys.FindRefused(word) is { } value)
            {
                faults.Add(
                    value.At, "consent-experiment", $"\"{word}\": {what} is part of how people are asked for their yes, and that is not experimented with.",
                    "Remove it, and ask everybody in the same words and looks. Try variants of what is shown under a consent instead.");
            }
        }
    }
}
