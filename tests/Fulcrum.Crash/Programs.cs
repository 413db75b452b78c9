using System.Globalization;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>What the tests start, and what they say of it.</summary>
internal static class Programs
{
    /// <summary>Whether this is the nightly share.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" or "2";

    /// <summary>The program itself.</summary>
    public static ServerProgram Fulcrum { get; } = ServerProgram.OfAssembly(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"));

    /// <summary>Its parts with small sizes, a clock that is ahead, and a planted mistake or none.</summary>
    public static ServerProgram Host(string mistake, TimeSpan ahead = default)
    {
        var host = ServerProgram.OfAssembly(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Crash.Host.dll"));
        return host with { First = [.. host.First, string.Create(CultureInfo.InvariantCulture, $"{mistake}@{ahead.TotalSeconds}")] };
    }

    /// <summary>Prints a result for the reader of the run, and fails unless it holds.</summary>
    public static void Show(ProofResult result)
    {
        foreach (var line in result.Lines())
        {
            Console.WriteLine($":: {line}");
        }

        Assert.True(result.Holds, string.Join('\n', result.Lines()));
    }
}
