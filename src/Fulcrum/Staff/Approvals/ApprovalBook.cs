using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Staff.Approvals;

/// <summary>Who asked for what, and who said yes, as the journal's rows say it. Safe from many threads.</summary>
/// <param name="peopleMin">How many people it takes: 2. With 1 the gate is open, which only its own test does to see that it would be noticed.</param>
internal sealed class ApprovalBook(int peopleMin = 2)
{
    private readonly Lock _gate = new();
    private ImmutableList<Approval> _all = [];

    /// <summary>Every one, oldest first.</summary>
    public ImmutableList<Approval> All
    {
        get
        {
            lock (_gate)
            {
                return _all;
            }
        }
    }

    /// <summary>Whether a member may say yes or no: never to what they asked for, whatever they are called and wherever they are signed in.</summary>
    public bool IsOther(Approval approval, string member) => peopleMin < 2 || member != approval.Member;

    /// <summary>One of them; null for none.</summary>
    public Approval? Find(long number) => All is var all && number >= 1 && number <= all.Count ? all[(int)number - 1] : null;

    /// <summary>Takes a row in. A row that the gate would not have let through counts for nothing here either.</summary>
    public void Fold(StaffEntry entry)
    {
        lock (_gate)
        {
            if (entry.Change == StaffChange.Want)
            {
                _all = _all.Add(new Approval(_all.Count + 1, GuardedActs.Read(entry.Name), entry.Member, entry.Detail, entry.At, entry.Until));
                return;
            }

            if (entry.Counter < 1 || entry.Counter > _all.Count)
            {
                return;
            }

            var (at, one) = ((int)entry.Counter - 1, _all[(int)entry.Counter - 1]);
            var by = entry.By.StartsWith("staff:", StringComparison.Ordinal) ? entry.By["staff:".Length..] : "";
            _all = entry.Change switch
            {
                StaffChange.Approve or StaffChange.Deny when one.IsWaiting(entry.At) && by.Length > 0 && IsOther(one, by) =>
                    _all.SetItem(at, one with { DecidedBy = by, DecidedAt = entry.At, IsApproved = entry.Change == StaffChange.Approve, Note = entry.Detail }),
                StaffChange.Spend when one.IsOpen(entry.At) && by == one.Member => _all.SetItem(at, one with { SpentAt = entry.At }),
                _ => _all,
            };
        }
    }
}
