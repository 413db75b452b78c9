using System.Security.Cryptography;

namespace Fulcrum.Cli.Stores;

/// <summary>Chance from the operating system's cryptographic generator.</summary>
internal sealed class OperatingSystemRandom : IRandomSource
{
    /// <inheritdoc />
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
