using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Rights.Access.Export;

/// <summary>Writes what is kept about a subject as one archive they can read, and take elsewhere (GDPR Art. 15 and 20).</summary>
/// <remarks>
/// A ZIP file: <c>index.html</c> to read, <c>data.json</c> by the schema beside it (<c>schema.json</c>), one CSV file a table, and
/// <c>SHA256SUMS</c> over all of them. Everything is streamed: memory does not grow with the history.
/// </remarks>
public static class AccessExport
{
    /// <summary>Name of the schema that <c>data.json</c> follows.</summary>
    public const string Schema = "fulcrum-access/1";

    private const CompressionLevel Level = CompressionLevel.Fastest;

    /// <summary>Writes the archive.</summary>
    /// <param name="access">What is kept; journaled already.</param>
    /// <param name="request">For whom.</param>
    /// <param name="output">Where to; only written to, and left open.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops it; what is written then is no whole archive.</param>
    /// <returns>Its checksums; null when the profile changed or was erased before or meanwhile, and then what is written is no whole archive.</returns>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public static async ValueTask<ExportOutcome?> WriteAsync(
        SelfAccess access, ExportRequest request, Stream output, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        if (await access.SummariseAsync(cancellation) is not { } summary)
        {
            return null;
        }

        var run = new ExportRun(access, summary, request, progress);
        var files = new List<ExportedFile>();
        await using (var archive = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation))
        {
            files.Add(await AddAsync("index.html", (to, stop) => HtmlPage.WriteAsync(run, to, stop)));
            files.Add(await AddAsync("data.json", (to, stop) => JsonData.WriteAsync(run, to, stop)));
            foreach (var table in CsvTables.All)
            {
                files.Add(await AddAsync(table.Name, (to, stop) => table.WriteAsync(run, to, stop)));
            }

            files.Add(await AddAsync("schema.json", async (to, stop) =>
            {
                await using var schema = OpenSchema();
                await schema.CopyToAsync(to, stop);
            }));
            var sums = string.Concat(files.Select(file => $"{file.Sha256}  {file.Name}\n"));
            await AddAsync("SHA256SUMS", async (to, stop) => await to.WriteAsync(Encoding.ASCII.GetBytes(sums), stop));

            async ValueTask<ExportedFile> AddAsync(string name, Func<Stream, CancellationToken, ValueTask> write)
            {
                var entry = archive.CreateEntry(name, Level);
                entry.LastWriteTime = access.At.ToDateTimeOffset();
                await using var opened = await entry.OpenAsync(cancellation);
                await using var summing = new SummingStream(opened);
                await write(summing, cancellation);
                await summing.FlushAsync(cancellation);
                return new ExportedFile(name, summing.Count, Convert.ToHexStringLower(summing.Sum()));
            }
        }

        // An erasure or a cut meanwhile ends the rows early: what was written is then not all, and is not called so.
        return await access.IsCurrentAsync(cancellation) ? new ExportOutcome([.. files], run.Rows) : null;
    }

    /// <summary>The published schema of <c>data.json</c> (JSON Schema 2020-12).</summary>
    public static Stream OpenSchema() =>
        typeof(AccessExport).Assembly.GetManifestResourceStream("fulcrum-access-1.schema.json") ?? throw new InvalidOperationException("The schema is not in the assembly.");

    /// <summary>Passes on what is written, counts it and sums it.</summary>
    private sealed class SummingStream(Stream to) : Stream
    {
        private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public byte[] Sum() => _sum.GetHashAndReset();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _sum.AppendData(buffer);
            Count += buffer.Length;
            to.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _sum.AppendData(buffer.Span);
            Count += buffer.Length;
            return to.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => to.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _sum.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>For whom an archive is written.</summary>
/// <param name="Language">Language of what is read by people: <c>en</c> or <c>ru</c>.</param>
/// <param name="Company">Whose data it is taken from, as people know it.</param>
public sealed record ExportRequest(string Language, string Company);

/// <summary>How far an export is.</summary>
/// <param name="Done">Rows written, over all files.</param>
/// <param name="Total">Rows there are to write, over all files; what came in since is not counted.</param>
public readonly record struct ExportProgress(long Done, long Total);

/// <summary>What was written.</summary>
/// <param name="Files">The files of the archive, but for the list of sums itself.</param>
/// <param name="Rows">Rows of the history in it.</param>
public sealed record ExportOutcome(System.Collections.Immutable.ImmutableArray<ExportedFile> Files, long Rows);

/// <summary>A file of the archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, lower-case hex.</param>
public sealed record ExportedFile(string Name, long Bytes, string Sha256);
