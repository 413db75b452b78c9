using System.Collections.Immutable;
using System.Text;

namespace Fulcrum.Rights.Certificates;

/// <summary>What a tombstone's row says under its seal.</summary>
/// <param name="By">Who erased.</param>
/// <param name="Why">Why.</param>
/// <param name="Commitments">To the identifiers the erasure was asked for by; none in a tombstone from before there were any.</param>
internal sealed record TombstoneText(string By, string Why, ImmutableArray<string> Commitments)
{
    private const string Mark = "v2 ";

    /// <summary>Writes it.</summary>
    public static byte[] Write(IEnumerable<SubjectId> subjects, string by, string why, IEnumerable<byte[]> commitments) => Encoding.UTF8.GetBytes(
        $"{Mark}{string.Join(' ', subjects)}\n{string.Join(' ', commitments.Select(Convert.ToBase64String))}\n{by.ReplaceLineEndings(" ")}\n{why}");

    /// <summary>Reads either form.</summary>
    public static TombstoneText Read(ReadOnlySpan<byte> payload)
    {
        var text = Encoding.UTF8.GetString(payload);
        if (text.StartsWith(Mark, StringComparison.Ordinal) && text.Split('\n', 4) is [_, var commitments, var by, var why])
        {
            return new TombstoneText(by, why, [.. commitments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }

        return text.Split('\n', 3) is [_, var who, var reason] ? new TombstoneText(who, reason, []) : new TombstoneText("", "", []);
    }
}
