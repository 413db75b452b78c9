using Fulcrum.Postgres.Cluster;
using Xunit;

namespace Fulcrum.Cluster.Tests.Owning;

/// <summary>A node takes the store over, keeps it, gives it up, and falls silent when it cannot know whether it still has it.</summary>
public sealed class OwnershipTests
{
    private static readonly ClusterOptions Usual = ClusterOptions.Default;
    private static readonly TimeSpan Instantly = TimeSpan.FromMilliseconds(100);

    private readonly World _world = new();
    private readonly OwnerRow _row = new();

    [Fact]
    public void The_first_node_owns_the_store_at_once_and_the_next_knows_who_does()
    {
        var (first, second) = StartTwo();

        Assert.True(first.MayAnswer);
        Assert.False(second.MayAnswer);
        Assert.Equal("a", second.Ownership.Standing.Other!.Name);
        Assert.Contains("This node, a, owns the store (ownership 1).", first.Said);
        Assert.Equal(["Node a at http://a.test/ owns the store (ownership 1)."], second.Said);
    }

    [Fact]
    public void An_owner_that_lives_keeps_the_store_however_long()
    {
        var (first, second) = StartTwo();

        _world.Run(TimeSpan.FromMinutes(10), () => Assert.True(first.MayAnswer && !second.MayAnswer));

        Assert.Equal(1, _row.View.Claim);
    }

    [Fact]
    public void An_orderly_end_lets_the_next_have_the_store_without_waiting_for_the_lease()
    {
        var (first, second) = StartTwo();

        first.End();
        _world.Run(Usual.LookEvery + Instantly + Instantly);

        Assert.True(first.Running.IsCompletedSuccessfully);
        Assert.Null(first.Store);
        Assert.True(second.MayAnswer);
    }

    [Fact]
    public void A_store_that_takes_long_to_close_is_waited_for_no_longer_than_a_lease_and_nothing_new_is_answered_from_it()
    {
        var (first, second) = StartTwo();
        first.Closes = TimeSpan.FromSeconds(20);

        first.End();
        _world.Run(TimeSpan.FromMilliseconds(1));
        _world.Run(Usual.Lease + Usual.BeatEvery + Instantly, () => Assert.False(first.MayAnswer));

        Assert.False(first.Running.IsCompleted);
        Assert.True(second.MayAnswer);
        _world.Run(TimeSpan.FromSeconds(20), () => Assert.True(second.MayAnswer && !first.MayAnswer));
        Assert.True(first.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_silent_owner_is_followed_after_a_lease_and_finds_out_when_it_is_back()
    {
        var (first, second) = StartTwo();

        first.Place.StandStill(TimeSpan.FromSeconds(10));
        _world.Run(Usual.Lease - Usual.LookEvery, () => Assert.False(second.MayAnswer));
        _world.Run(Usual.LookEvery + Usual.BeatEvery + Instantly + Instantly);
        Assert.True(second.MayAnswer);
        Assert.False(first.MayAnswer);

        _world.Run(TimeSpan.FromSeconds(10), () => Assert.False(first.MayAnswer));
        Assert.Equal("b", first.Ownership.Standing.Other!.Name);
        Assert.Null(first.Store);
        Assert.Contains("Another node owns the store now; this node, a, passes requests on to it.", first.Said);
    }

    [Fact]
    public void An_owner_whose_beats_reach_no_database_answers_until_its_lease_is_nearly_over_and_then_again_when_they_do()
    {
        var (first, _) = StartTwo();
        var last = TimeSpan.Zero;

        first.Next = () => Trip.None;
        _world.Run(TimeSpan.FromSeconds(3), () => last = first.MayAnswer ? _world.Now : last);

        // The last beat that was answered is at most as old as beats are apart.
        Assert.InRange(last, Usual.Lease - Usual.Margin - Usual.BeatEvery, Usual.Lease - Usual.Margin + Instantly);
    }

    [Fact]
    public void An_owner_alone_answers_again_once_the_database_is_back()
    {
        var only = Started("a");
        _world.Run(Instantly);

        only.Next = () => Trip.None;
        _world.Run(TimeSpan.FromSeconds(5));
        Assert.False(only.MayAnswer);

        only.Next = () => Trip.Quick;
        _world.Run(TimeSpan.FromSeconds(3));
        Assert.True(only.MayAnswer);
        Assert.Equal(1, only.Opened);
    }

    [Fact]
    public void A_store_that_failed_is_given_up_and_opened_again()
    {
        var only = Started("a");
        _world.Run(Instantly);
        var failed = only.Store!;

        failed.Failed = new Fault("store-failed", "A write failed.", "Look at the disk.");
        _world.Run(TimeSpan.FromSeconds(1));

        Assert.True(only.MayAnswer);
        Assert.NotSame(failed, only.Store);
        Assert.Equal(2, _row.View.Claim);
        Assert.Contains("The store has to be opened again: A write failed.", only.Said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Opening_that_fails_is_told_and_tried_again_whatever_it_failed_with(bool isOfAnotherKind)
    {
        var only = Started("a");
        only.Opens = () => null;
        only.Trouble = isOfAnotherKind ? new UnauthorizedAccessException("The keys cannot be read.") : only.Trouble;

        _world.Run(TimeSpan.FromSeconds(5), () => Assert.False(only.MayAnswer));
        Assert.False(only.Running.IsCompleted);
        Assert.InRange(only.Said.Count, 3, 6);
        Assert.Equal(
            isOfAnotherKind ? "This node could not open the store: The keys cannot be read. " : "This node could not open the store: The store cannot be read. Bring a copy back.", only.Said[0]);

        only.Opens = () => TimeSpan.Zero;
        _world.Run(TimeSpan.FromSeconds(2));
        Assert.True(only.MayAnswer);
    }

    [Fact]
    public void Where_one_node_cannot_open_the_store_another_gets_its_turn()
    {
        var (first, second) = (Started("a"), Started("b"));
        first.Opens = () => null;

        _world.Run(TimeSpan.FromSeconds(5));

        Assert.True(second.MayAnswer);
    }

    [Fact]
    public void Opening_may_take_longer_than_a_lease()
    {
        var only = Started("a");
        var second = Started("b");
        only.Opens = () => TimeSpan.FromSeconds(30);
        second.Opens = () => TimeSpan.FromSeconds(30);

        _world.Run(TimeSpan.FromSeconds(31));

        Assert.Equal(1, _row.View.Claim);
        Assert.True(only.MayAnswer ^ second.MayAnswer);
    }

    [Fact]
    public void A_store_that_does_not_close_in_order_is_told_and_the_next_waits_for_the_lease()
    {
        var (first, second) = StartTwo();
        first.ClosesInOrder = false;

        first.End();
        _world.Run(Usual.Lease - Usual.LookEvery, () => Assert.False(second.MayAnswer));
        _world.Run(Usual.Lease);

        Assert.True(first.Running.IsCompletedSuccessfully);
        Assert.True(second.MayAnswer);
        Assert.Contains("The store did not close in order: store-corrupt: The store cannot be read. Bring a copy back.", first.Said);
    }

    [Fact]
    public void What_waits_for_another_owner_is_woken_by_the_next_one()
    {
        var (first, second) = StartTwo();
        var before = second.Ownership.Standing;
        Assert.False(before.Over.IsCancellationRequested);

        first.End();
        _world.Run(TimeSpan.FromSeconds(1));

        Assert.True(before.Over.IsCancellationRequested);
        Assert.False(second.Ownership.Standing.Over.IsCancellationRequested);
    }

    [Fact]
    public void A_former_self_is_nobody_to_pass_on_to()
    {
        _row.Give(new ClusterNode("a", new Uri("http://a.test/"), null));
        var back = Started("a");

        _world.Run(Instantly);
        Assert.Null(back.Ownership.Standing.Other);

        _world.Run(Usual.Lease + Usual.LookEvery + Instantly);
        Assert.True(back.MayAnswer);
    }

    private Member Started(string name)
    {
        var member = new Member(_world, _row, name, Usual);
        member.Start();
        return member;
    }

    private (Member First, Member Second) StartTwo()
    {
        var first = Started("a");
        _world.Run(Instantly);
        var second = Started("b");
        _world.Run(Instantly);
        return (first, second);
    }
}
