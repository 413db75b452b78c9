using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>withdraw.ack: how long a withdrawal waits for its acknowledgement while events come in at half of the peak.</summary>
internal static class WithdrawFigures
{
    private const int Customers = 50_000;
    private const int IngestConnections = 32;
    private const int WithdrawConnections = 8;
    private const int PerSecond = 200;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(new BenchHostOptions(folder, true, false, Customers, Customers * 2).ToArguments());
            var batches = Enumerable.Range(0, IngestConnections).Select(c => new IngestFigures.BatchRequest("/v1/batch", c)).ToArray();
            await HttpLoad.ClosedAsync(host.Port, IngestConnections, settings.Round, (c, _) => batches[c].Next());
            var peak = (await HttpLoad.ClosedAsync(host.Port, IngestConnections, settings.Round, (c, _) => batches[c].Next())).PerSecond;

            var (next, waits) = (0, new List<double>());
            for (var round = 0; round < settings.Rounds; round++)
            {
                var ingest = HttpLoad.OpenAsync(host.Port, IngestConnections, peak / 2, settings.Round * 2, (c, _) => batches[c].Next());
                var withdrawals = await HttpLoad.OpenAsync(host.Port, WithdrawConnections, PerSecond, settings.Round * 2, (_, _) => Withdraw(Interlocked.Increment(ref next) % Customers));
                if (withdrawals.Failures + (await ingest).Failures > 0)
                {
                    throw new InvalidOperationException("Requests failed; nothing was measured.");
                }

                waits.Add(withdrawals.Latencies.QuantileMs(0.99));
            }

            return
            [
                Figure.AtMost("withdraw.ack", "ms p99", 50, waits, string.Create(
                    CultureInfo.InvariantCulture, $"{PerSecond} withdrawals/s beside {peak / 2 * 100:0} events/s, waiting counted from when each was due")),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each customer granted when it was made, so each withdrawal is a change that is written.</summary>
    private static byte[] Withdraw(int number)
    {
        var body = $$$"""{"identifiers":{"userId":"{{{Hosts.Customers.UserId(number)}}}"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/consents HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {BenchHost.DecideKey}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
