using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Laws;

/// <summary>A workspace's laws, ready to be asked: which one applies to a subject, and what it says about each purpose.</summary>
/// <remarks>
/// Made once a workspace version. A law is worked out once for each place and each stretch of time in which no rule begins or ends.
/// Safe from many threads.
/// </remarks>
internal sealed class LawBook
{
    private static readonly ConditionalWeakTable<Workspace, LawBook> Books = [];

    private static LawBook? _latest;

    private readonly Workspace _workspace;
    private readonly Instant[] _turns;
    private readonly FactDefinition? _residence;
    private readonly FactDefinition? _age;
    private readonly FrozenSet<string> _places;
    private readonly Law? _only;
    private readonly string?[] _sourcePlaces;
    private readonly ConcurrentDictionary<(string Residence, string Default, int Stretch), Law> _laws = [];

    private LawBook(Workspace workspace)
    {
        _workspace = workspace;
        var settings = workspace.Laws;
        _turns =
        [
            .. settings.Packs.All.SelectMany(pack => pack.Rules).SelectMany(rule => rule.Until is { } until ? new[] { rule.From, until } : [rule.From]).Distinct().Order(),
        ];
        _residence = workspace.Facts.GetValueOrDefault(settings.ResidenceFact);
        _age = workspace.Facts.GetValueOrDefault(settings.AgeFact);
        _places = settings.Packs.All.Select(pack => pack.Jurisdiction)
            .Concat(workspace.Purposes.Values.SelectMany(purpose => purpose.BasisIn.Keys)).ToFrozenSet(StringComparer.Ordinal);
        _sourcePlaces = new string?[1 + workspace.Sources.Values.Select(source => source.Code).DefaultIfEmpty().Max()];
        foreach (var source in workspace.Sources.Values.Where(source => source.Jurisdiction.Length > 0))
        {
            _sourcePlaces[source.Code] = source.Jurisdiction;
        }

        _only = _places.Count == 0 ? new Law(workspace, settings.Packs.Resolve(null, null, new Instant(0)), "") : null;
    }

    /// <summary>The laws of a workspace version.</summary>
    internal static LawBook Of(Workspace workspace)
    {
        var latest = _latest;
        if (latest is not null && ReferenceEquals(latest._workspace, workspace))
        {
            return latest;
        }

        latest = Books.GetValue(workspace, static key => new LawBook(key));
        Volatile.Write(ref _latest, latest);
        return latest;
    }

    /// <summary>The fact that says where a subject lives; null when the workspace names none, or one law holds for all.</summary>
    internal FactDefinition? Residence => _only is null ? _residence : null;

    /// <summary>Where the subjects of a source are taken to live; null when the source does not say.</summary>
    /// <param name="source">Its code, also of one the workspace no longer knows.</param>
    internal string? PlaceOf(int source) => (uint)source < (uint)_sourcePlaces.Length ? _sourcePlaces[source] : null;

    /// <summary>Whether one law holds for everybody.</summary>
    internal bool IsOne => _only is not null;

    /// <summary>The fact that tells a subject's age; null when the workspace names none.</summary>
    internal FactDefinition? AgeFact => _age;

    /// <summary>Where the subjects of a source are taken to live.</summary>
    internal string PlaceOf(Source? source) => source is { Jurisdiction.Length: > 0 } ? source.Jurisdiction : _workspace.Laws.Default;

    /// <summary>The law for somebody who says where they live, or is taken to live somewhere.</summary>
    /// <param name="residence">What they declared; empty when they did not.</param>
    /// <param name="place">Where they are taken to live otherwise; empty where nobody knows, so that the strictest law holds.</param>
    /// <param name="at">The instant asked about.</param>
    internal Law For(string residence, string place, Instant at)
    {
        if (_only is not null)
        {
            return _only;
        }

        // A place of which no law knows is none; so what people declare cannot grow the table without end.
        var declared = KnownPlace(residence);
        var taken = KnownPlace(place);
        return _laws.GetOrAdd((declared, taken, StretchOf(at)), static (key, book) => book.Make(key.Residence, key.Default, key.Stretch), this);
    }

    /// <summary>Where somebody lives by what an event of theirs says; empty when it says nothing.</summary>
    internal string ResidenceIn(EventRule rule, ReadOnlySpan<FactValue> values)
    {
        for (var at = 0; _residence is not null && at < rule.Properties.Length; at++)
        {
            if (rule.Properties[at].Fact?.Name == _residence.Name && values[at] is { IsPresent: true, Type: FactType.Text } value)
            {
                return value.Text;
            }
        }

        return "";
    }

    /// <summary>How many turns have come by then. By hand, since the library's search boxes an instant for each look until it is compiled well.</summary>
    private int StretchOf(Instant at)
    {
        var (low, high) = (0, _turns.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _turns[middle] <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private Law Make(string residence, string taken, int stretch)
    {
        var at = stretch == 0 ? new Instant(long.MinValue / 2) : _turns[stretch - 1];
        var resolution = _workspace.Laws.Packs.Resolve(residence.Length > 0 ? residence : null, taken.Length > 0 ? taken : null, at);
        return new Law(_workspace, resolution, residence.Length > 0 ? residence : taken);
    }

    private string KnownPlace(string place)
    {
        for (var at = place; at.Length > 0; at = at.LastIndexOf('-') is var dash and > 0 ? at[..dash] : "")
        {
            if (_places.Contains(at))
            {
                return at;
            }
        }

        return "";
    }
}
