using System.Globalization;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>What a question about events asks for in its query.</summary>
internal static class Asked
{
    private const int RowsDefault = 100;
    private const int RowsMax = 1_000;

    /// <summary>A time; something else where none is given.</summary>
    public static Instant TimeOf(HttpRequest request, string name, Instant otherwise)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.From(time)
            : throw new ProblemException(Problems.BadMember(name, "an ISO 8601 time, for example 2026-11-24T09:30:00Z"));
    }

    /// <summary>The code of the source named; null for all.</summary>
    public static int? CodeOf(HttpRequest request, ServedWorkspace served)
    {
        var name = request.Query["source"].ToString();
        if (name.Length == 0)
        {
            return null;
        }

        if (name == "unknown")
        {
            return 0;
        }

        return served.Workspace.Sources.TryGetValue(name, out var source)
            ? source.Code
            : throw new ProblemException(Undeclared.Source(Nearest.To(name, served.Workspace.Sources.Keys)));
    }

    /// <summary>Most rows wanted.</summary>
    public static int RowsOf(HttpRequest request)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
        {
            return RowsDefault;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= RowsMax
            ? rows
            : throw new ProblemException(Problems.BadMember("limit", $"a whole number from 1 to {RowsMax}"));
    }
}
