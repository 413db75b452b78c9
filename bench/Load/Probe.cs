using System.Globalization;
using Fulcrum.Bench.Hosts;

namespace Fulcrum.Bench.Load;

/// <summary>Loads one endpoint and says what a request costs the server: for looking closely at one path, with a profiler beside it.</summary>
internal static class Probe
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var what, .. var rest] || Find(what) is not { } load || BenchSettings.Read(rest) is not { } settings)
        {
            await Console.Error.WriteLineAsync("Usage: probe core|decide|decide-floor|durable|durable-floor [--rounds N] [--seconds S]");
            return 2;
        }

        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(DecideLoad.Options(folder, what.StartsWith("durable", StringComparison.Ordinal)));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"host {host.Id} listens on {host.Port}"));
            if (what == "core")
            {
                for (var round = 0; round < settings.Rounds; round++)
                {
                    var core = await host.AskAsync(string.Create(CultureInfo.InvariantCulture, $"decide {DecideLoad.Profiles} {settings.Round.TotalSeconds:0}"));
                    await Console.Out.WriteLineAsync($"core alone, on one thread, a decision: {core}");
                }

                return 0;
            }

            for (var round = 0; round < settings.Rounds; round++)
            {
                var own = Environment.CpuUsage.TotalTime;
                var (run, cpu) = await load.RunAsync(host, settings.Round);
                own = Environment.CpuUsage.TotalTime - own;
                await Console.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.PerSecond:0} requests/s; a request costs the server {cpu:0.0} us and the load {own.TotalMicroseconds / run.Requests:0.0} us; p95 {run.Latencies.QuantileMs(0.95):0.00} ms"));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DecideLoad? Find(string what) => what switch
    {
        "core" or "decide" => DecideLoad.Decide(durable: false),
        "decide-floor" => DecideLoad.Floor(durable: false),
        "durable" => DecideLoad.Decide(durable: true),
        "durable-floor" => DecideLoad.Floor(durable: true),
        _ => null,
    };
}
