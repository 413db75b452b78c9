using System.Globalization;

namespace Fulcrum.Bench.Hosts;

/// <summary>Holds a process to a share of one core, by a control group of its own (version 1, as this machine has). Disposing lets it go.</summary>
internal sealed class CpuShare : IDisposable
{
    private const string Root = "/sys/fs/cgroup/cpu";
    private const int PeriodMicros = 20_000;

    private readonly string _folder;
    private readonly int _process;

    /// <summary>Holds a process from now on.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="share">Of one core, more than 0.</param>
    /// <exception cref="InvalidOperationException">This machine lets nobody hold it.</exception>
    public CpuShare(int process, double share)
    {
        (_process, _folder) = (process, Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"fulcrum-bench-{process}")));
        if (!File.Exists(Path.Combine(Root, "cpu.cfs_quota_us")))
        {
            throw new InvalidOperationException($"Equal shares of the processor need control groups at {Root}, and the right to make one.");
        }

        Directory.CreateDirectory(_folder);
        Write(_folder, "cpu.cfs_period_us", PeriodMicros);
        Write(_folder, "cpu.cfs_quota_us", (int)(share * PeriodMicros));
        Write(_folder, "cgroup.procs", process);
    }

    public void Dispose()
    {
        Write(Root, "cgroup.procs", _process);
        Directory.Delete(_folder);
    }

    private static void Write(string folder, string file, int value) => File.WriteAllText(Path.Combine(folder, file), value.ToString(CultureInfo.InvariantCulture));
}
