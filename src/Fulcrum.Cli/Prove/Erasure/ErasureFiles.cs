namespace Fulcrum.Cli.Prove.Erasure;

/// <summary>The files of a store under proof, by place.</summary>
internal abstract class ErasureFiles
{
    /// <summary>The places that hold a subject's own bytes while they are known, sealed or hashed.</summary>
    public const string Keys = "subject-keys", Journal = "journal", Quarantine = "quarantine", Snapshots = "snapshots", Indexes = "indexes";

    /// <summary>Which store, for the result.</summary>
    public abstract string Store { get; }

    /// <summary>Whether compaction must be thorough to leave nothing.</summary>
    public virtual bool NeedsThorough => false;

    /// <summary>Has everything written out that the store, or its server, holds in memory alone.</summary>
    public virtual Task WriteOutAsync() => Task.CompletedTask;

    /// <summary>Every file there is now, each under its place; all of them, also those that should hold nothing of anybody.</summary>
    public abstract IReadOnlyList<(string Place, string Path)> List();

    /// <summary>Reads a file that others may be writing; null when it went away.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>Those of the embedded store: its folder, and its tail log beside it.</summary>
/// <param name="folder">The store's folder.</param>
/// <param name="tail">The tail log's.</param>
internal sealed class EmbeddedFiles(string folder, string tail) : ErasureFiles
{
    /// <inheritdoc />
    public override string Store => "sqlite";

    /// <inheritdoc />
    public override IReadOnlyList<(string Place, string Path)> List() =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock").Select(path => (PlaceOf(Path.GetRelativePath(folder, path)), path)),
        .. Directory.EnumerateFiles(tail, "*", SearchOption.AllDirectories).Select(path => ("tail-log", path)),
    ];

    private static string PlaceOf(string path) => path.Split(Path.DirectorySeparatorChar)[0] switch
    {
        var name when name.StartsWith("journal.db", StringComparison.Ordinal) => Journal,
        var name when name.StartsWith("keys.db", StringComparison.Ordinal) => Keys,
        var name when name.StartsWith("snapshots.db", StringComparison.Ordinal) => Snapshots,
        "index" => Indexes,
        "dedupe" => "message-ids",
        "keys" => "store-secrets",
        "ledger" => "ledger",
        _ => "other files",
    };
}
