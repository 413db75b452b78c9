using System.Diagnostics;
using System.Text.Json;

namespace Fulcrum.Bench.Hosts;

/// <summary>A server in a process of its own, told what to do over its standard input. What is measured never shares a heap with the load.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, int port, double secondsToReady) =>
        (_process, Port, SecondsToReady) = (process, port, secondsToReady);

    public int Port { get; }

    /// <summary>Its process id, for profilers.</summary>
    public int Id => _process.Id;

    /// <summary>From starting the process to its first answered decision.</summary>
    public double SecondsToReady { get; }

    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(HostProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var clock = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The host ended before it was ready; its error output says why.");
        using var ready = JsonDocument.Parse(line);
        return new HostProcess(process, ready.RootElement.GetProperty("port").GetInt32(), clock.Elapsed.TotalSeconds);
    }

    /// <summary>Gives a command and waits for its answer.</summary>
    public async Task<JsonElement> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The host ended during '{command}'.");
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.Clone();
    }

    /// <summary>Processor seconds it has used so far, all threads together. Less noisy than a rate on a shared machine.</summary>
    public async Task<double> CpuSecondsAsync() => (await AskAsync("cpu")).GetProperty("seconds").GetDouble();

    /// <summary>Ends it as a power cut would, as far as a process can.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await _process.StandardInput.WriteLineAsync("quit");
            await _process.StandardInput.FlushAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
