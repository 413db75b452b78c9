using System.Text.RegularExpressions;

namespace Fulcrum.Postgres.Cluster;

/// <summary>A node of the cluster as others see it.</summary>
/// <param name="Name">1 to 63 of a-z, 0-9 and -; no two nodes bear the same.</param>
/// <param name="Url">Where the other nodes reach it.</param>
/// <param name="PortalUrl">Where they reach its privacy centre; null when it serves none.</param>
/// <param name="ConsoleUrl">Where they reach its staff console; null when it serves none.</param>
/// <exception cref="ArgumentException">The name is none.</exception>
public sealed partial record ClusterNode(string Name, Uri Url, Uri? PortalUrl, Uri? ConsoleUrl = null)
{
    /// <summary>1 to 63 of a-z, 0-9 and -; no two nodes bear the same.</summary>
    public string Name { get; } = IsName(Name) ? Name : throw new ArgumentException("A node's name is 1 to 63 of a-z, 0-9 and -.", nameof(Name));

    /// <summary>Whether a node may be called so.</summary>
    public static bool IsName(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9-]{1,63}\z")]
    private static partial Regex Form();
}
