using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Everything found wrong so far.</summary>
public sealed class FaultList
{
    private readonly List<WorkspaceFault> _faults = [];

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => _faults.Count == 0;

    /// <summary>Adds one; the same one at the same place is said once.</summary>
    public void Add(Place at, string code, string what, string remedy)
    {
        var fault = new WorkspaceFault(at, new Fault(code, what, remedy));
        if (!_faults.Contains(fault))
        {
            _faults.Add(fault);
        }
    }

    /// <summary>All of them, by file, line and column.</summary>
    public ImmutableArray<WorkspaceFault> Sorted() =>
    [
        .. _faults.OrderBy(fault => fault.At.File, StringComparer.Ordinal)
            .ThenBy(fault => fault.At.Line)
            .ThenBy(fault => fault.At.Column)
            .ThenBy(fault => fault.Fault.Code, StringComparer.Ordinal),
    ];
}
