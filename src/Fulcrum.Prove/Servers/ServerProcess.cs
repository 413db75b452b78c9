using System.Diagnostics;
using System.Text.RegularExpressions;
using Fulcrum.Prove.Results;

namespace Fulcrum.Prove.Servers;

/// <summary>The real server as a process of its own, over a scratch store, so that it can be killed.</summary>
/// <remarks>Not safe from many threads.</remarks>
public sealed partial class ServerProcess : IDisposable
{
    private const int SaidMax = 40;

    private readonly Process _process;
    private readonly Queue<string> _said = new();
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _listens.TrySetException(new ProofStoppedException($"The server ended before it served: {Said}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, once it does.</summary>
    /// <exception cref="ProofStoppedException">It ended instead; what it said is in the message.</exception>
    public Task<Uri> Listens => _listens.Task;

    /// <summary>The decide key it printed; empty at every start but the first.</summary>
    public string DecideKey { get; private set; } = "";

    /// <summary>The admin key it printed; empty at every start but the first.</summary>
    public string AdminKey { get; private set; } = "";

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines it said.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Starts it and returns at once.</summary>
    /// <param name="program">Which.</param>
    /// <param name="store">Over which store.</param>
    /// <param name="port">Port; 0 for any free one.</param>
    /// <param name="more">Further arguments.</param>
    public static ServerProcess Start(ServerProgram program, ScratchStore store, int port = 0, params ReadOnlySpan<string> more)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(store);
        return new ServerProcess(program.Start(["serve", .. store.Arguments, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]));
    }

    /// <summary>Puts a workspace in force in a new store.</summary>
    /// <exception cref="ProofStoppedException">The program did not; what it said is in the message.</exception>
    public static async Task ApplyAsync(ServerProgram program, ScratchStore store, string workspaceFolder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(store);
        using var process = program.Start(["workspace", "apply", workspaceFolder, .. store.Arguments]);
        var said = process.StandardOutput.ReadToEndAsync(cancellation);
        var complained = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new ProofStoppedException($"The workspace could not be applied: {complained}{await said}");
        }
    }

    /// <summary>Says a line to its standard input.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it said something.</summary>
    public async Task WaitUntilSaidAsync(string text, CancellationToken cancellation)
    {
        while (!Said.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(5, cancellation);
        }
    }

    /// <summary>Waits until it ended by itself.</summary>
    public Task WaitForEndAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Sends it a signal, for example <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        // Nobody may wait for an address any more; seen here, so that it is not told as unobserved.
        _listens.TrySetCanceled();
        _ = _listens.Task.Exception;
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (KeyLine().Match(line) is { Success: true } key)
        {
            // Never kept among what it said: that may end in a report.
            DecideKey = key.Groups[1].Value == "decide" ? key.Groups[2].Value : DecideKey;
            AdminKey = key.Groups[1].Value == "admin" ? key.Groups[2].Value : AdminKey;
            return;
        }

        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > SaidMax)
            {
                _said.Dequeue();
            }
        }

        if (Address().Match(line) is { Success: true } found)
        {
            _listens.TrySetResult(new Uri(found.Value));
        }
    }

    [GeneratedRegex(@"^(decide|admin) key\s+(\S+)$")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"https?://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
