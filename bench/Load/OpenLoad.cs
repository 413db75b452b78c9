using System.Diagnostics;

namespace Fulcrum.Bench.Load;

/// <summary>What came of requests that were due at fixed times whatever the server did.</summary>
/// <param name="Sent">Sent at all; one due while its connection was still busy a while later was given up unsent.</param>
/// <param name="Good">Answered 2xx in time, counted from when they were sent.</param>
/// <param name="TurnedAway">Answered 429.</param>
/// <param name="Failed">Any other answer.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record OpenResult(long Sent, long Good, long TurnedAway, long Failed, double Seconds)
{
    public double GoodPerSecond => Good / Seconds;
}

/// <summary>Callers who do not wait for each other: each request has its time, and one that cannot be sent in time is given up, as a page that nobody waits for any more is.</summary>
internal static class OpenLoad
{
    /// <param name="port">Loopback port.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="perSecond">How many are due.</param>
    /// <param name="duration">How long.</param>
    /// <param name="inTime">Within what an answer counts, and how late one is still sent.</param>
    /// <param name="request">Gives connection c its n-th request.</param>
    public static async Task<OpenResult> RunAsync(int port, int connections, double perSecond, TimeSpan duration, TimeSpan inTime, Func<int, long, ReadOnlyMemory<byte>> request)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpConnection.OpenAsync(port)));
        var clock = Stopwatch.StartNew();
        var interval = TimeSpan.FromSeconds(connections / perSecond);
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => SendAsync(c))));
        return new OpenResult(runs.Sum(run => run.Sent), runs.Sum(run => run.Good), runs.Sum(run => run.TurnedAway), runs.Sum(run => run.Failed), clock.Elapsed.TotalSeconds);

        async Task<OpenResult> SendAsync(int c)
        {
            using var connection = open[c];
            var (sent, good, away, failed) = (0L, 0L, 0L, 0L);
            for (var due = interval * ((double)c / connections); due < duration; due += interval)
            {
                var wait = due - clock.Elapsed;
                if (wait > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(wait);
                }
                else if (-wait > inTime)
                {
                    continue;
                }

                var from = clock.Elapsed;
                var status = await connection.SendAsync(request(c, sent++));
                (good, away, failed) = status switch
                {
                    >= 200 and < 300 => (clock.Elapsed - from <= inTime ? good + 1 : good, away, failed),
                    429 => (good, away + 1, failed),
                    _ => (good, away, failed + 1),
                };
            }

            return new OpenResult(sent, good, away, failed, 0);
        }
    }
}
