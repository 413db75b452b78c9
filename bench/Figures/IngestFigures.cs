using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>ingest.durable and ingest.stall: batches of 100 events of about 470 bytes, everything on, 20 million message ids known.</summary>
internal static class IngestFigures
{
    private const int Customers = 100_000;
    private const int KnownIds = 20_000_000;
    private const int EventsPerBatch = 100;
    private const int Connections = 32;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(new BenchHostOptions(folder, true, false, Customers, Customers * 2, KnownIds).ToArguments());
            var batches = Enumerable.Range(0, Connections).Select(c => new BatchRequest("/v1/batch", c)).ToArray();
            var floors = Enumerable.Range(0, Connections).Select(c => new BatchRequest(Floors.Batch, c)).ToArray();

            var micros = new List<double>();
            var pairs = await Rounds.InterleaveAsync(
                settings.Rounds,
                async () =>
                {
                    var before = await host.CpuSecondsAsync();
                    var run = await ClosedAsync(host, settings, batches);
                    micros.Add(1e6 * (await host.CpuSecondsAsync() - before) / (run.Requests * EventsPerBatch));
                    return EventsPerBatch * run.PerSecond;
                },
                async () => EventsPerBatch * (await ClosedAsync(host, settings, floors)).PerSecond);
            var durable = Figure.AtLeast("ingest.durable", "ratio", 0.08, pairs.Ratios(), $"{pairs.Absolute("events/s")}; {Rounds.Median(micros):0.0} us of the server's processor time an event");

            return settings.Wants("ingest.stall") ? [durable, await StallAsync(settings, host, batches, Rounds.Median(pairs.Select(pair => pair.Measured)) / 2)] : [durable];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Figure> StallAsync(BenchSettings settings, HostProcess host, BatchRequest[] batches, double perSecond)
    {
        var p99 = new List<double>();
        var p50 = new List<double>();
        var p999 = new List<double>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var run = await HttpLoad.OpenAsync(host.Port, Connections, perSecond / EventsPerBatch, settings.Round * 2, (c, _) => batches[c].Next());
            p99.Add(run.Latencies.QuantileMs(0.99));
            p50.Add(run.Latencies.QuantileMs(0.5));
            p999.Add(run.Latencies.QuantileMs(0.999));
        }

        return Figure.AtMost(
            "ingest.stall", "ms p99", 50, p99, $"at {perSecond:0} events/s, waiting counted from when each batch was due; p50 {Rounds.Median(p50):0.0}, p99.9 {Rounds.Median(p999):0.0} ms");
    }

    private static async Task<LoadResult> ClosedAsync(HostProcess host, BenchSettings settings, BatchRequest[] batches)
    {
        var run = await HttpLoad.ClosedAsync(host.Port, Connections, settings.Round, (c, _) => batches[c].Next());
        return run.Failures == 0 ? run : throw new InvalidOperationException($"{run.Failures} of {run.Requests} batches failed; nothing was measured.");
    }

    /// <summary>One connection's batch: written once, then only its message ids are counted up in place, so that the load costs next to nothing.</summary>
    internal sealed class BatchRequest
    {
        private const string Digits = "0000000000000000";
        private readonly byte[] _bytes;
        private readonly int[] _ids = new int[EventsPerBatch];
        private static long s_next;

        public BatchRequest(string path, int connection)
        {
            var random = new Random(connection);
            var body = new StringBuilder("{\"batch\":[");
            for (var i = 0; i < EventsPerBatch; i++)
            {
                if (i > 0)
                {
                    body.Append(',');
                }

                body.Append(CultureInfo.InvariantCulture, $$$$"""{"type":"page","messageId":"m-{{{{Digits}}}}","userId":"{{{{Hosts.Customers.UserId(random.Next(Customers))}}}}","anonymousId":"","name":"","properties":{"path":"/models/roadster/configure","title":"Configure your roadster"},"context":{"locale":"en-GB","userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","page":{"path":"/models/roadster/configure","referrer":"https://www.example.com/","url":"https://www.example.com/models/roadster/configure"},"library":{"name":"bench","version":"1.0"}}}""");
            }

            body.Append("]}");
            var text = body.ToString();
            var head = string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(BenchWorkspace.WriteKey + ":"))}\r\nContent-Type: application/json\r\nContent-Length: {text.Length}\r\n\r\n");
            _bytes = Encoding.ASCII.GetBytes(head + text);
            var at = head.Length;
            for (var i = 0; i < EventsPerBatch; i++)
            {
                at = _bytes.AsSpan(at).IndexOf("\"m-0000000000000000\""u8) + at + 3;
                _ids[i] = at;
            }
        }

        public ReadOnlyMemory<byte> Next()
        {
            var id = Interlocked.Add(ref s_next, EventsPerBatch);
            foreach (var at in _ids)
            {
                (id++).TryFormat(_bytes.AsSpan(at, Digits.Length), out _, "0000000000000000", CultureInfo.InvariantCulture);
            }

            return _bytes;
        }
    }
}
