namespace Fulcrum.Messages;

/// <summary>How long to wait after an attempt that failed: 5 seconds, then four times as long each, an hour at most.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private const int Growth = 4;

    /// <summary>The pause after so many attempts, this one not counted.</summary>
    internal static TimeSpan After(int attempts)
    {
        var pause = First;
        for (var at = 0; at < attempts && pause < Longest; at++)
        {
            pause *= Growth;
        }

        return pause < Longest ? pause : Longest;
    }
}
