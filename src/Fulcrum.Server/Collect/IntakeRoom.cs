namespace Fulcrum.Server.Collect;

/// <summary>Bounds the bytes of event bodies held at once, so that a flood is asked to come back instead of exhausting memory.</summary>
internal sealed class IntakeRoom(long bytesMax)
{
    private const long UndeclaredBytes = 64 * 1024;
    private const long BytesLeast = 1024;

    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Takes room for a body until disposed.</summary>
    /// <param name="declared">Its declared length; null when it comes in chunks.</param>
    public Hold Enter(long? declared)
    {
        var bytes = Math.Clamp(declared ?? UndeclaredBytes, BytesLeast, CollectBody.CompressedBytesMax);
        if (Interlocked.Add(ref _held, bytes) <= bytesMax)
        {
            return new Hold(this, bytes);
        }

        Interlocked.Add(ref _held, -bytes);
        throw new ProblemException(Problems.IntakeFull);
    }

    /// <summary>Room taken.</summary>
    public readonly struct Hold(IntakeRoom room, long bytes) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => Interlocked.Add(ref room._held, -bytes);
    }
}
