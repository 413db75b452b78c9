using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Fulcrum.Shop.Tests;

/// <summary>"fulcrum demo", started as a newcomer starts it, in a folder of its own and on free ports.</summary>
public sealed class RunningDemo : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fulcrum-shop-");
    private readonly StringBuilder _notes = new();
    private readonly StringBuilder _data = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private RunningDemo()
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"), "demo", "--store", Store, "--port", "0", "--portal-port", "0", "--shop-port", "0", "--json"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException("The demo ended by itself."));
    }

    /// <summary>Where codes and other mail land.</summary>
    public string Mail => Path.Combine(Store, "mail");

    public Uri Server { get; private set; } = null!;

    public Uri Portal { get; private set; } = null!;

    public Uri Shop { get; private set; } = null!;

    public string DecideKey { get; private set; } = "";

    public string AdminKey { get; private set; } = "";

    /// <summary>What it said.</summary>
    public string Notes
    {
        get
        {
            lock (_notes)
            {
                return _notes.ToString();
            }
        }
    }

    private string Store => Path.Combine(_folder.FullName, "data");

    public static async Task<RunningDemo> StartAsync()
    {
        var demo = new RunningDemo();
        try
        {
            demo._process.Start();
            demo._process.BeginOutputReadLine();
            demo._process.BeginErrorReadLine();
            await demo._serving.Task;
            await demo._told.Task;
            demo.Read(JsonDocument.Parse(demo._data.ToString()).RootElement);
            return demo;
        }
        catch (Exception fault)
        {
            var said = demo.Notes;
            await demo.DisposeAsync();
            throw new InvalidOperationException($"The demo did not start: {said}", fault);
        }
    }

    /// <summary>What an address of it answers to the decide key.</summary>
    public Task<JsonElement> AskAsync(string path, string body) => AskAsync(HttpMethod.Post, path, body, DecideKey);

    /// <summary>What an address of it answers to a key.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, string body, string key)
    {
        using var http = new HttpClient { BaseAddress = Server };
        using var request = new HttpRequestMessage(method, path);
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>Runs a program of the demo's to its end, or until it says something.</summary>
    internal static async Task<(int? Exit, string Said)> RunAsync(string program, IReadOnlyList<string> arguments, string until = "", params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var data = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var notes = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            notes.AppendLine(line);
            if (until.Length > 0 && line.Contains(until, StringComparison.Ordinal))
            {
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return (null, notes.ToString());
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, notes + await data);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Read(JsonElement told) => (Server, Portal, Shop, DecideKey, AdminKey) =
        (AddressOf(told, "url"), AddressOf(told, "portal"), AddressOf(told, "shop"), told.GetProperty("decideKey").GetString()!, told.GetProperty("adminKey").GetString()!);

    private static Uri AddressOf(JsonElement told, string name) => new(told.GetProperty(name).GetString()!);

    private void Take(string? line)
    {
        _data.AppendLine(line);
        if (line == "}")
        {
            _told.TrySetResult();
        }
    }

    private void Note(string? line)
    {
        lock (_notes)
        {
            _notes.AppendLine(line);
        }

        if (line?.StartsWith("Serving on", StringComparison.Ordinal) == true)
        {
            _serving.TrySetResult();
        }
    }
}
