namespace Fulcrum.Decisions.Rules;

/// <summary>Finds the name somebody most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names by edit distance; null when none is near (more than a third of its letters away).</summary>
    internal static string? Find(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        var least = Math.Max(1, written.Length / 3) + 1;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var distance = Distance(written, name);
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    private static int Distance(string left, string right)
    {
        var above = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            above[column] = column;
        }

        for (var row = 1; row <= left.Length; row++)
        {
            var diagonal = above[0];
            above[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var cost = diagonal + (left[row - 1] == right[column - 1] ? 0 : 1);
                diagonal = above[column];
                above[column] = Math.Min(cost, Math.Min(above[column], above[column - 1]) + 1);
            }
        }

        return above[right.Length];
    }
}
