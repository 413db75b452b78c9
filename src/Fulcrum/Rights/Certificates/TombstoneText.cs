using System.Collections.Immutable;
using System.Text;

namespace Fulcrum.Rights.Certificates;

/// <summary>What a tombstone's row says under its seal.</summary>
/// <param name="By">Who erased.</param>
/// <param name="Why">Why.</param>
/// <param name="Commitments">To the identifiers the erasure was asked for by; none in a tombstone from before there were any.</param>
/// <param name="Told">What connected systems are told of it; empty when none had to hear, and in a tombstone from before it said so.</param>
internal sealed record TombstoneText(string By, string Why, ImmutableArray<string> Commitments, string Told)
{
    private const string Mark = "v3 ";
    private const string MarkBeforeTold = "v2 ";

    /// <summary>Writes it.</summary>
    public static byte[] Write(IEnumerable<SubjectId> subjects, string by, string why, IEnumerable<byte[]> commitments, string told) => Encoding.UTF8.GetBytes(
        $"{Mark}{string.Join(' ', subjects)}\n{string.Join(' ', commitments.Select(Convert.ToBase64String))}\n{told}\n{by.ReplaceLineEndings(" ")}\n{why}");

    /// <summary>Reads any form.</summary>
    public static TombstoneText Read(ReadOnlySpan<byte> payload)
    {
        var text = Encoding.UTF8.GetString(payload);
        if (text.StartsWith(Mark, StringComparison.Ordinal) && text.Split('\n', 5) is [_, var commitments, var told, var by, var why])
        {
            return new TombstoneText(by, why, Commitments(commitments), told);
        }

        if (text.StartsWith(MarkBeforeTold, StringComparison.Ordinal) && text.Split('\n', 4) is [_, var committed, var one, var because])
        {
            return new TombstoneText(one, because, Commitments(committed), "");
        }

        return text.Split('\n', 3) is [_, var who, var reason] ? new TombstoneText(who, reason, [], "") : new TombstoneText("", "", [], "");

        static ImmutableArray<string> Commitments(string line) => [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }
}
