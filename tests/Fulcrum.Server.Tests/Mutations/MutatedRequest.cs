using System.Text;
using System.Text.Json;

namespace Fulcrum.Server.Tests.Mutations;

/// <summary>A request as it is sent: where, with which headers, and which bytes.</summary>
internal sealed record MutatedRequest(string Path, string Authorization, byte[] Body, bool Gzip = false)
{
    private static readonly string[] CollectPaths =
    [
        "/v1/identify", "/v1/track", "/v1/page", "/v1/screen", "/v1/group", "/v1/alias", "/v1/i", "/v1/t", "/v1/p", "/v1/s", "/v1/g", "/v1/a",
    ];

    private static readonly string[] BatchPaths = ["/v1/batch", "/v1/b", "/v1/import"];

    /// <summary>Requests that the server takes as they are: every POST route, and the forms a body can have.</summary>
    public static IReadOnlyList<MutatedRequest> Valid { get; } = [.. MakeValid()];

    /// <summary>Whether it brings events in, so that its answer says how many were received.</summary>
    public bool IsCollect => CollectPaths.Contains(Path) || IsBatch;

    private bool IsBatch => BatchPaths.Contains(Path);

    /// <summary>How many events the server owes an account of when it answered this status.</summary>
    public int EventsOwed(int status) => status switch
    {
        200 when IsBatch => CountEvents(),
        200 or 400 => 1,
        _ => 0,
    };

    // A reader of its own, so that a mistake in the product's does not count itself right.
    private int CountEvents()
    {
        var start = Body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        using var json = JsonDocument.Parse(Body.AsMemory(start), new JsonDocumentOptions { MaxDepth = 10_000 });
        return json.RootElement.EnumerateObject().Last(member => member.NameEquals("batch") && member.Value.ValueKind == JsonValueKind.Array).Value.GetArrayLength();
    }

    private static IEnumerable<MutatedRequest> MakeValid()
    {
        var basic = RunningServer.Basic(RunningServer.WebKey + ":").Value;
        const string properties = """{"path":"/cars/roadster","title":"Roadster","section":"sport","price":41990.5,"tags":["a","b"],"deep":{"er":{"x":1}}}""";
        const string context = """{"locale":"en-GB","ip":"192.0.2.1","consent":{"categoryPreferences":{"analytics":true,"functional":true}},"device":{"advertisingId":"x","adTrackingEnabled":false}}""";
        const string times = """ "messageId":"m-1","timestamp":"2026-11-24T03:00:00.000Z","originalTimestamp":"2026-11-24T03:00:00.000Z","sentAt":"2026-11-24T03:00:01.000Z" """;
        var bodies = new Dictionary<string, string>
        {
            ["identify"] = $$"""{"type":"identify","userId":"u-1","anonymousId":"a-1","traits":{"email":"ada@example.org","phone":"+442079460000","firstName":"Ada"},"context":{{context}},{{times}}}""",
            ["track"] = $$"""{"type":"track","userId":"u-1","anonymousId":"a-1","event":"Test Drive Booked","properties":{"model":"roadster","dealer":"london","date":"2026-12-01T10:00:00Z"},"context":{{context}},{{times}}}""",
            ["page"] = $$"""{"type":"page","anonymousId":"a-1","name":"Cars","properties":{{properties}},"context":{{context}},{{times}}}""",
            ["screen"] = $$"""{"type":"screen","anonymousId":"a-1","name":"Home","properties":{{properties}},"context":{{context}},{{times}}}""",
            ["group"] = $$"""{"type":"group","userId":"u-1","groupId":"g-1","traits":{"name":"Club"},"context":{{context}},{{times}}}""",
            ["alias"] = $$"""{"type":"alias","userId":"u-1","previousId":"a-1","context":{{context}},{{times}}}""",
        };
        var letters = new Dictionary<string, string> { ["identify"] = "i", ["track"] = "t", ["page"] = "p", ["screen"] = "s", ["group"] = "g", ["alias"] = "a" };
        foreach (var (call, body) in bodies)
        {
            yield return new MutatedRequest($"/v1/{call}", basic, Encoding.UTF8.GetBytes(body));
            yield return new MutatedRequest($"/v1/{letters[call]}", "", Encoding.UTF8.GetBytes($$"""{"writeKey":"{{RunningServer.WebKey}}",{{body[1..]}}"""));
        }

        var batch = $$$"""{"batch":[{{{string.Join(',', bodies.Values)}}}],"sentAt":"2026-11-24T03:00:01.000Z","context":{"library":{"name":"x"}},"integrations":{"All":true}}""";
        foreach (var path in BatchPaths)
        {
            yield return new MutatedRequest(path, basic, Encoding.UTF8.GetBytes(batch));
        }

        yield return new MutatedRequest("/v1/batch", basic, Encoding.UTF8.GetBytes(batch), Gzip: true);
        yield return new MutatedRequest("/v1/m", "", "{}"u8.ToArray());

        const string decide = "Bearer " + RunningServer.DecideKey;
        const string admin = "Bearer " + RunningServer.AdminKey;
        yield return new("/v1/decide", decide, """{"placements":["home-hero","home-tiles"],"subject":{"email":"ada@example.org","userId":"u-1"},"context":{"country":"GB","hour":9,"new":true,"tags":["a"]},"requestId":"r-1"}"""u8.ToArray());
        yield return new("/v1/consents", decide, """{"identifiers":{"userId":"u-1"},"verified":true,"requestId":"c-1","decisions":[{"purpose":"personalization","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-24T03:00:00Z","channel":"web","method":"express"}]}"""u8.ToArray());
        yield return new("/v1/consents/query", decide, """{"identifiers":{"userId":"u-1"}}"""u8.ToArray());
        yield return new("/v1/outcomes", decide, """{"decisionId":"d-abcdefghijklmnopqrstuvwxyz","offer":"discover-range","outcome":"click"}"""u8.ToArray());
        yield return new("/v1/views/dealer", decide, """{"identifiers":{"email":"ada@example.org"},"who":"dealer-042","why":"at the desk"}"""u8.ToArray());
        yield return new("/v1/links/query", admin, """{"identifiers":{"userId":"u-1"}}"""u8.ToArray());
        yield return new("/v1/links/cut", admin, """{"left":"s-1","right":"s-2","by":"clerk-1","why":"a shared tablet"}"""u8.ToArray());
        yield return new("/v1/quarantine/00000000000000000000000000000000/read", admin, """{"who":"clerk-1","why":"to mend it"}"""u8.ToArray());
        yield return new("/v1/quarantine/00000000000000000000000000000000/replay", admin, """{"who":"clerk-1","why":"mended","payload":{"type":"track","event":"E","messageId":"m-1","userId":"u-1","properties":{"a":[1,{"b":null}]}}}"""u8.ToArray());
        yield return new("/v1/workspace/diff", admin, """{"by":"clerk-1","files":{"workspace.yaml":"name: x\n","offers/a.yaml":"offers: {}\n"}}"""u8.ToArray());
        yield return new("/v1/erasures", admin, """{"identifiers":{"userId":"u-9"},"by":"clerk-1","why":"asked for"}"""u8.ToArray());
    }
}
