namespace Fulcrum.Server;

/// <summary>"Did you mean": the known name that a misspelt one is nearest to.</summary>
internal static class Nearest
{
    private const int DistanceMax = 3;
    private const int LengthMax = 64;

    /// <summary>The nearest of the known names; empty when none is near.</summary>
    public static string To(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LengthMax)
        {
            return "";
        }

        var best = "";
        var least = Math.Min(DistanceMax, Math.Max(1, name.Length / 2)) + 1;
        foreach (var candidate in known)
        {
            var distance = candidate.Length > LengthMax ? int.MaxValue : Distance(name, candidate);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    private static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[LengthMax + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToLowerInvariant(left[line - 1]) == char.ToLowerInvariant(right[column - 1]);
                var changed = diagonal + (same ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(changed, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
