using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Fulcrum.Decisions.Rules;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Names people give: kebab-case, 1 to 64 characters.</summary>
internal static class Names
{
    private const int LengthMax = 64;

    /// <summary>Reports a name that is not in kebab-case.</summary>
    public static void Check(string name, Place at, FaultList faults)
    {
        if (!IsKebab(name))
        {
            faults.Add(at, "bad-name", $"\"{YamlFile.Shown(name)}\" is no name.", "Use lower-case letters, digits and single dashes, starting with a letter; at most 64 characters.");
        }
        else if (RuleWords.Reserved.Contains(name))
        {
            faults.Add(at, "reserved-name", $"\"{name}\" is a word of the rule language.", "Choose another name, so that rules can use it.");
        }
    }

    /// <summary>Looks a name up, and reports it when there is none.</summary>
    public static bool TryResolve<T>(
        this FrozenDictionary<string, T> known, YamlScalar name, string what, FaultList faults, [NotNullWhen(true)] out T? found)
        where T : class
    {
        if (known.TryGetValue(name.Text, out found))
        {
            return true;
        }

        faults.AddUnresolved(name.At, "unknown-name", $"There is no {what} \"{YamlFile.Shown(name.Text)}\".", Nearest.Remedy(name.Text, known.Keys));
        return false;
    }

    private static bool IsKebab(string name)
    {
        if (name.Length is 0 or > LengthMax || !char.IsAsciiLetterLower(name[0]) || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal))
        {
            return false;
        }

        return name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
    }
}
