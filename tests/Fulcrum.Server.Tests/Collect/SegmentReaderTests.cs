using System.Text;
using Fulcrum.Collect;
using Fulcrum.Server.Collect;
using Xunit;

namespace Fulcrum.Server.Tests.Collect;

public sealed class SegmentReaderTests
{
    private static readonly Instant Received = Instant.From(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_single_event_is_read_with_the_type_of_its_route()
    {
        var read = Read(
            """{"type":"identify","event":"Car Configured","messageId":"m1","userId":"u1","anonymousId":"a1","properties":{"model":"roadster"},"writeKey":"k"}""",
            EventType.Track);

        var one = Assert.Single(read.Events);
        Assert.Null(one.Fault);
        Assert.Equal("k", read.WriteKey);
        Assert.Equal((EventType.Track, "Car Configured", "m1", "u1", "a1"), (one.Type, one.Name, one.MessageId, one.UserId, one.AnonymousId));
        Assert.Equal("""{"model":"roadster"}""", Text(one.Properties));
    }

    [Theory]
    [InlineData("""{"batch":[{"type":"track","event":"E","userId":"u"}],"writeKey":"k","sentAt":"2026-11-24T12:00:00Z","context":{"a":1}}""")]
    [InlineData("""{"context":{"a":1},"sentAt":"2026-11-24T12:00:00Z","writeKey":"k","batch":[{"type":"track","event":"E","userId":"u"}]}""")]
    public void Members_of_a_batch_may_stand_before_or_after_its_events(string body)
    {
        var read = Read(body);

        Assert.Equal("k", read.WriteKey);
        Assert.Equal("""{"a":1}""", Text(Assert.Single(read.Events).Context));
    }

    [Fact]
    public void What_an_event_says_itself_wins_over_its_batch()
    {
        var read = Read("""{"batch":[{"type":"track","event":"E","userId":"u","context":{"locale":"ru","ip":"1"}}],"context":{"locale":"en","library":{"name":"x"}}}""");

        Assert.Equal("""{"locale":"ru","ip":"1","library":{"name":"x"}}""", Text(Assert.Single(read.Events).Context));
    }

    [Theory]
    [InlineData("2026-11-24T11:00:00Z", "2026-11-24T11:00:30Z", "2026-11-24T11:59:30.000Z")] // its clock is an hour slow
    [InlineData("2026-11-24T13:00:00Z", "2026-11-24T13:00:30Z", "2026-11-24T11:59:30.000Z")] // an hour fast
    [InlineData("2026-11-24T14:00:00+02:00", "2026-11-24T12:00:00", "2026-11-24T12:00:00.000Z")] // offsets, and none
    [InlineData("2026-11-24T15:00:00Z", "2026-11-24T14:00:00Z", "2026-11-24T12:00:00.000Z")] // never later than receipt
    [InlineData("2026-11-20T12:00:00Z", null, "2026-11-20T12:00:00.000Z")] // nothing to correct by
    public void Times_are_corrected_by_how_wrong_the_clients_clock_was(string happened, string? sentAt, string expected)
    {
        var sent = sentAt is null ? "" : $$""","sentAt":"{{sentAt}}" """;

        var read = Read($$"""{"batch":[{"type":"track","event":"E","userId":"u","timestamp":"{{happened}}"}]{{sent}}}""");

        Assert.Equal(expected, Assert.Single(read.Events).OccurredAt.ToString());
    }

    [Fact]
    public void The_original_timestamp_wins_over_the_timestamp()
    {
        var read = Read("""{"batch":[{"type":"track","event":"E","userId":"u","timestamp":"2026-11-24T01:00:00Z","originalTimestamp":"2026-11-24T02:00:00Z"}]}""");

        Assert.Equal("2026-11-24T02:00:00.000Z", Assert.Single(read.Events).OccurredAt.ToString());
    }

    [Theory]
    [InlineData("""{"type":"jump","userId":"u"}""", "event-type-unknown")]
    [InlineData("""{"userId":"u"}""", "event-type-unknown")]
    [InlineData("""{"type":"track","userId":"u"}""", "event-name-missing")]
    [InlineData("""{"type":"track","event":"E"}""", "event-id-missing")]
    [InlineData("""{"type":"alias","userId":"u"}""", "event-id-missing")]
    [InlineData("""{"type":"group","userId":"u"}""", "event-group-missing")]
    [InlineData("""{"type":"track","event":"E","userId":"u","properties":[1]}""", "event-member-malformed")]
    [InlineData("""{"type":"track","event":"E","userId":{"id":1}}""", "event-member-malformed")]
    [InlineData("""{"type":"track","event":"E","userId":"u","timestamp":"yesterday"}""", "event-time-malformed")]
    [InlineData("""{"type":"track","event":"E","userId":"u","timestamp":"1969-12-31T00:00:00Z"}""", "event-time-malformed")]
    [InlineData("""{"type":"track","event":"E","userId":"u","timestamp":"0001-01-01T00:00:00Z","sentAt":"9999-12-31T00:00:00Z"}""", "event-time-malformed")]
    [InlineData("""{"type":"track","event":"E","userId":"u","properties":{"a":"\ud83d"}}""", "event-not-unicode")]
    [InlineData("""{"type":"track","event":"\udc00","userId":"u"}""", "event-not-unicode")]
    [InlineData("""{"type":"track","event":"E","userId":"u","properties":{"\ud800":1}}""", "event-not-unicode")]
    [InlineData("""{"type":"track","event":"E","userId":"u","timestamp":"\ud800"}""", "event-not-unicode")]
    [InlineData("7", "event-malformed")]
    [InlineData("[[]]", "event-malformed")]
    [InlineData("null", "event-malformed")]
    public void One_bad_event_has_a_fault_and_the_others_of_its_batch_do_not(string bad, string fault)
    {
        const string good = """{"type":"track","event":"E","userId":"u"}""";

        var read = Read($$"""{"batch":[{{good}},{{bad}},{{good}}]}""");

        Assert.Null(read.Fault);
        Assert.Equal([null, fault, null], read.Events.Select(one => one.Fault?.Code));
        Assert.Equal(bad, Text(read.Events[1].Raw));
    }

    [Fact]
    public void Message_ids_longer_than_100_characters_are_a_fault()
    {
        var bodies = Enumerable.Range(100, 2).Select(length => $$"""{"type":"track","event":"E","userId":"u","messageId":"{{new string('m', length)}}"}""");

        var read = Read($$"""{"batch":[{{string.Join(',', bodies)}}]}""");

        Assert.Equal([null, "event-member-malformed"], read.Events.Select(one => one.Fault?.Code));
    }

    [Fact]
    public void Events_over_32_KB_are_a_fault()
    {
        const string frame = """{"type":"track","event":"E","userId":"u","properties":{"a":""}}""";
        var bodies = Enumerable.Range(0, 2).Select(more => frame.Replace("\"\"", $"\"{new string('x', (32 * 1024) - frame.Length + more)}\"", StringComparison.Ordinal));

        var read = Read($$"""{"batch":[{{string.Join(',', bodies)}}]}""");

        Assert.Equal([null, "event-too-large"], read.Events.Select(one => one.Fault?.Code));
    }

    [Fact]
    public void Deep_nesting_is_the_fault_of_its_event_alone_however_deep()
    {
        var deep = "{\"type\":\"track\",\"event\":\"E\",\"userId\":\"u\",\"properties\":{\"a\":" + new string('[', 500_000) + new string(']', 500_000) + "}}";

        var read = Read($$"""{"batch":[{{deep}},{"type":"track","event":"E","userId":"u"}]}""");

        Assert.Equal(["event-too-deep", null], read.Events.Select(one => one.Fault?.Code));
    }

    [Fact]
    public void Broken_UTF8_is_the_fault_of_its_event_alone()
    {
        var body = Encoding.UTF8.GetBytes("""{"batch":[{"type":"track","event":"E","userId":"~"},{"type":"track","event":"E","userId":"u"}]}""");
        body[Array.IndexOf(body, (byte)'~')] = 0xff;

        var read = SegmentReader.Read(body, null, Received);

        Assert.Equal(["event-not-unicode", null], read.Events.Select(one => one.Fault?.Code));
    }

    [Fact]
    public void Of_members_given_twice_the_last_counts_as_in_every_client()
    {
        var one = Assert.Single(Read("""{"batch":[{"type":"page","type":"track","event":"A","event":"B","userId":"u","properties":{},"properties":null}]}""").Events);

        Assert.Equal((EventType.Track, "B", 0), (one.Type, one.Name, one.Properties.Length));
    }

    [Fact]
    public void Names_written_with_escapes_are_the_same_names()
    {
        var one = Assert.Single(Read("""{"batch":[{"\u0074ype":"track","event":"E","user\u0049d":"u"}]}""").Events);

        Assert.Equal(("E", "u", null), (one.Name, one.UserId, one.Fault));
    }

    [Fact]
    public void Numeric_ids_of_old_clients_are_their_digits()
    {
        Assert.Equal("42", Assert.Single(Read("""{"batch":[{"type":"track","event":"E","userId":42}]}""").Events).UserId);
    }

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("[]", "malformed-json")]
    [InlineData("{", "malformed-json")]
    [InlineData("""{"batch":[]} {}""", "malformed-json")]
    [InlineData("""{"writeKey":"\ud800"}""", "malformed-json")]
    [InlineData("""{"events":[]}""", "batch-missing")]
    [InlineData("""{"batch":{}}""", "batch-missing")]
    [InlineData("""{"batch":[{"type":"track","event":"E","userId":"u","context":{"a":1}}],"context":{"\ud800":1}}""", "batch-context-malformed")]
    public void A_body_that_cannot_be_used_at_all_is_one_fault(string body, string fault)
    {
        Assert.Equal(fault, Read(body).Fault?.Code);
    }

    [Fact]
    public void A_write_key_before_the_break_of_a_body_still_says_whose_it_was()
    {
        Assert.Equal("k", Read("""{"writeKey":"k","batch":[{]}""").WriteKey);
    }

    [Fact]
    public void More_than_2500_events_are_too_many()
    {
        string Batch(int count) => $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("{}", count))}}]}""";

        Assert.Equal(2_500, Read(Batch(2_500)).Events.Count);
        Assert.Equal("batch-too-long", Read(Batch(2_501)).Fault?.Code);
    }

    private static SegmentRequest Read(string body, EventType? single = null) => SegmentReader.Read(Encoding.UTF8.GetBytes(body), single, Received);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
