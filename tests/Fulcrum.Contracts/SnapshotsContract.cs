using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="ISnapshots"/>.</summary>
public abstract class SnapshotsContract : StoreContract
{
    [Fact]
    public async Task A_subject_without_a_snapshot_has_none() =>
        Assert.Null(await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));

    [Fact]
    public async Task A_snapshot_comes_back_as_it_was_written_and_outlives_an_orderly_end()
    {
        await AppendAsync(3);
        await Store.Snapshots.WriteAsync([Of(1, 2), Of(2, 3)], Cancellation);

        AssertSame(Of(1, 2), await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
        await UnderTest.ReopenAsync();
        AssertSame(Of(1, 2), await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
        AssertSame(Of(2, 3), await Store.Snapshots.FindAsync(new SubjectId(2), Cancellation));
    }

    [Fact]
    public async Task A_newer_snapshot_replaces_an_older_one()
    {
        await AppendAsync(3);
        await Store.Snapshots.WriteAsync([Of(1, 1)], Cancellation);
        await Store.Snapshots.WriteAsync([Of(1, 3)], Cancellation);

        AssertSame(Of(1, 3), await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
    }

    [Fact]
    public async Task A_refold_of_the_same_row_under_another_version_replaces_too()
    {
        await AppendAsync(1);
        await Store.Snapshots.WriteAsync([Of(1, 1)], Cancellation);
        await Store.Snapshots.WriteAsync([Of(1, 1) with { FoldVersion = "other" }], Cancellation);

        Assert.Equal("other", (await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation))!.FoldVersion);
    }

    [Fact]
    public async Task A_forgotten_snapshot_is_gone_and_no_crash_brings_it_back_and_a_new_one_is_kept()
    {
        await AppendAsync(3);
        await Store.Snapshots.WriteAsync([Of(1, 2), Of(2, 3)], Cancellation);
        await Store.Snapshots.ForgetAsync([new SubjectId(1), new SubjectId(9)], Cancellation);

        Assert.Null(await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
        await UnderTest.CrashAsync();
        Assert.Null(await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
        await Store.Snapshots.WriteAsync([Of(1, 1)], Cancellation);
        AssertSame(Of(1, 1), await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
    }

    [Fact]
    public async Task After_a_crash_no_snapshot_knows_more_than_the_journal()
    {
        for (var number = 1; number <= 50; number++)
        {
            var ticket = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number)));
            await Store.Snapshots.WriteAsync([Of(1, ticket.FirstSequence)], Cancellation);
        }

        await UnderTest.CrashAsync();

        var snapshot = await Store.Snapshots.FindAsync(new SubjectId(1), Cancellation);
        Assert.True((snapshot?.Sequence ?? 0) <= Store.Journal.Head);
    }

    private static Snapshot Of(long subject, long sequence) => new(new SubjectId(subject), sequence, "0123456789abcdef", Rows.Payload((int)((subject * 100) + sequence)));

    private static void AssertSame(Snapshot expected, Snapshot? found)
    {
        Assert.NotNull(found);
        Assert.Equal((expected.Subject, expected.Sequence, expected.FoldVersion), (found.Subject, found.Sequence, found.FoldVersion));
        Assert.Equal(expected.Sealed.ToArray(), found.Sealed.ToArray());
    }

    private async Task AppendAsync(int rows)
    {
        for (var number = 1; number <= rows; number++)
        {
            await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number))).Durable;
        }
    }
}
