using System.Security.Cryptography;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Import;

/// <summary>The file to import.</summary>
/// <param name="Path">As the person named it.</param>
/// <param name="Length">Bytes.</param>
internal sealed record ImportFile(string Path, long Length)
{
    /// <summary>Finds a file that can be read and holds something.</summary>
    /// <exception cref="CommandFault">There is none.</exception>
    public static ImportFile Find(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new CommandFault(new Fault("file-missing", "There is no file to import here.", "Check the path."), ExitCode.NotFound, path);
        }

        try
        {
            using var opened = file.OpenRead();
            Span<byte> start = stackalloc byte[2];
            if (opened.Read(start) == 2 && (start.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF])))
            {
                throw new CommandFault(new Fault("bad-encoding", "The file is UTF-16.", "Save it as UTF-8, for example with: iconv -f UTF-16 -t UTF-8 FILE"), where: path);
            }
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandFault(new Fault("file-forbidden", "The file may not be read.", "Give yourself the right to read it."), ExitCode.NotAllowed, path);
        }

        return file.Length > 0
            ? new ImportFile(path, file.Length)
            : throw new CommandFault(new Fault("empty-file", "The file is empty.", "Check how it was made."), where: path);
    }

    /// <summary>SHA-256 of the whole file, lower-case hex. Names its rows together with their lines.</summary>
    public async Task<string> DigestAsync(StepProgress progress, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = Open();
        var buffer = new byte[1 << 20];
        long done = 0;
        for (int read; (read = await file.ReadAsync(buffer, cancellation)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            done += read;
            progress.Show((double)done / Length, () => $"{done >> 20} of {Length >> 20} MB");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Opens its rows, from the first.</summary>
    /// <exception cref="CommandFault">It has no header where one is expected.</exception>
    public RowReader OpenRows(ImportMapping mapping)
    {
        var layout = mapping.File;
        var lines = new LineReader(Open(), layout.Encoding);
        RowReader rows = layout.Format switch
        {
            FileFormat.Csv => new DelimitedRows(lines, layout.Delimiter, layout.Columns),
            FileFormat.Spaced => new SpacedRows(lines, layout.Columns!.Value),
            _ => new JsonRows(lines, [.. mapping.Columns.Select(column => column.Name).Distinct(StringComparer.Ordinal)]),
        };
        if (!rows.Columns.IsEmpty)
        {
            return rows;
        }

        rows.Dispose();
        throw new CommandFault(
            new Fault("no-header", "The first line names no columns.", "Give the file a header, or list its columns in the mapping (file: columns)."), where: $"{Path}:1");
    }

    private FileStream Open() => new(Path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
}
