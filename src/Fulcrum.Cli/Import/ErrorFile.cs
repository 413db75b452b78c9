using System.Globalization;
using CsvHelper;

namespace Fulcrum.Cli.Import;

/// <summary>Rows that were not stored: line, reason, remedy and the original line, to be mended and imported again.</summary>
/// <remarks>Made when the first such row is met. Cells a spreadsheet would run as a formula are defused with an apostrophe.</remarks>
/// <param name="path">Where it goes.</param>
/// <param name="keep">Bytes of an earlier run's file that still count; what follows them is written anew.</param>
internal sealed class ErrorFile(string path, long keep) : IDisposable
{
    private FileStream? _file;
    private CsvWriter? _writer;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Bytes of it that count.</summary>
    public long Length => _file?.Length ?? keep;

    /// <summary>Adds a row.</summary>
    public void Add(long line, Fault fault, string original)
    {
        _writer ??= Open();
        _writer.WriteRecord(line.ToString(CultureInfo.InvariantCulture), fault.Code, fault.What, fault.Remedy, original);
    }

    /// <summary>Hands what was added to the operating system.</summary>
    public void Flush() => _writer?.Flush();

    /// <inheritdoc />
    public void Dispose() => _writer?.Dispose();

    private CsvWriter Open()
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(Math.Min(keep, _file.Length));
        _file.Seek(0, SeekOrigin.End);
        var writer = CsvWriter.Create(_file, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, NewLine = "\n" }, leaveOpen: false);
        if (_file.Length == 0)
        {
            writer.WriteHeader("line", "reason", "what", "remedy", "original");
        }

        return writer;
    }
}
