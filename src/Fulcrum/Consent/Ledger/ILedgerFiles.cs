namespace Fulcrum.Consent.Ledger;

/// <summary>The files a ledger keeps: one folder of them, on whatever disk the host has.</summary>
/// <remarks>A file that was made is found again after a power cut once it was synced. Faults are <see cref="IOException"/>.</remarks>
public interface ILedgerFiles
{
    /// <summary>Opens a file that is added to, made when it is missing.</summary>
    ILedgerFile Open(string name);

    /// <summary>Reads a small file as a whole; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Replaces a small file as a whole; on disk when it returns, and never half.</summary>
    void Replace(string name, ReadOnlySpan<byte> bytes);

    /// <summary>Deletes a small file, if it is there; gone from the disk when it returns.</summary>
    void Delete(string name);

    /// <summary>Where a file is, for a person who has to look after it.</summary>
    string PathOf(string name);
}

/// <summary>A file that grows at its end. One thread writes; any may read what was written.</summary>
public interface ILedgerFile : IDisposable
{
    /// <summary>Bytes in it.</summary>
    long Length { get; }

    /// <summary>Reads as many bytes as there are at a place, at most as many as asked for.</summary>
    /// <returns>How many.</returns>
    int Read(long at, Span<byte> into);

    /// <summary>Writes bytes at a place, at most at the end.</summary>
    void Write(long at, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file to a length.</summary>
    void Cut(long length);

    /// <summary>Puts what was written on disk.</summary>
    void Sync();
}
