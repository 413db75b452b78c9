namespace Fulcrum.Tests.Collect;

/// <summary>Chance that a test can replay.</summary>
internal sealed class SeededRandom(int seed) : IRandomSource
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> bytes)
    {
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }
    }
}
