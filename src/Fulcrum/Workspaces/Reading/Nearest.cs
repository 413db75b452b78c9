namespace Fulcrum.Workspaces.Reading;

/// <summary>"Did you mean": the known name nearest to a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>Most names a remedy lists; a purpose has as many keys.</summary>
    private const int ListedMax = 16;

    /// <summary>A remedy that proposes the nearest known name, or lists what there is.</summary>
    public static string Remedy(string name, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToArray();
        if (Find(name, names) is { } nearest)
        {
            return $"Did you mean \"{nearest}\"?";
        }

        return names.Length switch
        {
            0 => "Declare it first.",
            <= ListedMax => $"Known here: {string.Join(", ", names)}.",
            _ => $"Known here: {string.Join(", ", names.Take(ListedMax))} and {names.Length - ListedMax} more.",
        };
    }

    /// <summary>The known name at most a third of its letters away (by insertion, removal, change); null when none is that near.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var typed = name.Length <= 80 ? name : name[..80];
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(typed.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance && distance <= Math.Max(1, Math.Max(typed.Length, candidate.Length) / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static int Distance(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var row = 1; row <= left.Length; row++)
        {
            var diagonal = above[0];
            above[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var changed = diagonal + (left[row - 1] == right[column - 1] ? 0 : 1);
                diagonal = above[column];
                above[column] = Math.Min(changed, Math.Min(above[column], above[column - 1]) + 1);
            }
        }

        return above[right.Length];
    }
}
