using System.Globalization;
using System.Runtime.InteropServices;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether this machine, or container, is one to serve from.</summary>
internal static class MachineChecks
{
    private const long FilesMin = 1_024;
    private const long FilesEnough = 8_192;
    private const long MemoryEnough = 512L << 20;
    private const string Limits = "/proc/self/limits";

    /// <summary>All of them.</summary>
    public static IEnumerable<Check> Of(int port, int? portalPort, TimeProvider clock)
    {
        yield return Check.Good("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        yield return Port("port", port, "--port");
        if (portalPort is { } centre)
        {
            yield return Port("portal port", centre, PortalPort.Name);
        }

        if (File.Exists(Limits))
        {
            yield return Files(OpenFilesOf(File.ReadLines(Limits)));
        }

        yield return Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        yield return Zones(NodaTime.DateTimeZoneProviders.Tzdb.VersionId, clock.GetUtcNow());
        yield return User(Environment.IsPrivilegedProcess, File.Exists("/.dockerenv") || File.Exists("/run/.containerenv") || Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null);
    }

    /// <summary>How many files may be open at once: each connection is one.</summary>
    public static Check Files(long most) => most switch
    {
        < FilesMin => Check.Mend("open files", $"{most} files may be open at once", "Raise it to 65536: LimitNOFILE in the systemd unit, ulimits in a compose file, ulimit -n in a shell."),
        < FilesEnough => Check.Look("open files", $"{most} files may be open at once; each connection is one", "Raise it to 65536: LimitNOFILE in the systemd unit, ulimits in a compose file, ulimit -n in a shell."),
        _ => Check.Good("open files", most == long.MaxValue ? "as many as are asked for" : $"{most} at once"),
    };

    /// <summary>The soft limit of open files; without end where nothing says so.</summary>
    public static long OpenFilesOf(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : long.MaxValue;

    /// <summary>Memory the process may use.</summary>
    public static Check Memory(long bytes) => bytes < MemoryEnough
        ? Check.Look("memory", $"{bytes >> 20} MB may be used", "Give it 512 MB or more.")
        : Check.Good("memory", $"{bytes >> 20} MB may be used");

    /// <summary>The time zone database that comes with the program: quiet hours and days of requests follow it.</summary>
    /// <param name="version">For example <c>TZDB: 2026f (mapping: …)</c>.</param>
    /// <param name="now">Now.</param>
    public static Check Zones(string version, DateTimeOffset now)
    {
        var digits = new string([.. version.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && now.Year - year <= 1
            ? Check.Good("time zones", version)
            : Check.Look("time zones", $"{version}: more than a year old", "Install a newer version of the program: countries change their clocks, and quiet hours follow.");
    }

    /// <summary>Who it runs as.</summary>
    public static Check User(bool isRoot, bool isContainer) => (isRoot, isContainer) switch
    {
        (true, true) => Check.Look("user", "root, in a container: whoever breaks out is root outside", "Run it as another user: USER in the image, runAsNonRoot in Kubernetes; deploy/ shows both."),
        (true, false) => Check.Look("user", "root", "Serve as a user of its own: deploy/systemd/fulcrum.service shows how."),
        _ => Check.Good("user", "not root"),
    };

    private static Check Port(string name, int port, string option)
    {
        try
        {
            RunningServer.CheckPort(port, option);
            return Check.Good(name, $"127.0.0.1:{port} is free");
        }
        catch (CommandFault taken)
        {
            return Check.Mend(name, taken.Faults[0].Fault.What, taken.Faults[0].Fault.Remedy);
        }
    }
}
