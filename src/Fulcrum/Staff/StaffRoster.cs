using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Proof;
using Fulcrum.Staff.Approvals;
using Fulcrum.Staff.Misuse;

namespace Fulcrum.Staff;

/// <summary>Our own people, in memory, as the journal's rows say them. Filled by the first look. Safe from many threads.</summary>
internal sealed class StaffRoster(IStore store, SealedRows rows, ActLog acts) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ImmutableDictionary<string, StaffMember>? _members;
    private readonly ImmutableArray<Emergency>.Builder _emergencies = ImmutableArray.CreateBuilder<Emergency>();

    /// <summary>Alarms and who is close to whom; read it after <see cref="AllAsync"/>.</summary>
    internal MisuseBook Misuse { get; } = new();

    /// <summary>Who asked for a second person, and who said yes; read it after <see cref="AllAsync"/>.</summary>
    internal ApprovalBook Approvals { get; } = new();

    /// <summary>Everybody who belongs or did, by id.</summary>
    internal async ValueTask<ImmutableDictionary<string, StaffMember>> AllAsync(CancellationToken cancellation)
    {
        if (_members is { } known)
        {
            return known;
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            return _members ?? await ReadAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One of them; null for none.</summary>
    internal async ValueTask<StaffMember?> FindAsync(string id, CancellationToken cancellation) => (await AllAsync(cancellation)).GetValueOrDefault(id);

    /// <summary>Every emergency, oldest first.</summary>
    internal async ValueTask<ImmutableArray<Emergency>> EmergenciesAsync(CancellationToken cancellation)
    {
        await AllAsync(cancellation);
        lock (_emergencies)
        {
            return _emergencies.ToImmutable();
        }
    }

    /// <summary>Keeps a change, after its row in the log of acts: both are on disk when it ends, and only then it counts.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="what">What the log of acts calls it.</param>
    /// <param name="still">Whether it may still be done, seen by nobody else in between; null to leave it.</param>
    /// <param name="cancellation">Stops the wait before it begins.</param>
    /// <returns>The member after it; null when it was left.</returns>
    /// <exception cref="StoreUnavailableException">It may or may not be there; nothing counts until it is read again.</exception>
    internal async ValueTask<StaffMember?> KeepAsync(StaffEntry entry, string what, Func<StaffMember?, bool> still, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var members = _members ?? await ReadAsync(cancellation);
            if (!still(members.GetValueOrDefault(entry.Member)))
            {
                return null;
            }

            var detail = entry.Change is StaffChange.Add or StaffChange.Roles ? $"{entry.Member} roles={string.Join(',', entry.Roles)}"
                : entry.Change is StaffChange.Alarm or StaffChange.Brake ? $"{entry.Member} {entry.Detail}"
                : entry.Change is >= StaffChange.Want and <= StaffChange.Spend ? $"{entry.Member} act={entry.Name} approval={(entry.Change == StaffChange.Want ? Approvals.All.Count + 1 : entry.Counter).ToString(CultureInfo.InvariantCulture)}"
                : entry.Change == StaffChange.Pass ? $"{entry.Member} lesson={entry.Detail}"
                : entry.Member;
            await acts.RecordAsync(Act.OfStaff(entry.By, what, detail, entry.At), CancellationToken.None);
            await rows.Append(entry, entry.At).Durable.WaitAsync(CancellationToken.None);
            _members = members = Fold(members, entry);
            return members[entry.Member];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async ValueTask<ImmutableDictionary<string, StaffMember>> ReadAsync(CancellationToken cancellation)
    {
        var members = ImmutableDictionary<string, StaffMember>.Empty.WithComparers(StringComparer.Ordinal);
        await foreach (var (_, row) in store.Journal.ReadAllAsync(0, cancellation))
        {
            if (row.Kind == EntryKind.Staff && await rows.OpenAsync(row, cancellation) is StaffEntry entry)
            {
                members = Fold(members, entry);
            }
        }

        return _members = members;
    }

    private ImmutableDictionary<string, StaffMember> Fold(ImmutableDictionary<string, StaffMember> members, StaffEntry entry)
    {
        if (entry.Change is >= StaffChange.Want and <= StaffChange.Spend)
        {
            Approvals.Fold(entry);
            return members;
        }

        if (entry.Change is >= StaffChange.Close and <= StaffChange.Lift)
        {
            Misuse.Fold(entry);
            return members;
        }

        if (entry.Change is StaffChange.Emergency or StaffChange.Review)
        {
            lock (_emergencies)
            {
                Fold(_emergencies, entry);
            }

            return members;
        }

        return Next(members.GetValueOrDefault(entry.Member), entry) is { } next ? members.SetItem(entry.Member, next) : members;
    }

    private static StaffMember? Next(StaffMember? member, StaffEntry entry) => (entry.Change, member) switch
    {
        (StaffChange.Add, null) => new StaffMember(entry.Member, entry.Name, entry.Roles) { AddedBy = entry.By, AddedAt = entry.At, LinkHash = entry.Detail, LinkUntil = entry.Until },
        (_, null) => null,
        (StaffChange.Invite, _) => member with { LinkHash = entry.Detail, LinkUntil = entry.Until },
        (StaffChange.Roles, _) => member with { Roles = entry.Roles },
        (StaffChange.Remove, _) => member with { RemovedAt = entry.At, LinkHash = "" },
        (StaffChange.Enrol, _) => member with
        {
            LinkHash = "",
            Passkeys = member.Passkeys.Add(new Passkey(entry.Detail, entry.PublicKey, (uint)entry.Counter, entry.IsSyncable, entry.Name) { AddedAt = entry.At }),
        },
        (StaffChange.Bind, _) => member with { LinkHash = "", Accounts = member.Accounts.Contains(entry.Detail) ? member.Accounts : member.Accounts.Add(entry.Detail) },
        (StaffChange.Use, _) => member with
        {
            Passkeys = [.. member.Passkeys.Select(passkey => passkey.Id == entry.Detail ? passkey with { Counter = (uint)entry.Counter, UsedAt = entry.At } : passkey)],
        },
        (StaffChange.Pass, _) => member with { Passed = member.Passed.SetItem(entry.Detail, entry.At) },
        _ => member,
    };

    private static void Fold(ImmutableArray<Emergency>.Builder emergencies, StaffEntry entry)
    {
        if (entry.Change == StaffChange.Emergency)
        {
            emergencies.Add(new Emergency(emergencies.Count + 1, entry.Member, entry.Detail, entry.At, entry.Until));
            return;
        }

        // A review names the emergency by its number, which is its place in the journal's order.
        if (entry.Counter >= 1 && entry.Counter <= emergencies.Count)
        {
            var at = (int)entry.Counter - 1;
            emergencies[at] = emergencies[at] with { ReviewedBy = entry.By, ReviewedAt = entry.At, Review = entry.Detail };
        }
    }
}

/// <summary>Somebody said that they must look beyond their role.</summary>
/// <param name="Number">1, 2, 3, …</param>
/// <param name="Member">Who.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">First instant at which it opens nothing.</param>
public sealed record Emergency(int Number, string Member, string Why, Instant At, Instant Until)
{
    /// <summary>Who looked at it afterwards; empty while it waits.</summary>
    public string ReviewedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant ReviewedAt { get; init; } = Instant.Never;

    /// <summary>What they found.</summary>
    public string Review { get; init; } = "";
}
