using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace Fulcrum.Prove.Servers;

/// <summary>The program that is tried: a file, and the arguments that come before its own.</summary>
/// <param name="File">What is started.</param>
/// <param name="First">For example the path of an assembly, when <paramref name="File"/> is <c>dotnet</c>.</param>
public sealed record ServerProgram(string File, ImmutableArray<string> First)
{
    /// <summary>Set for a server that an instrument started: it ends when its standard input does, and so with the instrument, however that ends.</summary>
    public const string EndsWithInput = "FULCRUM_ENDS_WITH_INPUT";

    /// <summary>The program that runs now, however it was started.</summary>
    public static ServerProgram OfThisProcess()
    {
        var path = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? OfAssembly(Assembly.GetEntryAssembly()!.Location) : new ServerProgram(path, []);
    }

    /// <summary>An assembly with an entry point, started by <c>dotnet</c>.</summary>
    public static ServerProgram OfAssembly(string path) => new("dotnet", [path]);

    internal Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(File) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment[EndsWithInput] = "1";
        foreach (var argument in First.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
