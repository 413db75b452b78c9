namespace Fulcrum.Decisions;

/// <summary>Things used for the length of one decision and used again for the next, so that deciding allocates little.</summary>
/// <remarks>
/// A few places, each thread with one it looks at first; two threads that meet there cost an allocation and nothing else. Safe
/// from many threads: a thing is taken by exactly one of them.
/// </remarks>
internal sealed class Spares<T>(Func<T> make)
    where T : class
{
    private const int Places = 16;

    private readonly T?[] _spares = new T?[Places];

    /// <summary>A spare one, or a new one.</summary>
    internal T Rent() => Interlocked.Exchange(ref _spares[Environment.CurrentManagedThreadId % Places], null) ?? make();

    /// <summary>Takes it back.</summary>
    internal void Return(T thing) => _spares[Environment.CurrentManagedThreadId % Places] = thing;
}
