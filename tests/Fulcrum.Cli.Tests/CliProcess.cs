using System.Diagnostics;
using System.Text;

namespace Fulcrum.Cli.Tests;

/// <summary>The real program as a process of its own, so that it can be killed and stopped as people do.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _data = new();
    private readonly StringBuilder _notes = new();

    private CliProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_data, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_notes, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll");

    public bool HasEnded => _process.HasExited;

    public int Id => _process.Id;

    public string Data => Read(_data);

    public string Notes => Read(_notes);

    public static CliProcess Start(params string[] arguments) => new(StartInfo("dotnet", [Program, .. arguments]));

    /// <summary>Runs to the end.</summary>
    public static Task<(int Exit, string Data, string Notes)> RunAsync(params string[] arguments) => RunAsync(StartInfo("dotnet", [Program, .. arguments]));

    /// <summary>Runs a text of the shell to the end.</summary>
    public static Task<(int Exit, string Data, string Notes)> RunShellAsync(string text, string? folder = null)
    {
        var start = StartInfo("sh", ["-euc", text]);
        start.WorkingDirectory = folder ?? Folder.Repository;
        return RunAsync(start);
    }

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end, as a service manager does.</summary>
    public Task TerminateAsync() => RunShellAsync($"kill -TERM {_process.Id}");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<(int Exit, string Data, string Notes)> RunAsync(ProcessStartInfo start)
    {
        using var process = new CliProcess(start);
        var exit = await process.EndAsync();
        return (exit, process.Data, process.Notes);
    }

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
