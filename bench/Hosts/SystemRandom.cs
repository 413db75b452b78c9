using System.Security.Cryptography;

namespace Fulcrum.Bench.Hosts;

/// <summary>The operating system's generator, as in production.</summary>
internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
