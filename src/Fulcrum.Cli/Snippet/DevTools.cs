using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Snippet;

/// <summary>A Chromium of this machine without a window, spoken to by its own DevTools protocol: nothing has to be installed besides it.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ClientWebSocket _socket;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _open = [];
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _listeners = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private int _last;

    private DevTools(Process process, DirectoryInfo folder, ClientWebSocket socket)
    {
        (_process, _folder, _socket) = (process, folder, socket);
        _reading = ReadAsync();
    }

    /// <summary>Starts one with a profile of its own, which goes when it is disposed.</summary>
    /// <param name="program">The program; null for the first that is found on the path.</param>
    /// <param name="cancellation">Stops waiting for it.</param>
    public static async Task<DevTools> OpenAsync(string? program, CancellationToken cancellation)
    {
        var path = program ?? Find();
        var folder = Directory.CreateTempSubdirectory("fulcrum-browser-");
        var start = new ProcessStartInfo(path) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={folder.FullName}", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync" })
        {
            start.ArgumentList.Add(argument);
        }

        // Chromium's own sandbox does not work for root.
        if (Environment.UserName == "root")
        {
            start.ArgumentList.Add("--no-sandbox");
        }

        start.ArgumentList.Add("about:blank");
        var process = StartOf(start, path);

        // Nobody reads what it says; a full pipe would stop it.
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(await AddressAsync(process, folder, cancellation), cancellation);
            return new DevTools(process, folder, socket);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Asks something of the browser, or of one of its pages.</summary>
    /// <param name="method">What.</param>
    /// <param name="parameters">With what.</param>
    /// <param name="session">The page; empty for the browser.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null, string session = "", CancellationToken cancellation = default)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        var message = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters ?? new { } };
        if (session.Length > 0)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Hears what happens in a page. Called from one thread at a time.</summary>
    public void Listen(string session, Action<string, JsonElement> listener) => _listeners[session] = listener;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        _ended.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child that is still ending holds it; the system's own sweep of temporary files takes it.
        }
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Programs.SelectMany(program => folders.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists)
            ?? throw new CommandFault(new Fault("browser-missing", "No Chromium was found.", "Install the package chromium, or name the program with --browser."), ExitCode.NotFound);
    }

    private static Process StartOf(ProcessStartInfo start, string path)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CommandFault(new Fault("browser-missing", "The browser could not be started.", "Install the package chromium, or name the program with --browser."), ExitCode.NotFound, path);
        }
    }

    /// <summary>Where it listens: it writes that into its profile.</summary>
    private static async Task<Uri> AddressAsync(Process process, DirectoryInfo folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder.FullName, "DevToolsActivePort");
        while (true)
        {
            if (process.HasExited)
            {
                throw new CommandFault(new Fault("browser-ended", "The browser ended before it could be used.", "Start it by hand once and see what it says."));
            }

            if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancellation) is [var port, { Length: > 0 } path])
            {
                return new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port}{path}"));
            }

            await Task.Delay(50, cancellation);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                var part = await _socket.ReceiveAsync(buffer, _ended.Token);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length)));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            foreach (var answer in _open.Values)
            {
                answer.TrySetException(new CommandFault(new Fault("browser-ended", "The browser ended while it was used.", "Give the command again.")));
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && _open.TryRemove(id.GetInt32(), out var answer))
        {
            if (message.TryGetProperty("error", out var error))
            {
                answer.TrySetException(new CommandFault(new Fault("browser-refused", $"The browser refused: {error.GetProperty("message").GetString()}", "Use a Chromium of this year.")));
            }
            else
            {
                answer.TrySetResult(message.GetProperty("result"));
            }
        }
        else if (message.TryGetProperty("sessionId", out var session) && _listeners.TryGetValue(session.GetString()!, out var listener))
        {
            listener(message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
    }
}
