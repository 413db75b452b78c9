using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Fulcrum.Bench.Load;

/// <summary>One keep-alive HTTP/1.1 connection that sends ready-made bytes and reads just enough of the answer. Cheap, so that the load leaves the cores to the server.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new HttpConnection(socket);
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The status code.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
        {
            var sent = await _socket.SendAsync(request);
            request = request[sent..];
        }

        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            if (TryReadAnswer(_buffer.AsSpan(0, filled), out var status))
            {
                return status;
            }
        }
    }

    /// <summary>The body of the last answer.</summary>
    public ReadOnlySpan<byte> LastBody => _buffer.AsSpan(_bodyAt, _bodyLength);

    private int _bodyAt;
    private int _bodyLength;

    public void Dispose() => _socket.Dispose();

    private bool TryReadAnswer(ReadOnlySpan<byte> bytes, out int status)
    {
        status = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        _ = Utf8Parser.TryParse(bytes[9..], out status, out _);
        var head = bytes[..(end + 2)];
        _bodyAt = end + 4;
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            _ = Utf8Parser.TryParse(head[(at + 16)..], out _bodyLength, out _);
            return bytes.Length >= _bodyAt + _bodyLength;
        }

        if (head.IndexOf("chunked"u8) >= 0)
        {
            _bodyLength = bytes.Length - _bodyAt;
            return bytes.EndsWith("0\r\n\r\n"u8);
        }

        _bodyLength = 0;
        return true;
    }
}
