using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Fulcrum.Crash;

/// <summary>The real server as a process of its own, over a store in a folder, so that it can be killed.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address, string adminKey) => (_process, Address, AdminKey) = (process, address, adminKey);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The key a new store shows once; empty at every later start.</summary>
    public string AdminKey { get; }

    /// <summary>Starts it and waits until it serves.</summary>
    public static ServerProcess Start(string store)
    {
        var process = Run("serve", "--store", store, "--port", "0");
        var adminKey = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            adminKey = Key().Match(line) is { Success: true } key ? key.Value : adminKey;
            if (Listening().Match(line) is { Success: true } found)
            {
                // What else it says is of no interest, but must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServerProcess(process, new Uri(found.Value), adminKey);
            }
        }

        process.WaitForExit();
        throw new InvalidOperationException($"The server ended before it served, with code {process.ExitCode}.");
    }

    /// <summary>Puts a workspace in force in a new store.</summary>
    public static void Prepare(string store, string workspace)
    {
        using var process = Run("workspace", "apply", workspace, "--store", store);
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet \"$@\" 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();

    [GeneratedRegex(@"admin_\S+")]
    private static partial Regex Key();
}
