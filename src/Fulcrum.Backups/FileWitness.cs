namespace Fulcrum.Backups;

/// <summary>Sees what this room does to files that must survive a power cut, before it is done: a proof records it, or lets it fail.</summary>
internal interface IFileWitness
{
    /// <summary>The witness; null as a rule.</summary>
    static IFileWitness? Only { get; set; }

    /// <summary>A call is about to be made; throwing lets it fail.</summary>
    /// <exception cref="IOException">The call fails instead.</exception>
    void See(FileCall call);
}

/// <summary>What is done to a file or a folder.</summary>
internal enum FileCallKind
{
    /// <summary>A file is made or emptied.</summary>
    Create,

    /// <summary>Bytes are written.</summary>
    Write,

    /// <summary>A file is cut to a length.</summary>
    Cut,

    /// <summary>A file's bytes are put on disk.</summary>
    Sync,

    /// <summary>A file takes another's name.</summary>
    Rename,

    /// <summary>A name is taken away.</summary>
    Delete,

    /// <summary>A folder is made.</summary>
    CreateFolder,

    /// <summary>A folder's names are put on disk.</summary>
    SyncFolder,
}

/// <summary>One call.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">To which file or folder.</param>
internal readonly record struct FileCall(FileCallKind Kind, string Path)
{
    /// <summary>Where bytes go, or the new length.</summary>
    public long At { get; init; }

    /// <summary>The bytes written.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The new name.</summary>
    public string To { get; init; } = "";
}
