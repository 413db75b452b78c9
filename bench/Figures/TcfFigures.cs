using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fulcrum.Consent.Signals;

namespace Fulcrum.Bench.Figures;

/// <summary>tcf.decode: TC strings read a second, over @iabtcf/core on Node reading the same ones in the same run.</summary>
internal static class TcfFigures
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        await InstallAsync();
        using var node = Start("node", "decode.mjs");
        try
        {
            var all = await StringsAsync();
            var read = JsonSerializer.Deserialize<int[]>(await AskAsync(node, JsonSerializer.Serialize(all))) ?? [];
            string[] strings = [.. read.Select(at => all[at])];
            var (own, theirs) = (Tell(strings), await AskAsync(node, "tell"));
            if (own != theirs)
            {
                throw new InvalidOperationException($"The two read something else: {own} against {theirs}.");
            }

            var pairs = await Rounds.InterleaveAsync(
                settings.Rounds,
                () => Task.FromResult(Decode(strings, settings.Round)),
                async () => double.Parse(await AskAsync(node, settings.Round.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture));
            return [Figure.AtLeast("tcf.decode", "ratio", 5, pairs.Ratios(), $"{pairs.Absolute("strings/s")} of @iabtcf/core; {strings.Length} of {all.Length} strings, those it reads, of {strings.Average(text => text.Length):0} characters in the mean")];
        }
        finally
        {
            node.StandardInput.Close();
            await node.WaitForExitAsync();
        }
    }

    /// <summary>What all strings say together, so that neither side is measured at reading less.</summary>
    private static string Tell(string[] strings)
    {
        var (purposes, vendors) = (0, 0);
        foreach (var text in strings)
        {
            var read = Read(text);
            purposes += read.PurposesConsent.All.Count();
            vendors += read.VendorConsents.Count;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{purposes} purposes, {vendors} vendors");
    }

    private static double Decode(string[] strings, TimeSpan round)
    {
        var (done, clock) = (0L, Stopwatch.StartNew());
        while (clock.Elapsed < round)
        {
            foreach (var text in strings)
            {
                done += Read(text).PolicyVersion > 0 ? 1 : 0;
            }
        }

        return done / clock.Elapsed.TotalSeconds;
    }

    private static TcString Read(string text) =>
        TcStringReader.TryRead(text, out var read, out var fault) ? read : throw new InvalidOperationException(fault.What);

    private static async Task<string[]> StringsAsync()
    {
        await using var file = File.OpenRead(Path.Combine(Root, "tests", "data", "privacy", "tcf", "tc-strings-v2.json"));
        using var vectors = await JsonDocument.ParseAsync(file);
        return [.. vectors.RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("tcString").GetString()!)];
    }

    private static async Task<string> AskAsync(Process node, string line)
    {
        await node.StandardInput.WriteLineAsync(line);
        return await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"Node ended: {await node.StandardError.ReadToEndAsync()}");
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "@iabtcf", "core")))
        {
            return;
        }

        using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        var said = npm.StandardError.ReadToEndAsync();
        await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci failed: {await said}");
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static string Folder => Path.Combine(Root, "bench", "tcf");

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs from its source tree: it reads its strings and its Node program there.");
        }

        return folder.FullName;
    }
}
