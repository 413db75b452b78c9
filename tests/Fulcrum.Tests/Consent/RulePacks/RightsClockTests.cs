using Fulcrum.Consent.RulePacks;
using Xunit;

namespace Fulcrum.Tests.Consent.RulePacks;

/// <summary>When an answer is late: months that lack a day, nights without a midnight, days off that were moved, clocks that stop.</summary>
public class RightsClockTests
{
    [Theory]
    [InlineData("1 month", "eu-gdpr", "2026-11-24T10:00Z", "2026-12-24T23:00Z")]
    [InlineData("1 month, rolls on", "eu-gdpr", "2026-11-25T10:00Z", "2026-12-28T23:00Z")]
    [InlineData("1 month", "eu-gdpr", "2028-01-31T10:00Z", "2028-02-29T23:00Z")]
    [InlineData("1 month", "eu-gdpr", "2027-01-31T10:00Z", "2027-02-28T23:00Z")]
    [InlineData("1 month", "eu-gdpr", "2026-02-28T10:00Z", "2026-03-28T23:00Z")]
    [InlineData("1 month", "eu-gdpr", "2026-03-01T10:00Z", "2026-04-01T22:00Z")]
    [InlineData("45 days", "us-ca-ccpa", "2026-11-24T10:00Z", "2027-01-09T08:00Z")]
    [InlineData("10 working days", "ru-152-fz", "2025-12-30T10:00Z", "2026-01-22T21:00Z")]
    [InlineData("7 working days", "ru-152-fz", "2026-03-05T10:00Z", "2026-03-17T21:00Z")]
    [InlineData("1 day", "eu-gdpr", "2026-11-24T22:59Z", "2026-11-25T23:00Z")]
    [InlineData("1 day", "eu-gdpr", "2026-11-24T23:00Z", "2026-11-26T23:00Z")]
    public void The_last_day_counts_to_its_end_where_the_law_is_at_home(string clock, string pack, string received, string due) =>
        Assert.Equal(Packs.At(due), Read(clock).DueAt(Packs.At(received), Packs.Find(pack)));

    [Fact]
    public void A_day_whose_midnight_is_skipped_begins_when_the_clocks_have_gone_forward()
    {
        // In Beirut the clocks went from 00:00 to 01:00 on 2021-03-28: the 28th began at 22:00 UTC of the 27th.
        var pack = Packs.Find("eu-gdpr") with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut") };

        Assert.Equal(Packs.At("2021-03-27T22:00Z"), Read("1 day").DueAt(Packs.At("2021-03-26T12:00Z"), pack));
    }

    [Fact]
    public void A_clock_that_stops_stands_still_while_the_subject_is_asked_and_another_does_not()
    {
        var (pack, received) = (Packs.Find("uk-gdpr"), Packs.At("2026-03-02T10:00Z"));
        var asked = (Packs.At("2026-03-05T10:00Z"), Packs.At("2026-03-15T10:00Z"));

        Assert.Equal(Read("1 month").DueAt(received, pack), Read("1 month").DueAt(received, pack, false, asked));
        Assert.Equal(Packs.At("2026-04-12T23:00Z"), Read("1 month, stops").DueAt(received, pack, false, asked));
    }

    [Fact]
    public void An_extension_counts_only_when_the_subject_was_told()
    {
        var (pack, received) = (Packs.Find("eu-gdpr"), Packs.At("2026-01-15T10:00Z"));

        Assert.Equal(Packs.At("2026-02-15T23:00Z"), Read("1 month + 2 months").DueAt(received, pack));
        Assert.Equal(Packs.At("2026-04-15T22:00Z"), Read("1 month + 2 months").DueAt(received, pack, isExtended: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("month")]
    [InlineData("0 days")]
    [InlineData("-1 days")]
    [InlineData("1 fortnight")]
    [InlineData("1 month + ")]
    [InlineData("1 month + 1 month + 1 month")]
    [InlineData("1 month, pauses")]
    [InlineData("401 days")]
    public void What_is_no_clock_is_refused(string text) => Assert.False(RightsClock.TryParse(text, out _));

    private static RightsClock Read(string text) => RightsClock.TryParse(text, out var clock) ? clock : throw new ArgumentException(text, nameof(text));
}
