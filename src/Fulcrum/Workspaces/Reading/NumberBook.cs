using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Gives names their lasting numbers: known names keep theirs, also those removed; new names get the smallest free one.</summary>
internal sealed class NumberBook
{
    private readonly HashSet<int> _used;
    private readonly int _first;
    private readonly int _last;
    private int _next;

    /// <summary>Continues from the numbers given so far.</summary>
    /// <param name="known">Given so far.</param>
    /// <param name="first">The smallest number there is.</param>
    /// <param name="last">The greatest.</param>
    public NumberBook(ImmutableSortedDictionary<string, int> known, int first, int last)
    {
        (Numbers, _used) = (known, [.. known.Values]);
        (_first, _last, _next) = (first, last, first);
    }

    /// <summary>All numbers, old and new.</summary>
    public ImmutableSortedDictionary<string, int> Numbers { get; private set; }

    /// <summary>The number of a name; false when all are given away.</summary>
    public bool TryNumber(string name, out int number)
    {
        if (Numbers.TryGetValue(name, out number))
        {
            return true;
        }

        while (_next <= _last && _used.Contains(_next))
        {
            _next++;
        }

        number = _next;
        if (number > _last)
        {
            number = _first;
            return false;
        }

        _used.Add(number);
        Numbers = Numbers.Add(name, number);
        return true;
    }
}
