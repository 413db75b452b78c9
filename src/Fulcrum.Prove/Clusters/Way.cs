using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Fulcrum.Prove.Clusters;

/// <summary>A way on this machine's loopback between two that talk, which can be cut or slowed. Cut, it carries nothing and tells nobody, as a lost route does.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class Way : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private readonly int _target;
    private volatile bool _isCut;
    private volatile int _delayMs;

    /// <summary>Opens a way to a port.</summary>
    public Way(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it begins.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Carries nothing from now on.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Carries each piece so much later.</summary>
    public void Slow(TimeSpan delay) => _delayMs = (int)delay.TotalMilliseconds;

    /// <summary>Carries again. Connections that were cut are gone: what waited in them never arrives late.</summary>
    public void Heal()
    {
        _delayMs = 0;
        if (_isCut)
        {
            foreach (var client in _open.Keys)
            {
                client.Client.Close(0);
            }

            _isCut = false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }

        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _open[client] = 0;
                _ = CarryAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var target = new TcpClient();
        try
        {
            await WaitAsync();
            await target.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
            (client.NoDelay, target.NoDelay) = (true, true);
            _open[target] = 0;
            await Task.WhenAny(PumpAsync(client, target), PumpAsync(target, client));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One end is gone: so is the other.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(target, out _);
            client.Dispose();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var piece = new byte[32 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(piece, _closing.Token) is > 0 and var read)
            {
                if (_delayMs is > 0 and var delay)
                {
                    await Task.Delay(delay, _closing.Token);
                }

                await WaitAsync();
                await to.GetStream().WriteAsync(piece.AsMemory(0, read), _closing.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Gone.
        }

        // That an end is gone does not get through a cut way either.
        await WaitAsync();
    }

    private async Task WaitAsync()
    {
        while (_isCut && !_closing.IsCancellationRequested)
        {
            await Task.Delay(Look);
        }
    }
}
