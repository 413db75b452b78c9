using System.Collections.Immutable;
using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Collects changes, and compares things by name.</summary>
internal sealed class ChangeList(Workspace? before, Workspace after)
{
    private readonly ImmutableArray<WorkspaceChange>.Builder _changes = ImmutableArray.CreateBuilder<WorkspaceChange>();

    public ImmutableArray<WorkspaceChange> All => _changes.ToImmutable();

    /// <summary>Compares two sets of named things, by name.</summary>
    /// <param name="what">What they are.</param>
    /// <param name="befores">The earlier ones; null for none.</param>
    /// <param name="afters">The later ones.</param>
    /// <param name="addLoosens">Whether a new one takes protection away.</param>
    /// <param name="removeLoosens">Whether one that is gone took protection with it.</param>
    /// <param name="compare">Compares two of one name.</param>
    public void Compare<T>(
        string what,
        IEnumerable<KeyValuePair<string, T>>? befores,
        IEnumerable<KeyValuePair<string, T>> afters,
        Func<T, bool> addLoosens,
        Func<T, bool> removeLoosens,
        Action<FieldChanges, T, T> compare)
    {
        var old = ByName(befores ?? []);
        var now = ByName(afters);
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            if (!old.TryGetValue(name, out var earlier))
            {
                _changes.Add(new WorkspaceChange(ChangeKind.Added, what, name, "", before is not null && addLoosens(now[name])));
            }
            else if (!now.TryGetValue(name, out var later))
            {
                _changes.Add(new WorkspaceChange(ChangeKind.Removed, what, name, "", removeLoosens(earlier)));
            }
            else
            {
                compare(new FieldChanges(this, what, name), earlier, later);
            }
        }
    }

    /// <summary>Adds a change of one field.</summary>
    public void Changed(string what, string name, string detail, bool loosens) =>
        _changes.Add(new WorkspaceChange(ChangeKind.Changed, what, name, detail, loosens));

    /// <summary>Names of purposes, for people.</summary>
    public string NamesOf(PurposeSet set) =>
        string.Join(
            ", ",
            after.Purposes.Values.Concat(before?.Purposes.Values ?? [])
                .DistinctBy(purpose => purpose.Bit)
                .Where(set.Contains)
                .Select(purpose => purpose.Name)
                .Order(StringComparer.Ordinal));

    private static Dictionary<string, T> ByName<T>(IEnumerable<KeyValuePair<string, T>> things) =>
        things.DistinctBy(thing => thing.Key).ToDictionary(thing => thing.Key, thing => thing.Value, StringComparer.Ordinal);
}

/// <summary>Collects the changed fields of one thing.</summary>
internal sealed class FieldChanges(ChangeList changes, string what, string name)
{
    /// <summary>A field whose values are short enough to be shown.</summary>
    public void Field<T>(string field, T before, T after, bool loosens = false)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
        {
            changes.Changed(what, name, $"{field} {Shown(before)} -> {Shown(after)}", loosens);
        }
    }

    /// <summary>A field whose values are too long to be shown.</summary>
    public void Text<T>(string field, T before, T after, bool loosens = false)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
        {
            changes.Changed(what, name, $"{field} changed", loosens);
        }
    }

    /// <summary>A set of names; what comes and what goes may each loosen.</summary>
    public void Names(string field, IEnumerable<string> before, IEnumerable<string> after, bool addLoosens = false, bool removeLoosens = false)
    {
        var (old, now) = (before.Distinct(StringComparer.Ordinal).ToArray(), after.Distinct(StringComparer.Ordinal).ToArray());
        foreach (var came in now.Except(old, StringComparer.Ordinal))
        {
            changes.Changed(what, name, $"{field} + {came}", addLoosens);
        }

        foreach (var went in old.Except(now, StringComparer.Ordinal))
        {
            changes.Changed(what, name, $"{field} - {went}", removeLoosens);
        }
    }

    /// <summary>Purposes; a new one on something that exists always loosens.</summary>
    public void Purposes(string field, PurposeSet before, PurposeSet after)
    {
        if (!(after - before).IsEmpty)
        {
            changes.Changed(what, name, $"{field} + {changes.NamesOf(after - before)}", loosens: true);
        }

        if (!(before - after).IsEmpty)
        {
            changes.Changed(what, name, $"{field} - {changes.NamesOf(before - after)}", loosens: false);
        }
    }

    private static string Shown<T>(T value) => value switch
    {
        null => "none",
        "" => "none",
        bool flag => flag ? "true" : "false",
        Enum word => Kebab(word.ToString()),
        TimeSpan span => Reading.Span.Text(span),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "none",
    };

    private static string Kebab(string word) =>
        string.Concat(word.Select((letter, index) => char.IsAsciiLetterUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
