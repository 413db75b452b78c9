using System.Globalization;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Import;

/// <summary>What an import came to.</summary>
/// <param name="Reached">How far it is, and what became of the rows.</param>
/// <param name="Path">The file.</param>
/// <param name="WasDone">Whether an earlier run had done it all.</param>
/// <param name="IsDryRun">Whether nothing was written.</param>
/// <param name="ErrorPath">Where the rows are that were not stored; empty for none.</param>
internal sealed record ImportReport(ImportCheckpoint Reached, string Path, bool WasDone, bool IsDryRun, string ErrorPath)
{
    /// <summary>Refused rows are the law at work; faulty and quarantined ones are to be mended.</summary>
    public int ExitCode =>
        !Reached.IsDone ? Shell.ExitCode.RetryLater
        : Reached.Counts.Faulty + Reached.Counts.Quarantined > 0 ? Shell.ExitCode.Failure
        : Shell.ExitCode.Ok;

    /// <summary>Shows it.</summary>
    public void Show(bool json, Screen screen)
    {
        var counts = Reached.Counts;
        if (json)
        {
            screen.PutJson(new
            {
                schema = 1,
                file = Path,
                done = Reached.IsDone,
                wasDone = WasDone,
                dryRun = IsDryRun,
                line = Reached.Line,
                counts.Rows,
                counts.Stored,
                counts.Duplicate,
                counts.Quarantined,
                counts.Refused,
                counts.Faulty,
                reasons = counts.Reasons.Select(reason => new { reason = reason.Key, reason.Value.Rows, reason.Value.Remedy, reason.Value.Lines }),
                errors = ErrorPath,
            });
            return;
        }

        if (WasDone)
        {
            screen.Put($"This file was imported already, under this mapping: nothing to do. What became of it then:");
        }

        var would = IsDryRun ? "would be " : "";
        screen.PutTable(
            ["rows", would + "stored", "duplicate", "quarantined", "refused", "faulty"],
            [[Text(counts.Rows), Text(counts.Stored), Text(counts.Duplicate), Text(counts.Quarantined), Text(counts.Refused), Text(counts.Faulty)]]);
        if (counts.Reasons.Count > 0)
        {
            screen.Put();
            screen.PutTable(
                ["reason", "rows", "first lines", "remedy"],
                counts.Reasons.Select(reason => (IReadOnlyList<string>)[reason.Key, Text(reason.Value.Rows), string.Join(", ", reason.Value.Lines), reason.Value.Remedy]));
        }

        if (ErrorPath.Length > 0)
        {
            screen.Put($"Rows that were not stored: {ErrorPath}");
        }

        if (!Reached.IsDone)
        {
            screen.Put($"Stopped behind line {Reached.Line}. Give the same command again: it goes on there.");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
