using System.Runtime.Versioning;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the keys that everything is sealed with are nobody else's, not too old, and not left half turned.</summary>
internal static class KeyChecks
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(365);
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>All of them, for an opened store.</summary>
    public static IEnumerable<Check> Of(string keyFolder, StoreSecrets secrets, DateTimeOffset now)
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(keyFolder))
        {
            yield return Modes(ReadModes(keyFolder));
        }

        var kek = Path.Combine(keyFolder, StoreKeys.KekName(secrets.KekGeneration));
        if (File.Exists(kek))
        {
            yield return Age(now - new DateTimeOffset(File.GetLastWriteTimeUtc(kek)));
        }

        yield return Rotation(secrets.Retired.Length);
    }

    [UnsupportedOSPlatform("windows")]
    private static List<(string Path, UnixFileMode Mode)> ReadModes(string folder)
    {
        List<(string Path, UnixFileMode Mode)> modes = [(folder, File.GetUnixFileMode(folder))];
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            modes.Add((path, File.GetUnixFileMode(path)));
        }

        return modes;
    }

    /// <summary>Who can read them.</summary>
    public static Check Modes(IReadOnlyList<(string Path, UnixFileMode Mode)> files) => files.Where(file => (file.Mode & Others) != 0).Select(file => file.Path).ToList() is { Count: > 0 } open
        ? Check.Mend("key folder", $"{open.Count} files of the key folder are open to others", $"Run: chmod -R go= {Path.GetDirectoryName(open[0]) ?? open[0]}. Whoever read them can open every backup; turn the key: fulcrum keys rotate kek.")
        : Check.Good("key folder", "its owner's alone");

    /// <summary>How long the key-encryption key wraps already.</summary>
    public static Check Age(TimeSpan age) => age > AgeMax
        ? Check.Look("key age", $"the key-encryption key is {age.TotalDays:0} days old", "Turn it: fulcrum keys rotate kek. Subjects' keys are wrapped anew; nothing is sealed anew.")
        : Check.Good("key age", $"the key-encryption key is {Math.Max(0, age.TotalDays):0} days old");

    /// <summary>Earlier keys that still wrap something.</summary>
    public static Check Rotation(int retired) => retired > 0
        ? Check.Mend("key rotation", "a rotation of the key-encryption key was cut short: the earlier key still opens something", "Rotate again; it goes on where it stopped: fulcrum keys rotate kek.")
        : Check.Good("key rotation", "none half done");
}
