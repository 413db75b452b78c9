using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>overload.goodput: decisions answered in time while three times as many are asked as can be answered, over the peak; with withdrawals and requests about rights beside.</summary>
internal static class OverloadFigures
{
    private const int Connections = 4_096;
    private const int FewConnections = 64;
    private const int RightsConnections = 16;
    private const int RightsPerSecond = 100;
    private const int Times = 3;
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(DecideLoad.Options(folder, durable: false));
            var requests = DecideLoad.Requests("/v1/decide");
            ReadOnlyMemory<byte> Ask(int c, long n) => requests[(int)(((c * 7_919L) + n) % requests.Length)];
            await HttpLoad.ClosedAsync(host.Port, Connections, settings.Round * 2, Ask);

            var (goodput, answered, recovery, notes) = (new List<double>(), new List<double>(), new List<double>(), new List<string>());
            var next = 0;
            for (var round = 0; round < settings.Rounds; round++)
            {
                var peak = (await HttpLoad.ClosedAsync(host.Port, Connections, settings.Round, Ask)).PerSecond;
                var once = await OpenLoad.RunAsync(host.Port, Connections, peak, settings.Round, InTime, Ask);
                var flood = OpenLoad.RunAsync(host.Port, Connections, peak * Times, settings.Round * 2, InTime, Ask);
                var rights = await OpenLoad.RunAsync(host.Port, RightsConnections, RightsPerSecond, settings.Round * 2, TimeSpan.FromSeconds(10), (_, _) => Right(Interlocked.Increment(ref next)));
                var flooded = await flood;
                recovery.Add(await RecoverAsync(host.Port, peak / 2, Ask));
                goodput.Add(flooded.GoodPerSecond / peak);
                answered.Add((double)rights.Good / rights.Sent);
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"peak {peak:0}/s, at 1x {once.GoodPerSecond:0}/s, at {Times}x {flooded.GoodPerSecond:0}/s in time of {flooded.Sent / flooded.Seconds:0}/s sent, {flooded.TurnedAway} turned away, {flooded.Failed} failed; rights {rights.Good} of {rights.Sent}, {rights.TurnedAway} turned away, {rights.Failed} failed"));
            }

            return
            [
                Figure.AtLeast("overload.goodput", "of peak", 0.9, goodput, string.Join(" | ", notes)),
                Figure.AtLeast("overload.rights", "answered", 0.999, answered, string.Create(CultureInfo.InvariantCulture, $"{RightsPerSecond} withdrawals and requests a second beside {Times}x the peak, within 10 s")),
                Figure.AtMost("overload.recovery", "s", 10, recovery, "from the end of the flood until a whole second in which p99 is below 100 ms at half of the peak"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Seconds until a second at half of the peak is as it should be.</summary>
    private static async Task<double> RecoverAsync(int port, double perSecond, Func<int, long, ReadOnlyMemory<byte>> ask)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            var from = clock.Elapsed.TotalSeconds;
            var run = await HttpLoad.OpenAsync(port, FewConnections, perSecond, TimeSpan.FromSeconds(1), ask);
            if (run.Failures == 0 && run.Latencies.QuantileMs(0.99) < 100)
            {
                return from;
            }
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>A withdrawal, and a question about requests, by turns.</summary>
    private static byte[] Right(int number)
    {
        var user = Customers.UserId(number / 2 % DecideLoad.Profiles);
        var (path, body) = number % 2 == 0
            ? ("/v1/consents", $$$"""{"identifiers":{"userId":"{{{user}}}"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""")
            : ("/v1/consents/query", $$$"""{"identifiers":{"userId":"{{{user}}}"}}""");
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {BenchHost.DecideKey}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
