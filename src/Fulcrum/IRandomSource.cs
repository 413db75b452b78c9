namespace Fulcrum;

/// <summary>Where the core takes chance from: keys, nonces, ids. Handed in, so that a simulation can replay it (law 10).</summary>
/// <remarks>Safe from many threads. In production it is the operating system's cryptographic generator.</remarks>
public interface IRandomSource
{
    /// <summary>Fills the span with random bytes.</summary>
    void Fill(Span<byte> bytes);
}
