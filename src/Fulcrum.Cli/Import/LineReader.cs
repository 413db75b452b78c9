using System.Text;
using System.Text.Unicode;

namespace Fulcrum.Cli.Import;

/// <summary>Reads a file of any size line by line, holding no more than one line of it; a line that cannot be read is a fault, not an end.</summary>
/// <remarks>Takes LF and CRLF; skips a UTF-8 byte order mark. Not safe from many threads.</remarks>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line taken, in bytes.</summary>
    public const int LengthMax = 1 << 20;

    private const int ShownMax = 200;

    private readonly Stream _file;
    private readonly Encoding _encoding;
    private readonly bool _isUtf8;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;
    private long _number;
    private long _offset;

    /// <summary>Reads from the start of a file.</summary>
    /// <param name="file">Seekable; disposed with the reader.</param>
    /// <param name="encoding">UTF-8 or an encoding of one byte a character.</param>
    public LineReader(Stream file, Encoding encoding)
    {
        (_file, _encoding, _isUtf8) = (file, encoding, encoding.CodePage == Encoding.UTF8.CodePage);
        SkipByteOrderMark();
    }

    /// <summary>Goes on behind a line read earlier.</summary>
    /// <param name="number">The last line read.</param>
    /// <param name="offset">Its <see cref="TextLine.End"/>.</param>
    public void GoBehind(long number, long offset)
    {
        _file.Position = offset;
        (_number, _offset, _start, _end, _ended) = (number, offset, 0, 0, false);
    }

    /// <summary>Reads the next line; false at the end of the file.</summary>
    public bool TryRead(out TextLine line)
    {
        var searched = 0;
        while (true)
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = Take(searched + feed, 1);
                return true;
            }

            searched = _end - _start;
            if (searched > LengthMax)
            {
                line = SkipLong();
                return true;
            }

            if (!Fill())
            {
                line = searched > 0 ? Take(searched, 0) : default;
                return searched > 0;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private TextLine Take(int length, int feed)
    {
        var bytes = _buffer.AsSpan(_start, length);
        _start += length + feed;
        _offset += length + feed;
        _number++;
        if (bytes.EndsWith("\r"u8))
        {
            bytes = bytes[..^1];
        }

        if (length > LengthMax)
        {
            return TooLong(bytes);
        }

        if (bytes.Contains((byte)0))
        {
            return Bad("bad-character", "The line holds a zero byte.", "Save the file as text in UTF-8; UTF-16 is not taken.");
        }

        return _isUtf8 && !Utf8.IsValid(bytes)
            ? Bad("bad-encoding", "The line is not UTF-8.", "Say the file's encoding in the mapping (file: encoding), for example windows-1251.")
            : new TextLine(_number, _offset, _encoding.GetString(bytes), null);
    }

    private TextLine SkipLong()
    {
        var shown = _buffer.AsSpan(_start, ShownMax).ToArray();
        while (true)
        {
            var feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var skipped = feed >= 0 ? feed + 1 : _end - _start;
            _start += skipped;
            _offset += skipped;
            if (feed >= 0 || !Fill())
            {
                _number++;
                return TooLong(shown);
            }
        }
    }

    private TextLine TooLong(ReadOnlySpan<byte> bytes) => new(
        _number,
        _offset,
        Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, ShownMax)]) + "…",
        new Fault("line-too-long", $"The line is longer than {LengthMax} bytes.", "Split it; a missing line end or a wrong format is the usual cause."));

    private TextLine Bad(string code, string what, string remedy) => new(_number, _offset, "", new Fault(code, what, remedy));

    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3 && Fill())
        {
            // A stream may hand its first bytes over one at a time.
        }

        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            (_start, _offset) = (3, 3);
        }
    }
}
