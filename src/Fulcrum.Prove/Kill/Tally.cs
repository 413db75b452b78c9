using Fulcrum.Prove.Results;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Kill;

/// <summary>Counts how often a promise was tried and how often it broke. Safe from many threads.</summary>
internal sealed class Tally(string key, LocalText what, LocalText unit)
{
    private readonly Lock _lock = new();
    private readonly List<string> _findings = [];
    private long _trials;
    private long _violations;

    /// <summary>How often it broke.</summary>
    public long Violations
    {
        get
        {
            lock (_lock)
            {
                return _violations;
            }
        }
    }

    /// <summary>How often it was tried.</summary>
    public long Trials
    {
        get
        {
            lock (_lock)
            {
                return _trials;
            }
        }
    }

    /// <summary>One trial.</summary>
    /// <returns><paramref name="holds"/>.</returns>
    public bool Check(bool holds, Func<string> finding)
    {
        lock (_lock)
        {
            _trials++;
            if (!holds)
            {
                _violations++;
                if (_findings.Count < ProofResult.FindingsMax)
                {
                    _findings.Add($"{key}: {finding()}");
                }
            }

            return holds;
        }
    }

    /// <summary>The claim it makes.</summary>
    public Claim ToClaim() => new(key, what, Violations, Trials, unit);

    /// <summary>What was found.</summary>
    public IReadOnlyList<string> Findings
    {
        get
        {
            lock (_lock)
            {
                return [.. _findings];
            }
        }
    }
}
