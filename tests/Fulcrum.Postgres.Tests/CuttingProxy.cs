using System.Net;
using System.Net.Sockets;

namespace Fulcrum.Postgres.Tests;

/// <summary>A way to the server that is cut after so many bytes: in the middle of a request, of a commit, or of its answer.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly int _server;
    private readonly Task _accepting;
    private long _toServer = long.MaxValue;
    private long _toClient = long.MaxValue;
    private int _cuts;

    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often it cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts the way once so many more bytes went one way or the other.</summary>
    public void CutAfter(long toServer, long toClient)
    {
        Interlocked.Exchange(ref _toServer, toServer);
        Interlocked.Exchange(ref _toClient, toClient);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var ways = new List<Task>();
        try
        {
            while (true)
            {
                ways.Add(ServeAsync(await _listener.AcceptSocketAsync(_closing.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(ways);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _closing.Token);
                await Task.WhenAny(PumpAsync(client, server, isToServer: true), PumpAsync(server, client, isToServer: false));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                // Cut, or closed by either side.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isToServer)
    {
        var buffer = new byte[8_192];
        try
        {
            while (await from.ReceiveAsync(buffer, _closing.Token) is var count and > 0)
            {
                var left = isToServer ? Interlocked.Add(ref _toServer, -count) : Interlocked.Add(ref _toClient, -count);
                if (left <= 0)
                {
                    // What was before the cut still arrives.
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Clamp(count + left, 0, count)), _closing.Token);
                    CutAfter(long.MaxValue, long.MaxValue);
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _closing.Token);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, or closed by either side.
        }
    }
}
