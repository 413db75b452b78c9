using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Tests;

/// <summary>The store's own time never goes back, follows what can be true, and asks a person about the rest.</summary>
public sealed class SteadyClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableClock _machine = new(Noon);

    [Fact]
    public void It_never_goes_back_whatever_the_clock_is_set_to()
    {
        var clock = Anchored(Noon);
        var chance = new Random(7);
        var before = clock.GetUtcNow();
        for (var step = 0; step < 10_000; step++)
        {
            _machine.Pass(TimeSpan.FromMilliseconds(chance.Next(0, 5_000)));
            if (chance.Next(4) == 0)
            {
                _machine.Set(TimeSpan.FromSeconds(chance.Next(-40_000_000, 40_000_000)));
            }

            var now = clock.GetUtcNow();
            Assert.True(now >= before, $"step {step}: {before:O} then {now:O}");
            before = now;
        }
    }

    [Theory]
    [InlineData(3_600, 3_600, null)]
    [InlineData(86_400, 86_400, null)]
    [InlineData(90_000, 0, "clock-ahead")]
    [InlineData(31_536_000, 0, "clock-ahead")]
    [InlineData(-3_600, 0, null)]
    [InlineData(-7_200, 0, "clock-behind")]
    [InlineData(-31_536_000, 0, "clock-behind")]
    public void A_leap_of_up_to_a_day_forward_is_followed_and_one_that_is_not_is_said(int seconds, int followed, string? doubt)
    {
        var clock = Anchored(Noon);
        _machine.Set(TimeSpan.FromSeconds(seconds));

        Assert.Equal(Noon.AddSeconds(followed), clock.GetUtcNow());
        Assert.Equal(doubt, clock.Doubt?.Code);
    }

    [Fact]
    public void Set_back_a_little_it_is_waited_for_at_half_speed_and_then_followed()
    {
        var clock = Anchored(Noon);
        _machine.Set(TimeSpan.FromHours(-1));
        _ = clock.GetUtcNow();

        _machine.Pass(TimeSpan.FromHours(1));
        Assert.Equal(Noon.AddMinutes(30), clock.GetUtcNow());
        _machine.Pass(TimeSpan.FromHours(2));

        Assert.Equal(_machine.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public void A_leap_taken_back_leaves_no_trace_and_one_confirmed_is_followed()
    {
        var clock = Anchored(Noon);
        _machine.Set(TimeSpan.FromDays(400));
        _ = clock.GetUtcNow();
        _machine.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(Noon.AddMinutes(5), clock.GetUtcNow());
        _machine.Set(TimeSpan.FromDays(-400));
        Assert.Equal((Noon.AddMinutes(5), null), (clock.GetUtcNow(), clock.Doubt));

        _machine.Set(TimeSpan.FromDays(400));
        clock.Confirm();

        Assert.Equal(_machine.GetUtcNow(), clock.GetUtcNow());
        Assert.Null(clock.Doubt);
    }

    [Fact]
    public void It_begins_no_earlier_than_the_newest_row_and_asks_when_that_is_long_ago()
    {
        Assert.Equal(Noon.AddDays(3), Anchored(Noon.AddDays(3)).GetUtcNow());
        Assert.Equal(Noon, Anchored(Noon.AddDays(-31)).GetUtcNow());
        Assert.Equal("clock-ahead", Assert.Throws<StoreStartException>(() => Anchored(Noon.AddDays(-32))).Fault.Code);
        Assert.Equal(Noon, Anchored(Noon.AddDays(-400), confirmed: Noon.AddDays(-1)).GetUtcNow());
        Assert.Throws<StoreStartException>(() => Anchored(Noon.AddDays(-400), confirmed: Noon.AddDays(-40)));
    }

    [Fact]
    public void Before_it_is_anchored_nothing_is_old_by_it() => Assert.Equal(DateTimeOffset.UnixEpoch, new SteadyClock(_machine).GetUtcNow());

    private SteadyClock Anchored(DateTimeOffset newest, DateTimeOffset? confirmed = null)
    {
        var clock = new SteadyClock(_machine);
        clock.Anchor(Instant.From(newest), confirmed);
        return clock;
    }

    /// <summary>A clock that passes, and can be set without that.</summary>
    private sealed class SettableClock(DateTimeOffset at) : TimeProvider
    {
        private readonly FakeTimeProvider _passing = new(at);
        private TimeSpan _off;

        public override long TimestampFrequency => _passing.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + _off;

        public override long GetTimestamp() => _passing.GetTimestamp();

        public void Pass(TimeSpan span) => _passing.Advance(span);

        public void Set(TimeSpan by) => _off += by;
    }
}
