using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the keys of the API are kept as they should be, and no more of them work than are needed.</summary>
internal static class AccessChecks
{
    private const int EachMax = 2;
    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(365);
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>All of them.</summary>
    public static IEnumerable<Check> Of(string folder, DateTimeOffset now)
    {
        AccessKeys? keys = null;
        Check? unreadable = null;
        try
        {
            keys = AccessKeys.Find(folder);
        }
        catch (CommandFault complaint)
        {
            unreadable = Check.Mend("access keys", complaint.Faults[0].Fault.What, complaint.Faults[0].Fault.Remedy);
        }

        if (unreadable is not null || keys is null)
        {
            yield return unreadable ?? Check.Look("access keys", "none were made yet", "The first start of fulcrum serve makes them and prints them once.");
            yield break;
        }

        var path = Path.Combine(folder, AccessKeys.FileName);
        yield return Mode(path, OperatingSystem.IsWindows() ? Own : File.GetUnixFileMode(path));
        yield return Surplus(keys, now);
        yield return Age(keys, now);
    }

    /// <summary>Who can read the hashes.</summary>
    public static Check Mode(string path, UnixFileMode mode) => (mode & ~Own) == 0
        ? Check.Good("access keys", "kept as hashes, readable by their owner only")
        : Check.Mend("access keys", "The file with the hashes of the access keys is open to others.", $"Run: chmod 600 {path}");

    /// <summary>More keys than a rotation needs.</summary>
    public static Check Surplus(AccessKeys keys, DateTimeOffset now)
    {
        var many = Working(keys, now).GroupBy(key => key.Kind).Where(kind => kind.Count() > EachMax).Select(kind => $"{kind.Count()} {kind.Key} keys work").ToList();
        return many.Count == 0
            ? Check.Good("access surplus", $"{Working(keys, now).Count()} keys work")
            : Check.Look("access surplus", string.Join(", ", many), "Revoke those nobody uses: fulcrum keys list, fulcrum keys revoke ID. Each can do all that its kind can.");
    }

    /// <summary>Keys nobody replaced for long.</summary>
    public static Check Age(AccessKeys keys, DateTimeOffset now) => Working(keys, now).Count(key => now - key.MadeAt > AgeMax) is var old and > 0
        ? Check.Look("access age", $"{old} keys are older than a year", "Replace them, the old ones working beside for a while: fulcrum keys rotate.")
        : Check.Good("access age", "none older than a year, as far as is known");

    private static IEnumerable<AccessKey> Working(AccessKeys keys, DateTimeOffset now) => keys.Keys.Where(key => key.EndsAt is null || key.EndsAt > now);
}
