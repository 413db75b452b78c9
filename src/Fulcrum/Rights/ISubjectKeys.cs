namespace Fulcrum.Rights;

/// <summary>The data keys of subjects, wrapped. The only place where forgetting is deleting (law 7).</summary>
/// <remarks><c>SubjectKeysContract</c> is the full meaning. New keys arrive with journal batches. Safe from many threads.</remarks>
public interface ISubjectKeys
{
    /// <summary>The wrapped key of a subject; null when it never existed or was destroyed.</summary>
    /// <remarks>Also sees keys queued and not yet on disk.</remarks>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation);
}

/// <summary>A wrapped key.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Wrapped">The key, sealed with the store's key-encryption key.</param>
public readonly record struct SubjectKeyRow(SubjectId Subject, ReadOnlyMemory<byte> Wrapped);
