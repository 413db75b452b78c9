using System.Globalization;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Profiles;
using Fulcrum.Staff.Misuse;

namespace Fulcrum.Staff;

/// <content>Looks that nobody waits for: noticed, told to somebody else, and stopped.</content>
public sealed partial class StaffDesk
{
    /// <summary>Longest case.</summary>
    public const int CaseMax = 40;

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(29);

    private readonly SemaphoreSlim _watching = new(1, 1);
    private readonly HashSet<(string Member, long Day)> _told = [];
    private MisuseWatch? _watch;

    /// <summary>Says that they know a person: themselves, a relative, a former partner; with the power over staff, somebody in the public eye for all.</summary>
    /// <remarks>Answered alike whether or not anybody is known by it. Whoever becomes known later is not covered.</remarks>
    public async ValueTask DeclareCloseAsync(StaffSession session, Identifier person, Closeness closeness, CancellationToken cancellation)
    {
        await RequireAsync(session, closeness == Closeness.PublicEye ? StaffPowers.Staff : StaffPowers.Find, null, [], "staff-close", cancellation);
        if (closeness == Closeness.None || !Enum.IsDefined(closeness))
        {
            throw new StaffRefusedException(StaffRefusal.Unknown);
        }

        var subject = await _views.FindAsync(person, cancellation);
        await _roster.KeepAsync(
            new StaffEntry(StaffChange.Close, session.Member.Id, By(session.Member), MisuseBook.DetailOf(closeness, subject), Now), "staff-close", member => member is { IsRemoved: false }, cancellation);
    }

    /// <summary>Alarms, newest first.</summary>
    public async ValueTask<IReadOnlyList<MisuseAlarm>> ListAlarmsAsync(StaffSession session, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-alarms", cancellation);
        await _roster.AllAsync(cancellation);
        return [.. _roster.Misuse.Alarms.Reverse()];
    }

    /// <summary>Closes an alarm, and lifts the brake if it is one. Nobody closes their own; what was done until now counts no more.</summary>
    public async ValueTask LiftAsync(StaffSession session, int number, string found, CancellationToken cancellation)
    {
        RequireReason(found);
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-alarm-closed", cancellation);
        await _roster.AllAsync(cancellation);
        var alarm = Waiting() ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        await RequireOtherAsync(session, alarm.Member, "staff-alarm-closed", cancellation);
        var watch = await WatchAsync(cancellation);

        // Of two who close it at once one does: the second would write over what the first found.
        _ = await _roster.KeepAsync(
            new StaffEntry(StaffChange.Lift, alarm.Member, By(session.Member), found.Trim(), Now) { Counter = number }, "staff-alarm-closed", member => member is not null && Waiting() is not null, cancellation)
            ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        await _watching.WaitAsync(cancellation);
        try
        {
            watch.Forgive(alarm.Member);
        }
        finally
        {
            _watching.Release();
        }

        MisuseAlarm? Waiting() => _roster.Misuse.Alarms.FirstOrDefault(one => one.Number == number && one.LiftedBy.Length == 0);
    }

    /// <summary>Judges a look before anything is shown.</summary>
    /// <exception cref="StaffRefusedException">They are stopped, by this look or by an earlier one.</exception>
    private async ValueTask WatchLookAsync(StaffSession session, StaffRole role, Identifier person, StaffLook look, string what, CancellationToken cancellation)
    {
        var member = session.Member.Id;
        if (_roster.Misuse.BrakeOf(member) is not null)
        {
            await RecordAsync(session, "staff-refused", $"{what} missing=brake", cancellation);
            throw new StaffRefusedException(StaffRefusal.Brake, role.Ask);
        }

        var (watch, subject, now) = (await WatchAsync(cancellation), await _views.FindAsync(person, cancellation), Now);
        var number = long.TryParse(person.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : -1;
        var read = new StaffRead(member, role.Name, now, subject.Value)
        {
            Case = look.Case, IsReveal = !look.Reveal.IsEmpty, Number = number, Closeness = _roster.Misuse.ClosenessOf(member, subject.Value),
        };
        MisuseVerdict verdict;
        bool isNew;
        await _watching.WaitAsync(cancellation);
        try
        {
            verdict = watch.Take(read);
            isNew = verdict.IsAlarm && (verdict.IsBrake || _told.Add((member, now.UnixMs / 86_400_000)));
        }
        finally
        {
            _watching.Release();
        }

        if (!isNew)
        {
            return;
        }

        var (change, told) = verdict.IsBrake ? (StaffChange.Brake, "staff-braked") : (StaffChange.Alarm, "staff-alarm");
        await _roster.KeepAsync(new StaffEntry(change, member, Machine, verdict.ToString(), now), told, known => known is not null && _roster.Misuse.BrakeOf(member) is null, cancellation);
        if (verdict.IsBrake)
        {
            throw new StaffRefusedException(StaffRefusal.Brake, role.Ask);
        }
    }

    private static void RequireCase(string named)
    {
        if (named.Length > CaseMax || !named.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '/' or '#' or '.'))
        {
            throw new StaffRefusedException(StaffRefusal.Reason);
        }
    }

    /// <summary>What staff did in the last weeks, read from the journal once: look-ups say whom, the log of acts says who and for which case.</summary>
    private async ValueTask<MisuseWatch> WatchAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _watch) is { } known)
        {
            return known;
        }

        await _watching.WaitAsync(cancellation);
        try
        {
            return _watch ??= await ReadWatchAsync(cancellation);
        }
        finally
        {
            _watching.Release();
        }
    }

    private async ValueTask<MisuseWatch> ReadWatchAsync(CancellationToken cancellation)
    {
        var (watch, from, people) = (new MisuseWatch(_workspace.Current.Settings.Zone), Now - Remembered, new Dictionary<long, long>());
        await _roster.AllAsync(cancellation);
        await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(_store.Journal, from, cancellation), cancellation))
        {
            if (row.Kind == EntryKind.LookUp && row.At >= from)
            {
                people[sequence] = row.Subject.Value;
            }
        }

        await foreach (var act in _acts.ReadAsync(cancellation))
        {
            if (act.At < from)
            {
                continue;
            }

            if (act.What == "staff-alarm-closed")
            {
                watch.Forgive(act.Detail);
            }
            else if (act.What is "staff-look" or "staff-reveal" or "staff-emergency-look" && act.By.StartsWith("staff:", StringComparison.Ordinal))
            {
                watch.Take(ReadOf(act, people));
            }
        }

        return watch;
    }

    private static StaffRead ReadOf(Rights.Act act, Dictionary<long, long> people)
    {
        var said = act.Detail.Split(' ').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        _ = long.TryParse(said["look-up"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var lookUp);

        // A look-up that is gone, after an erasure, still was of somebody: its number stands for them.
        var person = lookUp == 0 ? 0 : people.TryGetValue(lookUp, out var known) && known != 0 ? known : -lookUp;
        return new StaffRead(act.By["staff:".Length..], said["role"].FirstOrDefault() ?? "", act.At, person) { Case = said["case"].FirstOrDefault() ?? "", IsReveal = said["facts"].Any() };
    }
}
