using Fulcrum.Prove.Consent;

namespace Fulcrum.Crash.Consent;

/// <summary>Small histories whose verdict is plain to see.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void A_decision_after_an_acknowledged_withdrawal_may_not_be_personal() =>
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2), Withdraw(3, 4), Decide(5, 6, yes: true)]).Uses.Violations);

    [Fact]
    public void A_decision_that_overlaps_the_withdrawal_may_be_either()
    {
        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2), Withdraw(3, 6), Decide(5, 8, yes: true)]).Violations);
        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2), Withdraw(3, 6), Decide(5, 8, yes: false)]).Progress.Violations);
    }

    [Fact]
    public void A_decision_without_any_grant_may_not_be_personal() =>
        Assert.Equal(1, HistoryChecker.Check([Decide(1, 2, yes: true), Grant(3, 4)]).Uses.Violations);

    [Fact]
    public void A_grant_at_the_same_time_as_the_withdrawal_may_have_come_after_it() =>
        Assert.Equal(0, HistoryChecker.Check([Withdraw(3, 6), Grant(4, 5), Decide(7, 8, yes: true)]).Violations);

    [Fact]
    public void One_grant_does_not_outlive_two_withdrawals() =>
        Assert.Equal(1, HistoryChecker.Check([Withdraw(1, 4), Grant(2, 5), Withdraw(6, 7), Decide(8, 9, yes: true)]).Uses.Violations);

    [Fact]
    public void A_withdrawal_without_an_answer_forbids_nothing_and_permits_a_contextual_answer()
    {
        var unsure = Withdraw(3, long.MaxValue) with { IsSure = false };

        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2), unsure, Decide(5, 6, yes: true), Decide(7, 8, yes: false)]).Violations);
        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2), unsure, Decide(7, 8, yes: false)]).Progress.Trials);
    }

    [Fact]
    public void A_grant_without_an_answer_may_have_been_done_until_its_server_was_gone()
    {
        var unsure = Grant(3, 10) with { IsSure = false };

        Assert.Equal(0, HistoryChecker.Check([unsure, Withdraw(5, 6), Decide(7, 8, yes: true)]).Uses.Violations);
        Assert.Equal(1, HistoryChecker.Check([unsure, Withdraw(11, 12), Decide(13, 14, yes: true)]).Uses.Violations);
    }

    [Fact]
    public void A_read_shows_what_stands()
    {
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2), Withdraw(3, 4), Read(5, 6, yes: true)]).Reads.Violations);
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2), Read(5, 6, yes: false)]).Missed.Violations);
        Assert.Equal(0, HistoryChecker.Check([Read(1, 2, yes: false), Grant(3, 4), Read(5, 6, yes: true)]).Violations);
    }

    [Fact]
    public void Consents_named_in_answers_never_go_back()
    {
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2, 10), Withdraw(3, 4, 11), Grant(5, 6, 12), Decide(7, 8, yes: true, 10)]).Epochs.Violations);
        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2, 10), Grant(3, 9, 12), Decide(7, 8, yes: true, 10)]).Epochs.Violations);
    }

    [Fact]
    public void A_personal_decision_never_names_a_withdrawal_as_its_permission() =>
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2, 10), Withdraw(3, 9, 11), Grant(4, 10, 12), Decide(5, 11, yes: true, 11)]).Epochs.Violations);

    [Fact]
    public void A_server_that_never_personalizes_is_noticed() =>
        Assert.Equal(1, HistoryChecker.Check([Grant(1, 2), Decide(3, 4, yes: false)]).Progress.Violations);

    [Fact]
    public void Subjects_and_purposes_do_not_mix() =>
        Assert.Equal(0, HistoryChecker.Check([Grant(1, 2), Withdraw(3, 4) with { Key = 8 }, Decide(5, 6, yes: true)]).Violations);

    [Fact]
    public void The_sweep_agrees_with_the_rule_as_it_is_written_down()
    {
        var chance = new Random(7);
        var violations = 0;
        for (var trial = 0; trial < 20_000; trial++)
        {
            var history = Enumerable.Range(0, chance.Next(1, 6)).Select(_ => Draw(chance)).Append(Decide(chance.Next(12), chance.Next(12, 16), yes: true)).ToArray();
            var verdict = HistoryChecker.Check(history).Uses.Violations > 0;

            Assert.Equal(!IsExplained(history), verdict);
            violations += verdict ? 1 : 0;
        }

        Assert.InRange(violations, 2_000, 18_000);
    }

    /// <summary>
    /// The rule as it is written down: some grant began before the decision ended, and each withdrawal acknowledged before it
    /// began has a grant of its own that may have come after it.
    /// </summary>
    private static bool IsExplained(Operation[] history)
    {
        var decision = history[^1];
        var grants = history.Where(one => one.Kind == OperationKind.Grant && one.Invoke < decision.End).ToArray();
        return grants.Length > 0 && history
            .Where(one => one.Kind == OperationKind.Withdraw && one.IsSure && one.End < decision.Invoke)
            .All(no => grants.Any(yes => yes.End > no.Invoke));
    }

    private static Operation Draw(Random chance)
    {
        var invoke = chance.Next(14);
        var isSure = chance.Next(4) != 0;
        return new(chance.Next(2) == 0 ? OperationKind.Grant : OperationKind.Withdraw, 1, invoke, isSure ? invoke + chance.Next(1, 5) : long.MaxValue, isSure);
    }

    private static Operation Grant(long invoke, long end, long epoch = 0) => new(OperationKind.Grant, 1, invoke, end, true, Epoch: epoch);

    private static Operation Withdraw(long invoke, long end, long epoch = 0) => new(OperationKind.Withdraw, 1, invoke, end, true, Epoch: epoch);

    private static Operation Decide(long invoke, long end, bool yes, long epoch = 0) => new(OperationKind.Decide, 1, invoke, end, true, yes, epoch);

    private static Operation Read(long invoke, long end, bool yes) => new(OperationKind.Read, 1, invoke, end, true, yes);
}
