using System.Diagnostics;

namespace Fulcrum.Bench.Load;

/// <summary>What a load run saw.</summary>
internal sealed record LoadResult(long Requests, long Failures, double Seconds, Latencies Latencies)
{
    public double PerSecond => Requests / Seconds;
}

/// <summary>Drives an endpoint for a while, closed loop (as fast as it answers) or open loop (at a given rate, waiting time counted).</summary>
internal static class HttpLoad
{
    /// <summary>Each connection sends its next request as soon as the last was answered.</summary>
    /// <param name="port">Loopback port.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="duration">How long.</param>
    /// <param name="request">Gives connection c its n-th request.</param>
    public static async Task<LoadResult> ClosedAsync(int port, int connections, TimeSpan duration, Func<int, long, ReadOnlyMemory<byte>> request)
    {
        var clock = Stopwatch.StartNew();
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => RunAsync(c))));
        return Sum(runs, clock.Elapsed.TotalSeconds);

        async Task<(long Requests, long Failures, Latencies Latencies)> RunAsync(int c)
        {
            using var connection = await HttpConnection.OpenAsync(port);
            var latencies = new Latencies();
            long sent = 0;
            long failures = 0;
            while (clock.Elapsed < duration)
            {
                var bytes = request(c, sent++);
                var started = Stopwatch.GetTimestamp();
                var status = await connection.SendAsync(bytes);
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                if (status is < 200 or > 299)
                {
                    failures++;
                }
            }

            return (sent, failures, latencies);
        }
    }

    /// <summary>Requests start at fixed times; one that starts late because its connection was busy counts its waiting too.</summary>
    public static async Task<LoadResult> OpenAsync(int port, int connections, double perSecond, TimeSpan duration, Func<int, long, ReadOnlyMemory<byte>> request)
    {
        var clock = Stopwatch.StartNew();
        var interval = TimeSpan.FromSeconds(connections / perSecond);
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => RunAsync(c))));
        return Sum(runs, clock.Elapsed.TotalSeconds);

        async Task<(long Requests, long Failures, Latencies Latencies)> RunAsync(int c)
        {
            using var connection = await HttpConnection.OpenAsync(port);
            var latencies = new Latencies();
            long sent = 0;
            long failures = 0;
            var due = interval * ((double)c / connections);
            while (due < duration)
            {
                var wait = due - clock.Elapsed;
                if (wait > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(wait);
                }

                var status = await connection.SendAsync(request(c, sent++));

                // From when it was due, so that a stall is felt by all that wait behind it. Timers are a millisecond coarse.
                latencies.Add(Math.Max(0, (clock.Elapsed - due).TotalMicroseconds));
                failures += status is < 200 or > 299 ? 1 : 0;
                due += interval;
            }

            return (sent, failures, latencies);
        }
    }

    private static LoadResult Sum((long Requests, long Failures, Latencies Latencies)[] runs, double seconds)
    {
        var all = new Latencies();
        foreach (var run in runs)
        {
            all.Add(run.Latencies);
        }

        return new LoadResult(runs.Sum(run => run.Requests), runs.Sum(run => run.Failures), seconds, all);
    }
}
