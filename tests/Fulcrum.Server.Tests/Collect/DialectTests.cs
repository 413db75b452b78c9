using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Fulcrum.Server.Tests.Collect;

public sealed class DialectTests
{
    private const string Booking = """{"type":"track","event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"}}""";

    [Fact]
    public async Task The_write_key_is_taken_from_every_place_clients_put_it()
    {
        await using var server = await RunningServer.StartAsync();
        var withKey = $$"""{"writeKey":"{{RunningServer.WebKey}}",{{Booking[1..]}}""";

        Assert.Equal("""{"success":true}""", (await server.SendAsync("/v1/track", Booking)).Text);
        Assert.Equal(200, (int)(await server.AskAsync(HttpMethod.Post, "/v1/track", null, Booking, RunningServer.Basic(RunningServer.WebKey))).Status);
        Assert.Equal(200, (int)(await server.AskAsync(HttpMethod.Post, "/v1/track", null, withKey)).Status);
        Assert.Equal(200, (int)(await server.AskAsync(HttpMethod.Post, "/v1/track", "any-token", withKey)).Status);

        Assert.Equal(4, (await server.CountsAsync("web")).Received);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("image/png")]
    [InlineData(null)]
    public async Task Content_is_JSON_whatever_its_type_says_and_gzip_when_its_bytes_are(string? type)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(200, await PostAsync(server, Encoding.UTF8.GetBytes(Booking), type, null));
        Assert.Equal(200, await PostAsync(server, Zip(Encoding.UTF8.GetBytes(Booking)), type, "gzip"));
        Assert.Equal(200, await PostAsync(server, Zip(Encoding.UTF8.GetBytes(Booking)), type, null));
        Assert.Equal(200, await PostAsync(server, Encoding.UTF8.GetBytes(Booking), type, "gzip"));

        // Without a message id of its own an event is told apart by its content, so the last three are the first again.
        Assert.Equal(new Counts(4, 1, 3, 0, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task A_message_id_is_taken_once_however_often_it_is_sent()
    {
        await using var server = await RunningServer.StartAsync();
        var body = $$"""{"messageId":"m-1",{{Booking[1..]}}""";

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.SendAsync("/v1/track", body)));

        Assert.Equal(new Counts(20, 1, 19, 0, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task One_bad_event_does_not_fail_its_batch_and_can_be_read_with_its_reason()
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.SendAsync("/v1/batch", $$"""{"batch":[{{Booking}},{"type":"jump","userId":"u-1"},{{Booking.Replace("u-1", "u-2", StringComparison.Ordinal)}}]}""");

        Assert.Equal(200, (int)reply.Status);
        Assert.Equal(new Counts(3, 2, 0, 1, 0), await server.CountsAsync("web"));
        var row = await server.ReadOneKeptAsideAsync();
        Assert.Equal("event-type-unknown", row.GetProperty("reason").GetString());
        Assert.Equal("web", row.GetProperty("source").GetString());
        Assert.Equal("""{"type":"jump","userId":"u-1"}""", row.GetProperty("payload").GetString());
    }

    [Fact]
    public async Task What_is_kept_aside_holds_no_advertising_id_and_no_address_even_where_it_is_no_Unicode()
    {
        await using var server = await RunningServer.StartAsync();

        await server.SendAsync(
            "/v1/track", """{"event":"E","userId":"u-1","properties":{"cut":"\ud83d"},"context":{"ip":"192.0.2.1","device":{"advertisingId":{"a":"b"}},"\udc00":1}}""");

        var row = await server.ReadOneKeptAsideAsync();
        Assert.Equal("event-not-unicode", row.GetProperty("reason").GetString());
        Assert.Equal(
            """{"event":"E","userId":"u-1","properties":{"cut":"\ud83d"},"context":{"ip":null,"device":{"advertisingId":null},"\udc00":1},"type":"track"}""",
            row.GetProperty("payload").GetString());
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_400_and_counts_as_one_event_kept_aside()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("malformed-json", (await server.SendAsync("/v1/batch", """{"batch":[{"type":"track",]}""")).Code);
        Assert.Equal("malformed-json", (await server.AskAsync(HttpMethod.Post, "/v1/batch", null, "no JSON and no key")).Code);

        Assert.Equal(new Counts(1, 0, 0, 1, 0), await server.CountsAsync("web"));
        Assert.Equal(new Counts(1, 0, 0, 1, 0), await server.CountsAsync("unknown"));
    }

    [Fact]
    public async Task Batches_up_to_one_megabyte_are_taken_and_larger_ones_counted()
    {
        await using var server = await RunningServer.StartAsync();
        var large = $$"""{"batch":[{{Booking}}],"padding":"{{new string('x', 900_000)}}"}""";
        var tooLarge = $$"""{"batch":[{{Booking}}],"padding":"{{new string('x', 1_100_000)}}"}""";

        Assert.Equal(200, (int)(await server.SendAsync("/v1/batch", large)).Status);
        Assert.Equal("events-too-large", (await server.SendAsync("/v1/batch", tooLarge)).Code);

        Assert.Equal(new Counts(2, 1, 0, 1, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_before_it_is_unpacked()
    {
        await using var server = await RunningServer.StartAsync();
        var bomb = Zip(new byte[200 << 20]);
        Assert.True(bomb.Length < 1 << 20);

        Assert.Equal(400, await PostAsync(server, bomb, "application/json", "gzip"));
        Assert.Equal(400, await PostAsync(server, bomb[..1000], "application/json", "gzip"));

        Assert.Equal(new Counts(2, 0, 0, 2, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task Events_nested_beyond_reason_and_numbers_beyond_range_do_no_harm()
    {
        await using var server = await RunningServer.StartAsync();
        var deep = Booking.Replace("\"roadster\"", new string('[', 10_000) + new string(']', 10_000), StringComparison.Ordinal);
        var huge = Booking.Replace("\"roadster\"", "\"roadster\",\"price\":1e99999,\"dealer\":" + new string('9', 5_000), StringComparison.Ordinal);

        Assert.Equal(200, (int)(await server.SendAsync("/v1/track", deep)).Status);
        Assert.Equal(200, (int)(await server.SendAsync("/v1/track", huge)).Status);

        Assert.Equal(2, (await server.CountsAsync("web")).Received);
    }

    [Fact]
    public async Task A_full_intake_asks_to_come_back_in_whole_seconds()
    {
        await using var server = await RunningServer.StartAsync(options => options with { IntakeBytesMax = 100 });

        var reply = await server.SendAsync("/v1/track", Booking);

        Assert.Equal("intake-full", reply.Code);
        Assert.Equal(429, (int)reply.Status);
        Assert.True(int.Parse(reply.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_with_whole_seconds_and_no_mistake_of_ours_is_a_4xx()
    {
        await using var server = await RunningServer.StartAsync(options => options with
        {
            Extra = app =>
            {
                app.MapPost("/v1/fails", (RequestDelegate)(http => throw new StoreUnavailableException("planted")));
                app.MapPost("/v1/breaks", (RequestDelegate)(http => throw new InvalidOperationException("ada@example.org")));
            },
        });

        var failed = await server.AskAsync(HttpMethod.Post, "/v1/fails");
        var broken = await server.AskAsync(HttpMethod.Post, "/v1/breaks");

        Assert.Equal((503, "store-unavailable", "2"), ((int)failed.Status, failed.Code, failed.Headers["Retry-After"]));
        Assert.Equal((500, "internal-error"), ((int)broken.Status, broken.Code));
        Assert.DoesNotContain("ada", broken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_of_clients_are_taken_and_thrown_away()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("""{"success":true}""", (await server.AskAsync(HttpMethod.Post, "/v1/m", null, """{"series":[]}""")).Text);
    }

    [Fact]
    public async Task Settings_name_our_host_for_events_and_metrics_and_the_consent_categories()
    {
        await using var server = await RunningServer.StartAsync();

        var settings = (await server.AskAsync(HttpMethod.Get, $"/v1/projects/{RunningServer.WebKey}/settings")).Json;
        var segment = settings.GetProperty("integrations").GetProperty("Segment.io");

        Assert.Equal(RunningServer.WebKey, segment.GetProperty("apiKey").GetString());
        Assert.Equal($"127.0.0.1:{server.Port}/v1", segment.GetProperty("apiHost").GetString());
        Assert.Equal(0, settings.GetProperty("metrics").GetProperty("sampleRate").GetInt32());
        Assert.Equal($"127.0.0.1:{server.Port}/v1", settings.GetProperty("metrics").GetProperty("host").GetString());
        Assert.Equal(
            ["advertising", "analytics", "dealer", "functional"],
            settings.GetProperty("consentSettings").GetProperty("allCategories").EnumerateArray().Select(category => category.GetString()!).Order());
        Assert.False(settings.GetProperty("consentSettings").GetProperty("hasUnmappedDestinations").GetBoolean());
        Assert.Equal("{}", settings.GetProperty("plan").GetRawText());
        Assert.Equal("{}", settings.GetProperty("edgeFunction").GetRawText());
        Assert.Equal("unknown-source", (await server.AskAsync(HttpMethod.Get, "/v1/projects/nobody/settings")).Code);
    }

    private static async Task<int> PostAsync(RunningServer server, byte[] body, string? type, string? encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/track") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", RunningServer.Basic(RunningServer.WebKey + ":").Value);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static byte[] Zip(byte[] body)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            zip.Write(body);
        }

        return zipped.ToArray();
    }
}
