using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Import;

/// <summary>How far an import is, kept in the store folder, so that it goes on where it stopped and never takes a row twice.</summary>
/// <remarks>
/// Message ids alone do not carry that: intake forgets them after the workspace's window (7 days). Rows between
/// <see cref="Line"/> and <see cref="SentThrough"/> were sent and their answer was not seen.
/// </remarks>
/// <param name="FileDigest">SHA-256 of the file.</param>
/// <param name="MappingDigest">SHA-256 of the mapping.</param>
/// <param name="StartedAtMs">When the import was first started, Unix milliseconds.</param>
/// <param name="UpdatedAtMs">When rows were last sent.</param>
/// <param name="Line">Every row up to this line has its answer.</param>
/// <param name="End">Offset of the first byte behind that row.</param>
/// <param name="SentThrough">No row behind this line was sent.</param>
/// <param name="SentEnd">Offset of the first byte behind that row.</param>
/// <param name="ErrorBytes">Length of the error file that goes with <paramref name="Line"/>.</param>
/// <param name="Counts">What became of the rows up to <paramref name="Line"/>.</param>
/// <param name="IsDone">Whether the end of the file was reached.</param>
internal sealed record ImportCheckpoint(
    string FileDigest,
    string MappingDigest,
    long StartedAtMs,
    long UpdatedAtMs,
    long Line,
    long End,
    long SentThrough,
    long SentEnd,
    long ErrorBytes,
    ImportCounts Counts,
    bool IsDone)
{
    /// <summary>A new import.</summary>
    public static ImportCheckpoint Begin(string fileDigest, string mappingDigest, Instant now) =>
        new(fileDigest, mappingDigest, now.UnixMs, now.UnixMs, 0, 0, 0, 0, 0, ImportCounts.Zero, false);

    /// <summary>Whether rows were sent whose answer was not seen.</summary>
    public bool IsUnsure => SentThrough > Line;

    /// <summary>Reads the checkpoint of a file and mapping; null when there is none.</summary>
    /// <exception cref="CommandFault">It cannot be read, or the file was imported with another mapping before.</exception>
    public static ImportCheckpoint? Find(string storeFolder, string fileDigest, string mappingDigest)
    {
        var folder = FolderOf(storeFolder);
        var path = PathOf(storeFolder, fileDigest, mappingDigest);
        if (File.Exists(path))
        {
            return Read(path);
        }

        var other = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{fileDigest[..32]}-*.json").FirstOrDefault() : null;
        return other is null ? null : throw new CommandFault(
            new Fault(
                "other-mapping",
                "This file was imported into this store with another mapping.",
                "Use that mapping again. To send the rows once more under this one, remove this checkpoint: rows taken in longer ago than the store remembers message ids would then be there twice."),
            ExitCode.Conflict,
            other);
    }

    /// <summary>Keeps it, on disk before it returns.</summary>
    public void Save(string storeFolder)
    {
        Directory.CreateDirectory(FolderOf(storeFolder));
        PrivateFile.Write(PathOf(storeFolder, FileDigest, MappingDigest), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
    }

    private static string FolderOf(string storeFolder) => Path.Combine(storeFolder, "imports");

    private static string PathOf(string storeFolder, string fileDigest, string mappingDigest) =>
        Path.Combine(FolderOf(storeFolder), $"{fileDigest[..32]}-{mappingDigest[..16]}.json");

    private static ImportCheckpoint Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ImportCheckpoint>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandFault(
                new Fault("checkpoint-unreadable", "The checkpoint of this import cannot be read.", "Restore it from a backup; without it the import starts over, and rows older than the store remembers message ids would be there twice."),
                where: path);
        }
    }
}
