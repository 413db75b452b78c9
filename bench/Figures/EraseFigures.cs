using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fulcrum.Bench.Figures;

/// <summary>
/// erase.unreadable: how long somebody who asks to be erased can still be read, while events come in; erase.scan: what is left of them in any
/// place and any form. Both by the instrument a user runs, <c>fulcrum prove erasure</c>, in a process of its own, with another seed each round.
/// </summary>
internal static class EraseFigures
{
    private const int Canaries = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var (unreadable, hits, searches, controls) = (new List<double>(), new List<double>(), 0L, "");
        for (var round = 0; round < settings.Rounds; round++)
        {
            using var proof = await ProveAsync(round + 1);
            var result = proof.RootElement;
            unreadable.Add(Find(result, "figures", "unreadable-p99").GetProperty("value").GetDouble());
            var found = Find(result, "claims", "marks-found");
            hits.Add(found.GetProperty("violations").GetInt64() + Find(result, "claims", "residue-left").GetProperty("violations").GetInt64());
            searches += found.GetProperty("trials").GetInt64();
            var planted = result.GetProperty("controls").EnumerateArray().ToArray();
            if (planted.Any(one => one.GetProperty("caught").GetInt64() < one.GetProperty("runs").GetInt64()))
            {
                throw new InvalidOperationException("A planted trace was not found: the scan is blind, and nothing was measured.");
            }

            controls = string.Create(CultureInfo.InvariantCulture, $"each of {planted.Length} controls caught: all twelve forms in the clear, all pieces before the erasure, and each place when it is left out");
        }

        return
        [
            Figure.AtMost("erase.unreadable", "ms p99", 1_000, unreadable, string.Create(CultureInfo.InvariantCulture, $"{Canaries} erasures a round while events come in, from asking to the key being destroyed on the disk")),
            Figure.AtMost("erase.scan", "hits", 0, hits, string.Create(CultureInfo.InvariantCulture, $"{searches} searches of files for texts in twelve forms, and for each sealed piece; {controls}")),
        ];
    }

    private static async Task<JsonDocument> ProveAsync(int seed)
    {
        var results = BenchSettings.NewFolder();
        try
        {
            string[] words = ["prove", "erasure", "--canaries", Number(Canaries), "--seed", Number(seed), "--results", results, "--json"];
            using var run = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"), .. words]) { RedirectStandardOutput = true })!;
            var text = await run.StandardOutput.ReadToEndAsync();
            await run.WaitForExitAsync();
            return JsonDocument.Parse(text);
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    private static JsonElement Find(JsonElement result, string list, string key) =>
        result.GetProperty(list).EnumerateArray().First(one => one.GetProperty("key").GetString() == key);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
