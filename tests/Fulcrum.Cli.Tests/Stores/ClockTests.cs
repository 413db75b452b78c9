using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Tests.Backups;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>A store that was closed for long asks about the clock before anything in it grows old.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly DrillFolder _drill = new();

    public void Dispose() => _drill.Dispose();

    [Fact]
    public async Task More_than_a_month_past_its_newest_row_it_opens_only_once_somebody_confirmed_the_clock()
    {
        await _drill.MakeAsync();
        await using (var store = await _drill.OpenAsync())
        {
            await _drill.AgreeAsync(store, [1, 2, 3]);
        }

        _drill.Clock.Advance(TimeSpan.FromDays(30));
        await using (var store = await _drill.OpenAsync())
        {
            Assert.Null(store.Core.ClockDoubt);
        }

        _drill.Clock.Advance(TimeSpan.FromDays(300));
        Assert.Equal("clock-ahead", (await Assert.ThrowsAsync<StoreStartException>(() => _drill.OpenAsync())).Fault.Code);

        ClockConfirmation.Write(_drill.Path("store"), _drill.Clock.GetUtcNow());
        await using var confirmed = await _drill.OpenAsync();
        Assert.Equal(Instant.From(_drill.Clock.GetUtcNow()), confirmed.Core.Now);
    }

    [Fact]
    public async Task Set_back_before_its_newest_row_it_goes_on_from_there_and_a_yes_still_counts()
    {
        await _drill.MakeAsync();
        await using (var store = await _drill.OpenAsync())
        {
            await _drill.AgreeAsync(store, [1]);
            await _drill.WithdrawAsync(store, [1]);
        }

        using var earlier = new DrillFolder();
        var around = _drill.Around with { Clock = earlier.Clock };
        earlier.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var again = await OpenStore.OpenAsync(_drill.Path("store"), around, TestContext.Current.CancellationToken);
        await _drill.SayAsync(again, 1, Fulcrum.Consent.ConsentState.Given);

        Assert.Equal("personal", (await _drill.DecideAsync(again, [1]))[1]);
    }
}
