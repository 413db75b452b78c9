using Fulcrum.Backups;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the store could be lost today: a backup is one when it was restored on trial.</summary>
internal static class BackupChecks
{
    private static readonly TimeSpan MadeWithin = TimeSpan.FromDays(2);
    private static readonly TimeSpan TriedWithin = TimeSpan.FromDays(31);

    /// <summary>All of them.</summary>
    public static IEnumerable<Check> Of(BackupRecord record, DateTimeOffset now)
    {
        yield return Made(record.Made, now);
        yield return Tried(record.Verified, now);
        if (record.Made is { } made)
        {
            yield return Apart(made);
        }
    }

    /// <summary>How old the newest is.</summary>
    public static Check Made(MadeBackup? made, DateTimeOffset now) => made switch
    {
        null => Check.Look("backup", "never made", "Make one, and one a day from then on: fulcrum backup create."),
        var old when now - old.At > MadeWithin => Check.Look("backup", $"the newest is {(now - old.At).TotalDays:0} days old, up to row {old.Sequence}", "Make one a day: fulcrum backup create."),
        var good => Check.Good("backup", $"made {good.At:yyyy-MM-dd HH:mm} UTC up to row {good.Sequence}"),
    };

    /// <summary>Whether one was restored on trial, and held.</summary>
    public static Check Tried(VerifiedBackup? tried, DateTimeOffset now) => tried switch
    {
        null => Check.Look("backup trial", "no backup was ever restored on trial", "Try one: fulcrum backup verify. Only then it is a backup."),
        { Good: false } bad => Check.Mend("backup trial", $"{bad.Id}: {bad.Found}", "Make another and verify it: fulcrum backup create, fulcrum backup verify."),
        var old when now - old.At > TriedWithin => Check.Look("backup trial", $"{old.Id} verified {(now - old.At).TotalDays:0} days ago, up to row {old.Sequence}", "Try a newer one: fulcrum backup verify."),
        var good => Check.Good("backup trial", $"{good.Id} verified {(now - good.At).TotalHours:0} h ago, up to row {good.Sequence}"),
    };

    /// <summary>Whether data and keys lie in one place.</summary>
    public static Check Apart(MadeBackup made) => Path.GetPathRoot(made.To) == Path.GetPathRoot(made.KeysTo) && Parent(made.To) == Parent(made.KeysTo)
        ? Check.Look("backup keys", "the last backup and its keys lie side by side: whoever takes the folder can open it", "Keep keys elsewhere: fulcrum backup create --keys-to ANOTHER-PLACE.")
        : Check.Good("backup keys", "not beside the data");

    private static string? Parent(string path) => Path.GetDirectoryName(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar));
}
