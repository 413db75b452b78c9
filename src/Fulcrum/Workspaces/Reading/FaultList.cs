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

    /// <summary>
    /// Adds one about a name that is declared nowhere. It is left out when a file could not be read at all: what
    /// that file declares is not missing, and mending it is the first thing to do.
    /// </summary>
    public void AddUnresolved(Place at, string code, string what, string remedy)
    {
        if (!HasUnreadableFile)
        {
            Add(at, code, what, remedy);
        }
    }

    /// <summary>Whether a file could not be read at all, so that names may only seem to be missing.</summary>
    public bool HasUnreadableFile { get; set; }

    /// <summary>All of them, by file, line and column.</summary>
    public ImmutableArray<WorkspaceFault> Sorted() =>
    [
        .. _faults.OrderBy(fault => fault.At.File, StringComparer.Ordinal)
            .ThenBy(fault => fault.At.Line)
            .ThenBy(fault => fault.At.Column)
            .ThenBy(fault => fault.Fault.Code, StringComparer.Ordinal),
    ];
}
