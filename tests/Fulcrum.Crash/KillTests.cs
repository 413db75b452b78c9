using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>
/// Goal: what the server acknowledged survives kill -9 under load, once, and what it forgot stays forgotten. Method: clients
/// keep a ledger, the server is killed at seeded moments and started again, the two are compared before and after everything
/// without an answer is sent again. Another store is a subclass that makes another scratch store.
/// </summary>
public class KillTests
{
    [Fact]
    public async Task What_the_server_acknowledged_survives_kills_and_what_it_forgot_stays_forgotten()
    {
        await using var store = MakeStore();
        var plan = new KillPlan(Programs.Fulcrum, store, Programs.IsLong ? 200 : 20, Seed: 1) { Moments = Moments };

        Programs.Show(await KillRun.RunAsync(plan, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    /// <summary>When it is killed: some moments only show in files of the embedded store.</summary>
    protected virtual IReadOnlyList<KillMoment> Moments => Programs.IsLong ? [.. KillMoment.Usual, .. KillMoment.All] : KillMoment.Usual;

    /// <summary>The store it is killed over.</summary>
    protected virtual ScratchStore MakeStore() => ScratchStore.Sqlite();
}
