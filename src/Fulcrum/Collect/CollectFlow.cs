using System.Collections.Immutable;

namespace Fulcrum.Collect;

/// <summary>From events to the journal. Start reading here: each line is one capability.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class CollectFlow
{
    /// <summary>Takes events in; returns when what is stored is on disk.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; sending the same again is safe.</exception>
    public ValueTask<CollectOutcome> CollectAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Takes events in, and says of each what became of it and why: for imports, whose rows are told one by one.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; sending the same again is safe.</exception>
    public ValueTask<ImmutableArray<EventFate>> CollectEachAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Says of each event what would become of it and why. Writes nothing and takes no message id.</summary>
    public ValueTask<ImmutableArray<EventFate>> JudgeEachAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Keeps a body aside that could not be parsed at all; counts as one event, quarantined.</summary>
    public ValueTask<CollectOutcome> QuarantineBodyAsync(
        Source source, ReadOnlyMemory<byte> body, Fault fault, CancellationToken cancellation) => throw new NotSupportedException();
}
