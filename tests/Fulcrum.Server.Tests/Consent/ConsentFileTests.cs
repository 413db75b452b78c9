using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Fulcrum.Server.Tests.Consent;

/// <summary>Consent records go out in four formats and come in from them, and a bad file leaves nothing behind.</summary>
public sealed class ConsentFileTests
{
    private const string Given = """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"marketing-email","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-20T09:30:00Z","channel":"web"}]}""";

    [Fact]
    public async Task A_record_has_every_decision_and_what_the_workspace_declares()
    {
        await using var server = await RunningServer.StartAsync();
        await server.DecideAsync("/v1/consents", Given);
        await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"marketing-email","state":"withdrawn"}]}""");

        var reply = await server.AdminAsync("/v1/consents/export", """{"identifiers":{"userId":"u-1"},"principal":"user-id","jurisdiction":"GB"}""");

        var record = Assert.Single(reply.Json.GetProperty("records").EnumerateArray());
        Assert.Equal("u-1", record.GetProperty("pii_principal_id").GetString());
        Assert.Equal(["ConsentGiven", "ConsentWithdrawn"], record.GetProperty("events").EnumerateArray().Select(it => it.GetProperty("event_state").GetString()));
        var processing = record.GetProperty("processing")[0];
        Assert.Equal(("marketing-email", "P730D"), (processing.GetProperty("purpose").GetString(), processing.GetProperty("retention_period").GetString()));
        Assert.Equal("Meridian Motors", record.GetProperty("parties")[0].GetProperty("party_name").GetString());
        Assert.Contains(processing.GetProperty("pii_information").EnumerateArray(), data => data.GetProperty("pii_type").GetString()!.StartsWith("user.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ours")]
    [InlineData("dpv")]
    [InlineData("kantara")]
    public async Task What_goes_out_of_one_server_comes_into_another_with_its_own_time(string format)
    {
        await using var from = await RunningServer.StartAsync();
        await using var to = await RunningServer.StartAsync();
        await from.DecideAsync("/v1/consents", Given);
        var file = await from.AdminAsync("/v1/consents/export", $$"""{"identifiers":{"userId":"u-1"},"format":"{{format}}","principal":"user-id","jurisdiction":"GB"}""");
        Assert.Equal(HttpStatusCode.OK, file.Status);

        var taken = await to.AdminAsync("/v1/consents/import", $$"""{"format":"{{format}}","principal":"user-id","channel":"web","content":{{file.Json.GetRawText()}}}""");

        Assert.Equal((1, 1), (taken.Json.GetProperty("decisions").GetInt32(), taken.Json.GetProperty("recorded").GetInt32()));
        var standing = await StandingAsync(to, "u-1", "marketing-email");
        Assert.Equal(("given", "2026-11-20T09:30:00.000Z", "web-privacy@2026-11"), standing);

        // The same again changes nothing.
        var again = await to.AdminAsync("/v1/consents/import", $$"""{"format":"{{format}}","principal":"user-id","channel":"web","content":{{file.Json.GetRawText()}}}""");
        Assert.Equal(0, again.Json.GetProperty("recorded").GetInt32());
    }

    [Fact]
    public async Task A_consent_to_a_part_of_a_purpose_never_arrives_as_one_to_the_whole()
    {
        await using var from = await RunningServer.StartAsync();
        await using var to = await RunningServer.StartAsync();
        await from.DecideAsync("/v1/consents", Given.Replace("\"state\":\"given\"", "\"state\":\"given\",\"scope\":{\"channel\":\"e-mail\"}", StringComparison.Ordinal));
        var file = await from.AdminAsync("/v1/consents/export", """{"identifiers":{"userId":"u-1"},"format":"dpv","principal":"user-id","jurisdiction":"GB"}""");

        await to.AdminAsync("/v1/consents/import", $$"""{"format":"dpv","principal":"user-id","content":{{file.Json.GetRawText()}}}""");

        Assert.NotEqual("given", (await StandingAsync(to, "u-1", "marketing-email")).State);
        var parts = (await to.DecideAsync("/v1/consents/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("purposes").EnumerateArray()
            .Single(one => one.GetProperty("purpose").GetString() == "marketing-email").GetProperty("parts");
        Assert.Equal(("e-mail", "given"), (parts[0].GetProperty("scope").GetProperty("channel").GetString(), parts[0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task The_published_Kantara_example_comes_in_and_enables_nothing_it_has_no_evidence_for()
    {
        await using var server = await RunningServer.StartAsync();
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "data", "privacy", "kantara", "kantara-consent-receipt-v1_1-example.json"), TestContext.Current.CancellationToken);
        var names = """{"To provide contracted services":"skip","To personalize service experience":"personalization","To market services":"marketing-email","Complying with legal obligations":"service"}""";

        var taken = await server.AdminAsync("/v1/consents/import", $$"""{"format":"kantara","principal":"user-id","purposes":{{names}},"content":{{example}}}""");

        Assert.Equal("""{"read":4,"decisions":2,"recorded":2,"invalid":{"notice-unknown":2},"skipped":{"left-out":1,"other-basis":1}}""", taken.Text);
        Assert.Equal("invalid", (await StandingAsync(server, "Bowden Jeffries", "marketing-email")).State);
    }

    [Theory]
    [InlineData("""{"marketing":{"any":{"val":"n"},"email":{"val":"y","time":"2026-11-20T09:30:00Z"}}}""", "refused")]
    [InlineData("""{"marketing":{"email":{"val":"y","time":"2026-11-20T09:30:00Z"}}}""", "given")]
    [InlineData("""{"marketing":{"email":{"val":"y"}}}""", "invalid")]
    [InlineData("""{"marketing":{"email":{"val":"VI","time":"2026-11-20T09:30:00Z"}}}""", "unknown")]
    [InlineData("""{"marketing":{"email":{"val":"y","time":"2026-11-20T09:30:00Z"}},"idSpecific":{"email":{"a@b.example":{"marketing":{"email":{"val":"n"}}}}}}""", "refused")]
    public async Task Xdm_comes_in_by_its_rules(string consents, string stands)
    {
        await using var server = await RunningServer.StartAsync();

        var taken = await server.AdminAsync("/v1/consents/import", $$"""
            {"format":"xdm","purposes":{"marketing.email":"marketing-email","marketing.any":"skip"},"notice":"web-privacy@2026-11","language":"en",
             "content":{"identityMap":{"email":[{"id":"a@b.example"}]},"consents":{{consents}} } }
            """);

        Assert.Equal(HttpStatusCode.OK, taken.Status);
        Assert.Equal(stands, (await StandingAsync(server, "a@b.example", "marketing-email", "email")).State);
    }

    [Fact]
    public async Task A_bad_record_late_in_the_file_leaves_nothing_half_taken_in()
    {
        await using var server = await RunningServer.StartAsync();
        await server.DecideAsync("/v1/consents", Given);
        var file = (await server.AdminAsync("/v1/consents/export", """{"identifiers":{"userId":"u-1"},"format":"dpv","principal":"user-id","jurisdiction":"GB"}""")).Json;
        var graph = JsonNode.Parse(file.GetRawText())!.AsObject();
        var (first, second) = (graph["@graph"]![0]!, graph["@graph"]![0]!.DeepClone().AsObject());
        first["dpv:hasDataSubject"]!["dct:identifier"] = "u-2";
        Assert.True(second["dpv:hasProcess"]![0]!.AsObject().Remove("dpv:hasJurisdiction"));
        graph["@graph"]!.AsArray().Add(second);

        var refused = await server.AdminAsync("/v1/consents/import", $$"""{"format":"dpv","principal":"user-id","content":{{graph.ToJsonString()}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "consent-records-refused"), (refused.Status, refused.Json.GetProperty("code").GetString()));
        var field = Assert.Single(refused.Json.GetProperty("fields").EnumerateArray());
        Assert.Equal("@graph[1].processing[0].jurisdiction", field.GetProperty("field").GetString());
        Assert.Equal("ISO/IEC TS 27560 M", field.GetProperty("source").GetString());
        Assert.Equal("unknown", (await StandingAsync(server, "u-2", "marketing-email")).State);
    }

    [Fact]
    public async Task A_file_that_claims_a_standard_is_not_written_without_what_the_standard_demands()
    {
        await using var server = await RunningServer.StartAsync();
        await server.DecideAsync("/v1/consents", Given);

        var refused = await server.AdminAsync("/v1/consents/export", """{"identifiers":{"userId":"u-1"},"format":"dpv"}""");

        Assert.Equal((HttpStatusCode.Conflict, "consent-records-incomplete"), (refused.Status, refused.Json.GetProperty("code").GetString()));
        Assert.Equal("processing[0].jurisdiction", Assert.Single(refused.Json.GetProperty("fields").EnumerateArray()).GetProperty("field").GetString());
        Assert.DoesNotContain("u-1", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_go_out_only_with_an_admin_key()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await server.DecideAsync("/v1/consents/export", """{"identifiers":{"userId":"u-1"}}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.DecideAsync("/v1/consents/import", """{"format":"ours","content":{}}""")).Status);
        Assert.Equal("[]", (await server.AdminAsync("/v1/consents/export", """{"identifiers":{"userId":"nobody"}}""")).Json.GetProperty("records").GetRawText());
    }

    private static async Task<(string State, string At, string Notice)> StandingAsync(RunningServer server, string id, string purpose, string type = "userId")
    {
        var reply = await server.DecideAsync("/v1/consents/query", $$"""{"identifiers":{"{{type}}":{{JsonSerializer.Serialize(id)}} } }""");
        var one = reply.Json.GetProperty("purposes").EnumerateArray().Single(one => one.GetProperty("purpose").GetString() == purpose);
        return (one.GetProperty("state").GetString()!, one.TryGetProperty("at", out var at) ? at.GetString()! : "", one.TryGetProperty("notice", out var notice) ? notice.GetString()! : "");
    }
}
