using Fulcrum.Prove.Consent;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash.Consent;

/// <summary>
/// Goal: after a withdrawal is acknowledged, no decision that starts later uses the purpose, over HTTP, with the real server,
/// through kills. Another store is a subclass that makes another scratch store.
/// </summary>
public class ConsentTests
{
    [Fact]
    public async Task A_withdrawal_binds_the_very_next_decision()
    {
        await using var store = MakeStore();
        var plan = new ConsentPlan(Operations, Seed: 1) { Kills = Programs.IsLong ? 20 : 2 };

        Programs.Show(await ConsentRun.RunAsync(plan, Programs.Fulcrum, store, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    /// <summary>How many operations.</summary>
    protected virtual int Operations => Programs.IsLong ? 2_000_000 : 200_000;

    /// <summary>The store that is tried.</summary>
    protected virtual ScratchStore MakeStore() => ScratchStore.Sqlite();
}
