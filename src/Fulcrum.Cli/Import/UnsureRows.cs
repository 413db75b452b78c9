using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Import;

/// <summary>What to do with rows that were sent and whose answer was not seen, once message ids are forgotten.</summary>
internal enum UnsureRows
{
    /// <summary>Stop and ask.</summary>
    Ask,

    /// <summary>Send them: those that were stored are then there twice.</summary>
    Send,

    /// <summary>Skip them: those that were not stored are then missing.</summary>
    Skip,
}

/// <summary>Where an import goes on.</summary>
internal static class UnsureRowsSettlement
{
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>Within the window intake itself knows the rows it has, so they are sent again; later a person decides.</summary>
    /// <exception cref="CommandFault">Somebody must decide.</exception>
    public static ImportCheckpoint Settle(this UnsureRows unsure, ImportCheckpoint checkpoint, Instant now, TimeSpan window, string path)
    {
        var isRemembered = now - new Instant(checkpoint.UpdatedAtMs) < window - Margin;
        if (!checkpoint.IsUnsure || isRemembered || unsure == UnsureRows.Send)
        {
            return checkpoint;
        }

        return unsure == UnsureRows.Skip
            ? checkpoint with { Line = checkpoint.SentThrough, End = checkpoint.SentEnd }
            : throw new CommandFault(
                new Fault(
                    "unsure-rows",
                    $"The import stopped on {new Instant(checkpoint.UpdatedAtMs)}; whether lines {checkpoint.Line + 1} to {checkpoint.SentThrough} were taken in is no longer known.",
                    "Give the command again with --unsure send (rows may be there twice) or --unsure skip (rows may be missing)."),
                ExitCode.Conflict,
                $"{path}:{checkpoint.Line + 1}");
    }
}
