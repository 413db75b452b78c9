using System.Net;
using System.Text.Json;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Xunit;

namespace Fulcrum.Server.Tests.Consent;

/// <summary>The ledger over HTTP: what an outsider asks, with no key, and can check with nothing but what is answered.</summary>
public class LedgerTests
{
    [Fact]
    public async Task An_outsider_checks_every_consent_against_a_head_and_two_heads_against_each_other()
    {
        await using var server = await RunningServer.StartAsync();
        await SayAsync(server, "u-1", "u-2", "u-3");
        var key = await KeyAsync(server);
        var older = await HeadAsync(server, key);
        Assert.Equal(3, older.Size);
        await SayAsync(server, "u-4", "u-5");
        await server.RestartAsync();
        var newer = await HeadAsync(server, key);
        Assert.Equal(5, newer.Size);

        var grown = (await server.AskAsync(HttpMethod.Get, "/v1/ledger/proof/consistency?from=3&to=5")).Json;
        Assert.True(MerkleProof.Extends(3, 5, Proof(grown), older.Root.Span, newer.Root.Span));
        Assert.False(MerkleProof.Extends(3, 5, Proof(grown), newer.Root.Span, older.Root.Span));
        for (var index = 0; index < 5; index++)
        {
            var held = (await server.AskAsync(HttpMethod.Get, $"/v1/ledger/proof/inclusion?index={index}&size=5")).Json;
            var leaf = held.GetProperty("leaf").GetBytesFromBase64();
            Assert.True(LedgerLeaf.TryRead(leaf, out var said));
            Assert.Equal(LedgerLeafKind.Consent, said.Value.Kind);
            Assert.True(MerkleProof.Includes((ulong)index, 5, MerkleHash.Leaf(leaf), Proof(held), newer.Root.Span));
            Assert.False(MerkleProof.Includes((ulong)index, 5, MerkleHash.Leaf([.. leaf.Reverse()]), Proof(held), newer.Root.Span));
        }
    }

    [Theory]
    [InlineData("inclusion?index=0&size=9")]
    [InlineData("inclusion?index=1&size=1")]
    [InlineData("inclusion?index=-1&size=1")]
    [InlineData("inclusion?size=1")]
    [InlineData("inclusion?index=x&size=1")]
    [InlineData("consistency?from=0&to=1")]
    [InlineData("consistency?from=2&to=1")]
    [InlineData("consistency?from=1&to=99999999999999999999")]
    [InlineData("consistency")]
    public async Task What_the_ledger_does_not_have_is_said_and_not_proved(string asked)
    {
        await using var server = await RunningServer.StartAsync();
        await SayAsync(server, "u-1");

        var reply = await server.AskAsync(HttpMethod.Get, $"/v1/ledger/proof/{asked}");

        Assert.Equal((HttpStatusCode.BadRequest, "ledger-range"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task An_empty_ledger_has_a_head_and_proves_nothing()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(0, (await HeadAsync(server, await KeyAsync(server))).Size);
        Assert.Equal("ledger-range", (await server.AskAsync(HttpMethod.Get, "/v1/ledger/proof/inclusion?index=0&size=1")).Code);
    }

    [Fact]
    public async Task A_server_without_a_ledger_says_so()
    {
        await using var server = await RunningServer.StartAsync(hasLedger: false);
        foreach (var path in new[] { "checkpoint", "key", "proof/inclusion?index=0&size=1", "proof/consistency?from=1&to=1" })
        {
            Assert.Equal((HttpStatusCode.NotFound, "ledger-missing"), ((await server.AskAsync(HttpMethod.Get, $"/v1/ledger/{path}")).Status, (await server.AskAsync(HttpMethod.Get, $"/v1/ledger/{path}")).Code));
        }
    }

    private static async Task SayAsync(RunningServer server, params string[] users)
    {
        foreach (var user in users)
        {
            var reply = await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"{{user}}"},"decisions":[{"purpose":"personalization","state":"given","notice":"web-privacy@2026-11","language":"en","channel":"web"}]}""");
            Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        }
    }

    private static async Task<NoteKey> KeyAsync(RunningServer server)
    {
        var reply = (await server.AskAsync(HttpMethod.Get, "/v1/ledger/key")).Json;
        Assert.True(NoteKey.TryParse(reply.GetProperty("key").GetString(), out var key));
        Assert.Equal(reply.GetProperty("origin").GetString(), key.Name);
        return key;
    }

    private static async Task<Checkpoint> HeadAsync(RunningServer server, NoteKey key)
    {
        var reply = await server.AskAsync(HttpMethod.Get, "/v1/ledger/checkpoint");
        Assert.Equal("text/plain", reply.Type);
        Assert.True(Checkpoint.TryOpen(reply.Text, key.Name, [key], out var head));
        return head;
    }

    private static ReadOnlyMemory<byte>[] Proof(JsonElement answer) => [.. answer.GetProperty("proof").EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64())];
}
