using System.Buffers;

namespace Fulcrum.Server.Collect;

/// <summary>Drafts in a borrowed array that grows; given back empty, so that nothing personal stays in it.</summary>
internal sealed class DraftArray : IDisposable
{
    private const int LengthLeast = 128;

    private EventDraft[] _drafts = ArrayPool<EventDraft>.Shared.Rent(LengthLeast);

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The draft at a position, to be changed in its place.</summary>
    public ref EventDraft this[int at] => ref _drafts[at];

    /// <summary>Adds an empty one; valid until the next is added.</summary>
    public ref EventDraft Add()
    {
        if (Count == _drafts.Length)
        {
            var larger = ArrayPool<EventDraft>.Shared.Rent(2 * Count);
            _drafts.CopyTo(larger, 0);
            ArrayPool<EventDraft>.Shared.Return(_drafts, clearArray: true);
            _drafts = larger;
        }

        _drafts[Count] = new EventDraft();
        return ref _drafts[Count++];
    }

    /// <summary>Starts over.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<EventDraft>.Shared.Return(_drafts, clearArray: true);
        _drafts = [];
    }
}
