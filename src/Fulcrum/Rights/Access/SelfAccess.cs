using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fulcrum.Consent.Receipts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Access;

/// <summary>An access that is journaled: reads what is kept about one subject, page by page.</summary>
/// <remarks>
/// For one answer, not for a session: every read looks whether the profile is still the one that was opened, and reads nothing once it
/// was erased, merged or cut. However long the history is, only pages of it are in memory. Safe from many threads.
/// </remarks>
public sealed class SelfAccess
{
    /// <summary>Most rows of a page.</summary>
    public const int PageMax = 200;

    private readonly AccessParts _parts;
    private readonly SubjectId _subject;
    private readonly ImmutableArray<SubjectId> _whole;
    private readonly ImmutableArray<SubjectId> _subjects;

    /// <param name="parts">What it works with.</param>
    /// <param name="subject">By whom the profile is found again.</param>
    /// <param name="whole">All parts it had when it was opened.</param>
    /// <param name="subjects">The parts that are shown.</param>
    /// <param name="sequence">Journal sequence of the access.</param>
    /// <param name="at">When.</param>
    internal SelfAccess(AccessParts parts, SubjectId subject, ImmutableArray<SubjectId> whole, ImmutableArray<SubjectId> subjects, long sequence, Instant at) =>
        (_parts, _subject, _whole, _subjects, Sequence, At) = (parts, subject, whole, subjects, sequence, at);

    /// <summary>Journal sequence of the access.</summary>
    public long Sequence { get; }

    /// <summary>Whether it opens all of the profile; false where others' claims were joined to what was proved.</summary>
    public bool IsWhole => _subjects.Length == _whole.Length;

    /// <summary>When it was opened.</summary>
    public Instant At { get; }

    /// <summary>Facts and what stands now; null when the profile is no longer the one that was opened: open it again.</summary>
    public async ValueTask<OwnView?> ReadViewAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } found)
        {
            return null;
        }

        var held = found.HasEnded ? await HeldProfile.ReadAsync(found.Rows, _subjects, found.Workspace, cancellation) : null;
        return await ReadViewAsync(held, cancellation);
    }

    /// <summary>Everything counted; goes through the whole history. Null when the profile is no longer the one that was opened.</summary>
    public async ValueTask<OwnSummary?> SummariseAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } found)
        {
            return null;
        }

        var counts = new OwnCounts(found.Workspace, _parts.Decisions);
        var held = found.HasEnded ? new HeldProfile(_subjects, found.Workspace) : null;
        await foreach (var row in found.Rows.ReadAsync(0, _ => true, cancellation))
        {
            held?.Apply(row);
            await counts.AddAsync(row, cancellation);
        }

        return await ReadViewAsync(held, cancellation) is { } view ? counts.ToSummary(view, _subjects.Length) : null;
    }

    /// <summary>The newest rows of some kinds. Null when the profile is no longer the one that was opened.</summary>
    /// <param name="kinds">Which.</param>
    /// <param name="before">Only rows before this sequence; 0 for the newest of all.</param>
    /// <param name="rowsMax">At most so many; no more than <see cref="PageMax"/>.</param>
    /// <param name="isExplained">Whether decisions come with their sentence.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async ValueTask<OwnPage?> ReadAsync(OwnKinds kinds, long before, int rowsMax, bool isExplained, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsMax, 1);
        if (await FindAsync(cancellation) is not { } found)
        {
            return null;
        }

        rowsMax = Math.Min(rowsMax, PageMax);
        var newest = new Queue<OpenedOwnRow>(rowsMax + 1);
        await foreach (var row in found.Rows.ReadAsync(0, kind => OwnEntries.IsWanted(kinds, kind), cancellation))
        {
            if (before > 0 && row.Sequence >= before)
            {
                break;
            }

            newest.Enqueue(row);
            if (newest.Count > rowsMax + 1)
            {
                newest.Dequeue();
            }
        }

        var hasMore = newest.Count > rowsMax;
        if (hasMore)
        {
            newest.Dequeue();
        }

        var entries = ImmutableArray.CreateBuilder<OwnEntry>(newest.Count);
        foreach (var row in newest.Reverse())
        {
            entries.Add(await OwnEntries.TellAsync(row, found.Workspace, _parts.Decisions, isExplained, cancellation));
        }

        return new OwnPage(entries.MoveToImmutable(), hasMore ? newest.Peek().Sequence : 0);
    }

    /// <summary>Every row, oldest first, as it stands; stops early when the subject is erased meanwhile.</summary>
    /// <exception cref="StoreUnavailableException">The profile is no longer the one that was opened; open it again.</exception>
    public async IAsyncEnumerable<OwnEntry> ReadAllAsync(OwnKinds kinds, bool isExplained, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = await FindAsync(cancellation) ?? throw new StoreUnavailableException("The profile changed while it was read. Asking again is safe.");
        await foreach (var row in found.Rows.ReadAsync(0, kind => OwnEntries.IsWanted(kinds, kind), cancellation))
        {
            yield return await OwnEntries.TellAsync(row, found.Workspace, _parts.Decisions, isExplained, cancellation);
        }
    }

    /// <summary>Whether the profile is still the one that was opened.</summary>
    public async ValueTask<bool> IsCurrentAsync(CancellationToken cancellation) => await FindAsync(cancellation) is not null;

    /// <summary>The receipt of one of the subject's own consents; null when the row is none of theirs, or there is no ledger.</summary>
    /// <exception cref="StoreUnavailableException">Nothing can be proved now.</exception>
    public async ValueTask<Receipt?> FindReceiptAsync(long sequence, CancellationToken cancellation) =>
        await FindAsync(cancellation) is not null
        && await _parts.Store.Journal.FindAsync(sequence, cancellation) is { Row: { Kind: EntryKind.Consent } row } && _subjects.Contains(row.Subject)
            ? await _parts.Receipts.FindAsync(sequence, cancellation)
            : null;

    private async ValueTask<OwnView?> ReadViewAsync(HeldProfile? held, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _parts.Door.OpenAsync(_subject, cancellation) is not { } subject)
            {
                return null;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.IsUnreadable || !session.Subjects.SequenceEqual(_whole) ? null : session.ReadOwn(_subjects, Instant.From(_parts.Clock.GetUtcNow()), held);
            }
        }

        throw Turns.Spent("what is kept about them was read");
    }

    /// <summary>The profile as it stands; null when it is no longer the one that was opened.</summary>
    private async ValueTask<FoundProfile?> FindAsync(CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _parts.Door.OpenAsync(_subject, cancellation) is not { } subject)
            {
                return null;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.IsUnreadable || !session.Subjects.SequenceEqual(_whole)
                    ? null
                    : new FoundProfile(session.OwnRows(_parts.Store.Journal, _subjects), session.FoldedUnder, session.HasEnded);
            }
        }

        throw Turns.Spent("what is kept about them was read");
    }

    private readonly record struct FoundProfile(OwnRows Rows, Workspace Workspace, bool HasEnded);
}
