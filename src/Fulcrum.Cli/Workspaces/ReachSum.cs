using System.Text.Json;
using System.Text.Json.Serialization;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Workspaces;

/// <summary>What the portions of a reach simulation come to together.</summary>
internal sealed class ReachSum
{
    private readonly SortedDictionary<string, PurposeSum> _purposes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _objects = new(StringComparer.Ordinal);
    private string? _version;

    /// <summary>People looked at.</summary>
    public long People { get; private set; }

    /// <summary>Whether there are no more.</summary>
    public bool Everybody { get; private set; }

    /// <summary>Personal decisions run again.</summary>
    public long Decisions { get; private set; }

    /// <summary>By name.</summary>
    public IReadOnlyCollection<PurposeSum> Purposes => _purposes.Values;

    /// <summary>Placements and views behind a purpose whose reach changes.</summary>
    public string[] Objects => [.. _objects];

    /// <summary>Where the last portion ended.</summary>
    [JsonIgnore]
    public long Through { get; private set; }

    /// <summary>The moment that counts as now, as the first portion had it.</summary>
    [JsonIgnore]
    public string? At { get; private set; }

    /// <summary>Adds a portion.</summary>
    /// <exception cref="CommandFault">Another workspace came into force between two portions: they do not add up.</exception>
    public void Add(JsonElement portion)
    {
        var version = portion.GetProperty("version").GetString();
        if (_version is not null && version != _version)
        {
            throw new CommandFault(new Fault("workspace-moved", "Another workspace came into force while people were counted.", "Give the command again."), ExitCode.RetryLater);
        }

        (_version, At, Through) = (version, portion.GetProperty("at").GetString(), portion.GetProperty("through").GetInt64());
        (People, Decisions, Everybody) = (People + portion.GetProperty("people").GetInt64(), Decisions + portion.GetProperty("decisions").GetInt64(), portion.GetProperty("everybody").GetBoolean());
        foreach (var purpose in portion.GetProperty("purposes").EnumerateArray())
        {
            long Count(string member) => purpose.GetProperty(member).GetInt64();
            var name = purpose.GetProperty("purpose").GetString()!;
            var sum = _purposes.GetValueOrDefault(name, new PurposeSum(name, 0, 0, 0, 0));
            _purposes[name] = new PurposeSum(name, sum.Before + Count("before"), sum.Lost + Count("lost"), sum.Gained + Count("gained"), sum.DecisionsLost + Count("decisionsLost"));
        }

        _objects.UnionWith(portion.GetProperty("objects").EnumerateArray().Select(one => one.GetString()!));
    }
}

/// <summary>What would change for one purpose.</summary>
internal sealed record PurposeSum(string Purpose, long Before, long Lost, long Gained, long DecisionsLost);
