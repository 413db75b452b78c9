using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.OpenDsr;

/// <summary>Somebody else's server on a free port: hears calls and answers them as it is told.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly ConcurrentQueue<int> _answers = [];
    private WebApplication? _app;

    /// <summary>Its origin.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>What it answers next, once each; 200 when nothing is left.</summary>
    public void Answer(params int[] statuses)
    {
        foreach (var status in statuses)
        {
            _answers.Enqueue(status);
        }
    }

    /// <summary>What it answers with from now on, and what else it does with a call.</summary>
    public Func<Call, string>? Reply { get; set; }

    /// <summary>Starts one.</summary>
    public static async Task<Listener> StartAsync()
    {
        var listener = new Listener();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        listener._app = builder.Build();
        listener._app.Run(listener.HearAsync);
        await listener._app.StartAsync();
        listener.Origin = listener._app.Urls.Single();
        return listener;
    }

    /// <summary>The next call; the clock goes on while it is waited for, so that pauses end.</summary>
    public async Task<Call> NextAsync(Action? passTime = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (_calls.Reader.TryRead(out var call))
            {
                return call;
            }

            passTime?.Invoke();
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Whether it heard anything that nobody took yet.</summary>
    public bool HasCall => _calls.Reader.TryPeek(out _);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    private async Task HearAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var call = new Call(
            http.Request.Method, http.Request.Path, await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        http.Response.StatusCode = _answers.TryDequeue(out var status) ? status : StatusCodes.Status200OK;
        await _calls.Writer.WriteAsync(call);
        if (Reply is { } reply && http.Response.StatusCode < 300)
        {
            await http.Response.WriteAsync(reply(call));
        }
    }
}

/// <summary>A call that was heard.</summary>
internal sealed record Call(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
