using System.Collections.Immutable;

namespace Fulcrum.Server.Workspaces;

/// <summary>Another workspace, as its files.</summary>
/// <param name="By">Who sends it; empty when not said.</param>
/// <param name="Days">How many days back decisions are run again; 30 when not said.</param>
/// <param name="Files">Path inside the folder to text.</param>
internal sealed record WorkspaceFilesBody(string By, int Days, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>The subject behind which people are looked at; 0 for all.</summary>
    public long After { get; private init; }

    /// <summary>The moment that counts as now; null for now.</summary>
    public Instant? At { get; private init; }

    /// <summary>Most bytes of a workspace's files together.</summary>
    public const int BytesMax = 4 << 20;

    private const int DaysMax = 400;

    /// <summary>Reads it.</summary>
    public static WorkspaceFilesBody Read(ref BodyReader reader)
    {
        var (by, days, after, at) = ("", 30, 0L, (Instant?)null);
        ImmutableSortedDictionary<string, string>.Builder? files = null;
        while (reader.NextMember())
        {
            if (reader.Is("by"u8))
            {
                by = reader.Text("by", 200);
            }
            else if (reader.Is("days"u8))
            {
                days = reader.Whole("days", 0, DaysMax);
            }
            else if (reader.Is("after"u8))
            {
                after = reader.Whole("after", 0, int.MaxValue);
            }
            else if (reader.Is("at"u8))
            {
                at = reader.Time("at");
            }
            else if (reader.Is("files"u8))
            {
                reader.EnterObject("files");
                files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                while (reader.NextMember())
                {
                    var path = reader.Name;
                    reader.ToValue();
                    files[path] = reader.Text("files", BytesMax);
                }
            }
            else
            {
                throw reader.Unknown("the body", "after", "at", "by", "days", "files");
            }
        }

        return new WorkspaceFilesBody(by, days, files?.ToImmutable() ?? throw new ProblemException(Problems.MissingMember("files"))) { After = after, At = at };
    }
}
