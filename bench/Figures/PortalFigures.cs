using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>portal.page: pages a second of the privacy centre, over as many bytes by the same server; portal.bytes: the first load of the heaviest.</summary>
internal static partial class PortalFigures
{
    private const int Connections = 16;
    private const int FirstLoadMax = 50 * 1024;

    private static readonly string[] Pages = ["/en/", "/ru/", "/en/choices", "/ru/choices", "/en/notices", "/en/trust", "/en/sign-in"];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(PortalHost.Command, folder);
            var (firstLoads, lengths) = await ReadAsync(host.Port);
            var pages = Pages.Select(Get).ToArray();
            var floors = lengths.Select(bytes => Get(string.Create(CultureInfo.InvariantCulture, $"{PortalHost.Floor}{bytes}"))).ToArray();
            var pairs = await Rounds.InterleaveAsync(settings.Rounds, () => RunAsync(pages), () => RunAsync(floors));
            return
            [
                Figure.AtLeast("portal.page", "ratio", null, pairs.Ratios(), $"{pairs.Absolute("requests/s")}; {Pages.Length} pages by turns, {Connections} connections, nobody signed in"),
                Figure.AtMost("portal.bytes", "bytes", FirstLoadMax, [firstLoads.Max()], "page, style and icon of the heaviest, not compressed, without a script: "
                    + string.Join(", ", Pages.Zip(firstLoads, (page, bytes) => string.Create(CultureInfo.InvariantCulture, $"{page} {bytes}")))),
            ];

            async Task<double> RunAsync(byte[][] requests)
            {
                var load = await HttpLoad.ClosedAsync(host.Port, Connections, settings.Round, (c, n) => requests[(c + n) % requests.Length]);
                return load.Failures == 0 ? load.PerSecond : throw new InvalidOperationException($"{load.Failures} requests failed; nothing was measured.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What a browser asks for: the page, and what it names.
    private static async Task<(double[] FirstLoads, int[] Lengths)> ReadAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var (firstLoads, lengths) = (new List<double>(), new List<int>());
        foreach (var page in Pages)
        {
            var bytes = await client.GetByteArrayAsync(page);
            var text = Encoding.UTF8.GetString(bytes);
            var named = Named().Matches(text).Select(match => match.Groups[1].Value).Distinct().ToArray();
            if (named.Length < 2)
            {
                throw new InvalidOperationException($"{page} names no style and no icon; nothing was measured.");
            }

            double all = bytes.Length;
            foreach (var path in named)
            {
                all += (await client.GetByteArrayAsync(path)).Length;
            }

            firstLoads.Add(all);
            lengths.Add(bytes.Length);
        }

        return ([.. firstLoads], [.. lengths]);
    }

    private static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n");

    [GeneratedRegex("(?:<link[^>]+href|<script[^>]+src|<img[^>]+src)=\"(/[^\"]+\\.(?:css|svg|js|png))\"")]
    private static partial Regex Named();
}
