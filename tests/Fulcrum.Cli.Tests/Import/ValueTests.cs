using Fulcrum.Cli.Import;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Tests.Import;

/// <summary>Times and values as files write them.</summary>
public class ValueTests
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("19970101", "yyyyMMdd", "America/New_York", "1997-01-01T05:00:00.000Z")]
    [InlineData("24.12.2025 18:30", "dd.MM.yyyy HH:mm", "Europe/Berlin", "2025-12-24T17:30:00.000Z")]
    [InlineData("2025-07-01T12:00:00+03:00", "iso", "UTC", "2025-07-01T09:00:00.000Z")]
    [InlineData("2025-07-01 12:00:00", "iso", "Europe/Moscow", "2025-07-01T09:00:00.000Z")]
    [InlineData("946684800", "unix-seconds", "UTC", "2000-01-01T00:00:00.000Z")]
    [InlineData("946684800123", "unix-milliseconds", "UTC", "2000-01-01T00:00:00.123Z")]
    public void A_time_is_read_in_its_format_and_zone(string text, string format, string zone, string expected)
    {
        Assert.True(TimeText.TryRead(text, Column(format, zone), Now, out var at, out _));
        Assert.Equal(expected, at.ToString());
    }

    [Theory]
    [InlineData("19970230", "yyyyMMdd", "UTC", "bad-time")]
    [InlineData("", "yyyyMMdd", "UTC", "bad-time")]
    [InlineData("yesterday", "iso", "UTC", "bad-time")]
    [InlineData("2025-03-30 02:30:00", "iso", "Europe/Berlin", "bad-time")]
    [InlineData("18991231", "yyyyMMdd", "UTC", "bad-time")]
    [InlineData("99999999999999", "unix-seconds", "UTC", "bad-time")]
    [InlineData("20270101", "yyyyMMdd", "UTC", "future-time")]
    public void A_time_that_is_none_is_named_and_not_repeated(string text, string format, string zone, string code)
    {
        Assert.False(TimeText.TryRead(text, Column(format, zone), Now, out _, out var fault));
        Assert.Equal(code, fault!.Code);
        Assert.False(text.Length > 0 && fault.ToString().Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HH:mm")]
    [InlineData("%")]
    [InlineData("MM/yyyy")]
    public void A_format_without_a_whole_date_is_none(string format) => Assert.False(TimeText.IsFormat(format));

    [Theory]
    [InlineData("29.33", FactType.Number, '.', 29.33)]
    [InlineData("29,33", FactType.Number, ',', 29.33)]
    [InlineData("-1e3", FactType.Number, '.', -1000.0)]
    [InlineData("Yes", FactType.Boolean, '.', true)]
    [InlineData("0", FactType.Boolean, '.', false)]
    [InlineData("2025-07-01", FactType.Time, '.', "2025-07-01T00:00:00.000Z")]
    [InlineData(" as it is ", FactType.Text, '.', " as it is ")]
    [InlineData(" ", FactType.Number, '.', null)]
    public void A_value_is_read_as_its_column_says(string text, FactType type, char decimalSign, object? expected)
    {
        Assert.True(ValueText.TryRead(text, Property(type, decimalSign), TimeZoneInfo.Utc, out var value, out _));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1,234.50", FactType.Number, '.', "bad-number")]
    [InlineData("1.234,50", FactType.Number, ',', "bad-number")]
    [InlineData("NaN", FactType.Number, '.', "bad-number")]
    [InlineData("1e999", FactType.Number, '.', "bad-number")]
    [InlineData("perhaps", FactType.Boolean, '.', "bad-value")]
    [InlineData("soon", FactType.Time, '.', "bad-value")]
    public void A_value_that_does_not_fit_is_named(string text, FactType type, char decimalSign, string code)
    {
        Assert.False(ValueText.TryRead(text, Property(type, decimalSign), TimeZoneInfo.Utc, out _, out var fault));
        Assert.Equal(code, fault!.Code);
    }

    private static TimeColumn Column(string format, string zone) => new(new ColumnName("at", default), format, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static PropertyColumn Property(FactType type, char decimalSign) => new("p", new ColumnName("p", default), type, decimalSign);
}
