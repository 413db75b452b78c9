using Fulcrum.Bench.Hosts;

namespace Fulcrum.Bench.Figures;

/// <summary>profile.bytes, start.clean, start.killed: one million profiles.</summary>
internal static class ScaleFigures
{
    private const int Profiles = 1_000_000;
    private const int Tail = 1_000_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        var emptyFolder = BenchSettings.NewFolder();
        try
        {
            double empty;
            await using (var host = await HostProcess.StartAsync(Options(emptyFolder, 1_000)))
            {
                empty = (await host.AskAsync("memory")).GetProperty("resident").GetDouble();
            }

            double full;
            double managed;
            await using (var host = await HostProcess.StartAsync(Options(folder, Profiles)))
            {
                var memory = await host.AskAsync("memory");
                full = memory.GetProperty("resident").GetDouble();
                managed = memory.GetProperty("managed").GetDouble();
            }

            var clean = new List<double>();
            for (var round = 0; round < 3; round++)
            {
                await using var host = await HostProcess.StartAsync(Options(folder, 0));
                clean.Add(host.SecondsToReady);
            }

            var killed = new List<double>();
            var last = await HostProcess.StartAsync(Options(folder, 0));
            await last.AskAsync($"tail {Tail} {Profiles}");
            await last.KillAsync();
            await using (var host = await HostProcess.StartAsync(Options(folder, 0)))
            {
                killed.Add(host.SecondsToReady);
            }

            return
            [
                Figure.AtMost("profile.bytes", "bytes", 2_500, [(full - empty) / Profiles], $"resident, less an empty host's {empty / 1e6:0} MB; {managed / Profiles:0} of them managed"),
                Figure.AtMost("start.clean", "s", 5, clean, "process start to listening, one million profiles stored"),
                Figure.AtMost("start.killed", "s", 20, killed, "the same after a kill with a tail of one million events"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(emptyFolder, recursive: true);
        }
    }

    private static string[] Options(string folder, int preload) => new BenchHostOptions(folder, true, false, preload, Profiles + 100_000).ToArguments();
}
