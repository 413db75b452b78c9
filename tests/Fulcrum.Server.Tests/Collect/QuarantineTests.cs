using System.Net;
using System.Text.Json;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Collect;

/// <summary>What was kept aside can be looked into, which is written down, and taken in exactly once when it or its contract was mended.</summary>
public sealed class QuarantineTests
{
    private const string Replay = """{"who":"clerk-7","why":"the till sent a number"}""";

    // Booked without the model its contract asks for.
    private const string Broken = """{"type":"track","event":"Brochure Downloaded","messageId":"m-1","userId":"u-1","properties":{"model":7},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""";

    private const string Showroom =
        "  - type: track\n    event: Showroom Entered\n    purposes: [personalization]\n    reason: {en: To know who came by., ru: \"Чтобы знать, кто заходил.\"}\n";

    private static readonly string Mended = Broken.Replace("\"model\":7", "\"model\":\"roadster\"", StringComparison.Ordinal);

    [Fact]
    public async Task A_repaired_event_is_taken_in_once_with_the_time_it_was_received_first_and_counts_move_with_it()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(clock: clock);
        await server.SendAsync("/v1/batch", $$"""{"batch":[{{Broken}}],"sentAt":"2026-11-20T12:00:00Z"}""");
        clock.Advance(TimeSpan.FromHours(20));
        var id = await OneIdAsync(server);

        var replayed = await ReplayAsync(server, id, Mended);
        var again = await ReplayAsync(server, id, Mended);
        var resent = await server.SendAsync("/v1/track", Mended);
        var counts = (await server.ReadAsync("/v1/collect/counts")).Json.GetProperty("sources")[0];

        Assert.Equal("stored", replayed.Json.GetProperty("fate").GetString());
        Assert.Equal((HttpStatusCode.NotFound, "unknown-quarantined"), (again.Status, again.Code));
        Assert.Equal(HttpStatusCode.OK, resent.Status);
        Assert.Equal(new Counts(2, 1, 1, 0, 0), await server.CountsAsync("web"));
        Assert.Equal(1, counts.GetProperty("replayed").GetInt64());
        var (sequence, row) = Assert.Single(await EventsAsync(server));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), row.At.ToDateTimeOffset());
        Assert.True(sequence > 0);

        await server.RestartAsync();
        Assert.Equal(new Counts(2, 1, 1, 0, 0), await server.CountsAsync("web"));
        Assert.Single(await EventsAsync(server));
        Assert.Equal("unknown-quarantined", (await ReplayAsync(server, id, Mended)).Code);
    }

    [Fact]
    public async Task Once_the_contract_is_mended_what_was_kept_aside_is_taken_in_unchanged()
    {
        await using var server = await RunningServer.StartAsync();
        var undeclared = Broken.Replace("Brochure Downloaded", "Showroom Entered", StringComparison.Ordinal);
        await server.SendAsync("/v1/track", undeclared.Replace("\"type\":\"track\",", "", StringComparison.Ordinal));
        var id = await OneIdAsync(server);

        var before = await ReplayAsync(server, id);
        await ApplyAsync(server, "contracts/web-behaviour.yaml", text => $"{text}\n{Showroom}");
        var after = await ReplayAsync(server, id);

        Assert.Equal(("quarantined", "undeclared-event"), (before.Json.GetProperty("fate").GetString(), before.Json.GetProperty("reason").GetString()));
        Assert.Equal("stored", after.Json.GetProperty("fate").GetString());
        Assert.Equal(new Counts(1, 1, 0, 0, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task Many_who_replay_at_once_take_it_in_once()
    {
        await using var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", Broken);
        var id = await OneIdAsync(server);

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ReplayAsync(server, id, Mended)));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(15, replies.Count(reply => reply.Code == "unknown-quarantined"));
        Assert.Equal(new Counts(1, 1, 0, 0, 0), await server.CountsAsync("web"));
        Assert.Single(await EventsAsync(server));
    }

    [Fact]
    public async Task A_message_that_came_again_meanwhile_is_a_duplicate_and_leaves_quarantine()
    {
        await using var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", Broken);
        var id = await OneIdAsync(server);
        await server.SendAsync("/v1/track", Mended);

        var replayed = await ReplayAsync(server, id, Mended);

        Assert.Equal("duplicate", replayed.Json.GetProperty("fate").GetString());
        Assert.Equal(new Counts(2, 1, 1, 0, 0), await server.CountsAsync("web"));
        Assert.Single(await EventsAsync(server));
    }

    [Theory]
    [InlineData("\"Sec-GPC\"")]
    [InlineData("")]
    public async Task What_the_request_said_about_privacy_holds_for_the_replay_too(string header)
    {
        await using var server = await RunningServer.StartAsync();
        (string, string)[] headers = header.Length > 0 ? [RunningServer.Basic(RunningServer.WebKey), ("Sec-GPC", "1")] : [RunningServer.Basic(RunningServer.WebKey)];
        await server.AskAsync(HttpMethod.Post, "/v1/track", null, Broken, headers);

        var replayed = await ReplayAsync(server, await OneIdAsync(server), Mended);

        Assert.Equal(header.Length > 0 ? "refused" : "stored", replayed.Json.GetProperty("fate").GetString());
        Assert.True((await server.CountsAsync("web")) is { Quarantined: 0, Received: 1 });
    }

    [Fact]
    public async Task A_yes_that_was_taken_back_since_keeps_it_out()
    {
        await using var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", Mended.Replace("m-1", "m-0", StringComparison.Ordinal));
        await server.SendAsync("/v1/track", Broken);
        await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""");

        var replayed = await ReplayAsync(server, await OneIdAsync(server), Mended);

        Assert.Equal("refused", replayed.Json.GetProperty("fate").GetString());
        Assert.Equal(new Counts(2, 1, 0, 0, 1), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task Who_looked_into_a_payload_and_why_is_on_disk_and_listed()
    {
        await using var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", Mended.Replace("m-1", "m-0", StringComparison.Ordinal));
        await server.SendAsync("/v1/track", Broken);
        var id = await OneIdAsync(server);

        var listed = await server.ReadAsync("/v1/quarantine?payload=true");
        var shown = await server.AdminAsync($"/v1/quarantine/{id}/read", """{"who":"clerk-7","why":"the customer asked"}""");
        var nobody = await server.AdminAsync($"/v1/quarantine/{id}/read", "{}");
        await ReplayAsync(server, id);
        await server.RestartAsync();
        var lookUps = (await server.ReadAsync("/v1/quarantine/look-ups")).Json.GetProperty("lookUps").EnumerateArray().ToArray();

        Assert.DoesNotContain("u-1", listed.Text, StringComparison.Ordinal);
        Assert.Contains("\"model\":7", shown.Json.GetProperty("payload").GetString(), StringComparison.Ordinal);
        Assert.Equal("missing-member", nobody.Code);
        Assert.Equal(["replay", "read"], lookUps.Select(lookUp => lookUp.GetProperty("act").GetString()));
        Assert.Equal(("clerk-7", "the customer asked", id), (lookUps[1].GetProperty("who").GetString(), lookUps[1].GetProperty("why").GetString(), lookUps[1].GetProperty("id").GetString()));
        var journaled = await server.Core.Store.Journal.FindAsync(lookUps[1].GetProperty("sequence").GetInt64(), TestContext.Current.CancellationToken);
        Assert.Equal(EntryKind.LookUp, journaled!.Value.Row.Kind);
        Assert.False(journaled.Value.Row.Subject.IsNone);
        Assert.Single((await server.ReadAsync("/v1/quarantine")).Json.GetProperty("quarantined").EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_taken_in_says_why_and_stays()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AskAsync(HttpMethod.Post, "/v1/batch", null, "no JSON and no key");
        await server.SendAsync("/v1/track", Broken);
        var rows = (await server.ReadAsync("/v1/quarantine")).Json.GetProperty("quarantined").EnumerateArray().ToArray();
        string IdOf(string source) => rows.Single(row => row.GetProperty("source").GetString() == source).GetProperty("id").GetString()!;

        Assert.Equal("quarantined-source-unknown", (await ReplayAsync(server, IdOf("unknown"), Mended)).Code);
        Assert.Equal("message-id-changed", (await ReplayAsync(server, IdOf("web"), Mended.Replace("m-1", "m-2", StringComparison.Ordinal))).Code);
        Assert.Equal("message-id-changed", (await ReplayAsync(server, IdOf("web"), "{}")).Code);
        Assert.Equal("bad-member", (await server.AdminAsync($"/v1/quarantine/{IdOf("web")}/replay", """{"who":"a","why":"b","payload":"x"}""")).Code);
        Assert.Equal("malformed-json", (await server.AdminAsync($"/v1/quarantine/{IdOf("web")}/replay", """{"who":"a","why":"b","payload":{"a":}}""")).Code);
        Assert.Equal("quarantined", (await ReplayAsync(server, IdOf("web"))).Json.GetProperty("fate").GetString());
        Assert.Equal(new Counts(1, 0, 0, 1, 0), await server.CountsAsync("web"));
    }

    [Fact]
    public async Task A_body_that_nobody_could_read_is_repaired_as_one_event()
    {
        await using var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/batch", """{"batch":[{"type":"track",]}""");

        var replayed = await ReplayAsync(server, await OneIdAsync(server), Mended);

        Assert.Equal("stored", replayed.Json.GetProperty("fate").GetString());
        Assert.Equal(new Counts(1, 1, 0, 0, 0), await server.CountsAsync("web"));
    }

    private static async Task<string> OneIdAsync(RunningServer server) =>
        Assert.Single((await server.ReadAsync("/v1/quarantine")).Json.GetProperty("quarantined").EnumerateArray()).GetProperty("id").GetString()!;

    private static Task<Reply> ReplayAsync(RunningServer server, string id, string? payload = null) =>
        server.AdminAsync($"/v1/quarantine/{id}/replay", payload is null ? Replay : $"{Replay[..^1]},\"payload\":{payload}}}");

    private static async Task<IReadOnlyList<JournalEntry>> EventsAsync(RunningServer server)
    {
        var events = new List<JournalEntry>();
        await foreach (var entry in server.Core.Store.Journal.ReadAllAsync(0, TestContext.Current.CancellationToken))
        {
            if (entry.Row.Kind == EntryKind.Event)
            {
                events.Add(entry);
            }
        }

        return events;
    }

    private static async Task ApplyAsync(RunningServer server, string file, Func<string, string> change)
    {
        var files = RunningServer.MotorsFiles();
        var applied = await server.AdminAsync("/v1/workspace", JsonSerializer.Serialize(new { by = "test", files = files.SetItem(file, change(files[file])) }));
        Assert.True(applied.Status == HttpStatusCode.OK, applied.Text);
    }
}
