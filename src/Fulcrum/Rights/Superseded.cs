using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Rows of one subject that were kept as evidence and have stopped mattering. Pure.</summary>
internal static class Superseded
{
    /// <summary>Consent records that another one took the place of by an instant, and without which the same stands.</summary>
    /// <remarks>
    /// The last yes and the last no of a purpose stay, and what came after either: the one is what a use rests on, the other what
    /// keeps old events out. Records of purposes no longer declared stay: nobody can say any more what they settled.
    /// </remarks>
    /// <param name="rows">The subject's consent rows, oldest first.</param>
    /// <param name="due">What was superseded by then.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <returns>Their sequences.</returns>
    public static List<long> FindConsents(IReadOnlyList<OpenedRow> rows, Instant due, Workspace workspace)
    {
        var found = new List<long>();
        foreach (var same in rows.Where(row => row.Entry is ConsentEntry).GroupBy(row => RecordOf(row).Purpose, StringComparer.Ordinal))
        {
            if (workspace.Purposes.TryGetValue(same.Key, out var purpose))
            {
                Find([.. same], purpose, due, found);
            }
        }

        return found;
    }

    /// <summary>Links that were cut by an instant, each with its cut: without both the same subjects are linked.</summary>
    /// <param name="rows">The subject's link and cut rows, oldest first.</param>
    /// <param name="due">What was cut by then.</param>
    /// <returns>Their sequences.</returns>
    public static List<long> FindLinks(IReadOnlyList<OpenedRow> rows, Instant due)
    {
        var found = new List<long>();
        var made = new Dictionary<SubjectId, List<OpenedRow>>();
        foreach (var row in rows)
        {
            if (row.Entry is LinkEntry link)
            {
                if (!made.TryGetValue(link.Other, out var links))
                {
                    made[link.Other] = links = [];
                }

                links.Add(row);
            }
            else if (row.Entry is CutEntry cut && made.Remove(cut.Other, out var cutOff) && row.At <= due && !row.Binds && !cutOff.Exists(made => made.Binds))
            {
                // A row that binds an identifier cannot go, and a link must not come back for want of its cut: both or neither.
                found.AddRange(cutOff.Select(made => made.Sequence));
                found.Add(row.Sequence);
            }
        }

        return found;
    }

    private static void Find(List<OpenedRow> records, Purpose purpose, Instant due, List<long> found)
    {
        var lastYes = records.FindLastIndex(row => RecordOf(row).State == ConsentState.Given);
        var lastNo = records.FindLastIndex(row => RecordOf(row).State is ConsentState.Refused or ConsentState.Withdrawn);
        var from = lastYes < 0 && lastNo < 0 ? records.Count - 1 : lastYes < 0 ? lastNo : lastNo < 0 ? lastYes : Math.Min(lastYes, lastNo);
        var (going, staying) = (new List<long>(), new List<OpenedRow>());
        for (var at = 0; at < records.Count; at++)
        {
            if (at < from && records[at + 1].At <= due && !records[at].Binds)
            {
                going.Add(records[at].Sequence);
            }
            else
            {
                staying.Add(records[at]);
            }
        }

        // Times that run backwards may let an older record weigh more than a newer one; then all of them stay.
        if (going.Count > 0 && Fold(staying, purpose) == Fold(records, purpose))
        {
            found.AddRange(going);
        }
    }

    private static ConsentCell Fold(List<OpenedRow> records, Purpose purpose)
    {
        var cell = ConsentCell.Unknown(purpose.Bit);
        foreach (var row in records)
        {
            cell = cell.Next(row.Sequence, RecordOf(row));
        }

        return cell;
    }

    private static ConsentRecord RecordOf(OpenedRow row) => ((ConsentEntry)row.Entry).Record;
}
