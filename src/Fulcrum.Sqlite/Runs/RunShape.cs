namespace Fulcrum.Sqlite.Runs;

/// <summary>What the records of a run look like: bytes that sort as they stand, the last 8 a number.</summary>
/// <param name="Name">Names its files.</param>
/// <param name="Width">Bytes a record.</param>
/// <param name="KeyWidth">Leading bytes that name it: of two records with equal keys the newer one stands.</param>
/// <param name="Filtered">Whether a filter answers for keys that are not there; its keys start with 16 hash bytes.</param>
internal sealed record RunShape(string Name, int Width, int KeyWidth, bool Filtered)
{
    /// <summary>Records a page; a page is what is read and checked at once.</summary>
    public int PageRecords { get; } = 4096 / Width;

    /// <summary>Bytes a page.</summary>
    public int PageSize => PageRecords * Width;
}
