using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Systems;

/// <summary>Killed anywhere between the note and the act, what was done is told and what was not is not; and its machine has no state to get stuck in.</summary>
public sealed class TellFlowTests
{
    private const string Systems = """
        systems:
          mail-house:
            title: {en: The mail house, ru: Почтовая служба}
            protocol: webhook
            address: https://mail-house.example/hook
            rights: [erasure, restriction]
            identifiers: [user-id]
            ask: Jo Clerk
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_the_erasure_nobody_hears_of_it_and_nobody_stays_in_the_note()
    {
        await using var core = await OpenAsync();
        var told = await core.Core.Tells.BeginAsync(new TellAbout(RequestKind.Erasure), [], [core.User("ann")], Token);

        await core.RestartAsync();

        Assert.True((await core.Core.Tells.FindAsync(told, Token))!.IsVoid);
        Assert.Equal(0, await core.Core.Tells.RunDueAsync(new Taker(), Token));
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.TellIdentities);
    }

    [Fact]
    public async Task Killed_after_the_erasure_whoever_has_to_hear_of_it_does()
    {
        await using var core = await OpenAsync();
        var told = await core.Core.Tells.BeginAsync(new TellAbout(RequestKind.Erasure), [], [core.User("ann")], Token);
        await core.Core.Erasures.EraseAsync([core.User("ann")], "test", "asked", Token);

        await core.RestartAsync();

        var taker = new Taker();
        Assert.True((await core.Core.Tells.FindAsync(told, Token))!.IsConfirmed);
        Assert.Equal(2, await core.Core.Tells.RunDueAsync(taker, Token));
        Assert.Equal(["ann", "ann"], taker.Told);
    }

    [Fact]
    public async Task A_stop_that_was_cut_short_is_told_since_it_hurts_nobody()
    {
        await using var core = await OpenAsync();
        var told = await core.Core.Tells.BeginAsync(new TellAbout(RequestKind.Restriction), [], [core.User("ann")], Token);

        await core.RestartAsync();

        Assert.True((await core.Core.Tells.FindAsync(told, Token))!.IsConfirmed);
    }

    [Fact]
    public async Task Once_each_system_said_that_it_is_done_nobody_stays_in_the_note()
    {
        await using var core = await OpenAsync();
        await core.Core.Erasures.EraseAsync([core.User("ann")], "test", "asked", Token);
        var taker = new Taker();
        await core.Core.Tells.RunDueAsync(taker, Token);
        Assert.Contains(await core.RowsAsync(), row => row.Row.Kind == EntryKind.TellIdentities);

        Assert.True((await core.Core.Tells.AnswerAsync(Assert.Single(taker.Tokens), ToldState.Done, Token))!.IsDone);

        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.TellIdentities);
        await core.RestartAsync();
        Assert.Empty(await core.Core.Tells.ListOpenAsync(Token));
    }

    [Fact]
    public async Task A_disk_that_is_full_for_all_but_what_takes_back_keeps_no_erasure_and_no_stop_from_being_done_and_told()
    {
        FullStore? full = null;
        await using var core = await OpenAsync(inner => full = new FullStore(inner));
        await core.DecideAsync(core.User("bob"), "analytics", ConsentState.Refused);
        full!.IsFull = true;

        Assert.NotEmpty((await core.Core.Erasures.EraseAsync([core.User("ann")], "test", "asked", Token))!.Told);
        Assert.NotNull((await core.Core.Rights.RestrictAsync(RightsAsker.Desk([core.User("bob")], "clerk-7", "api"), "", Token)).Told);

        var taker = new Taker();
        Assert.Equal(2, await core.Core.Tells.RunDueAsync(taker, Token));
        Assert.Equal(["ann", "bob"], taker.Told);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(core.Page("d-1")).AsTask());
    }

    [Fact]
    public void No_state_of_a_system_is_stuck_and_what_is_done_stays_so()
    {
        var (seen, queue) = (new HashSet<ToldState>(), new Queue<ToldState>([ToldState.Waiting]));
        while (queue.TryDequeue(out var state))
        {
            if (seen.Add(state))
            {
                foreach (var next in Enum.GetValues<ToldState>().Where(next => new ToldSystem("s", state, default).May(next)))
                {
                    queue.Enqueue(next);
                }
            }
        }

        Assert.Equal(Enum.GetValues<ToldState>().Order(), seen.Order());
        Assert.All(seen.Where(state => state != ToldState.Done), state => Assert.True(new ToldSystem("s", state, default).May(ToldState.Done)));
        Assert.DoesNotContain(Enum.GetValues<ToldState>(), next => new ToldSystem("s", ToldState.Done, default).May(next));
    }

    private static async Task<CoreUnderTest> OpenAsync(Func<IStore, IStore>? around = null)
    {
        var core = await CoreUnderTest.OpenAsync(files: Samples.MotorsFiles.SetItem("systems.yaml", Systems), around: around);
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Refused);
        return core;
    }
}
