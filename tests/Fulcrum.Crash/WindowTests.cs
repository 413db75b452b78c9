using System.Globalization;
using System.Text.Json;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>The edge of the seven days in which a message id is remembered: while running, across restarts and kills, 16 senders at once, runs of ids merged meanwhile.</summary>
public sealed class WindowTests
{
    private const int AtOnce = 16;
    private const int Fillers = 20;

    private static readonly string[] Ways = ["running", "restart", "kill"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_sent_again_is_one_event_for_seven_days_and_a_new_one_after()
    {
        (TimeSpan After, int New)[] edges =
        [
            (TimeSpan.Zero, 0), (TimeSpan.FromSeconds(1), 0), (TimeSpan.FromHours(1), 0),
            (TimeSpan.FromDays(7) - TimeSpan.FromMinutes(10), 0), (TimeSpan.FromDays(7) + TimeSpan.FromMinutes(10), 1),
        ];
        await using var store = ScratchStore.Sqlite();
        await ServerProcess.ApplyAsync(Programs.Host("none"), store, ScratchStore.WorkspaceFolder, Cancellation);
        var server = ServerProcess.Start(Programs.Host("none"), store);
        var client = await ClientAsync(server);
        try
        {
            var ids = edges.SelectMany((_, edge) => Ways.Select(way => $"{edge}-{way}")).ToArray();
            await Task.WhenAll(ids.Select(id => SendAsync(client, id)));
            await Task.WhenAll(Enumerable.Range(0, Fillers).Select(batch => SendAsync(client, [.. Enumerable.Range(0, 100).Select(one => $"filler-{batch}-{one}")])));
            Assert.Equal(ids.Length + (Fillers * 100), (await CountAsync(client)).Stored);

            var time = TimeSpan.Zero;
            for (var edge = 0; edge < edges.Length; edge++)
            {
                await server.TellAsync(string.Create(CultureInfo.InvariantCulture, $"pass {(edges[edge].After - time).TotalSeconds}"));
                time = edges[edge].After;
                await server.WaitUntilSaidAsync("It is ", Cancellation);
                foreach (var way in Ways)
                {
                    (server, client) = await PassAsync(way, server, client, store, time);
                    var before = await CountAsync(client);
                    await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendAsync(client, $"{edge}-{way}")));
                    var after = await CountAsync(client);

                    Assert.True(
                        (edges[edge].New, AtOnce - edges[edge].New) == (after.Stored - before.Stored, after.Duplicate - before.Duplicate),
                        $"After {time}, {way}: {after.Stored - before.Stored} stored, {after.Duplicate - before.Duplicate} duplicate.");
                }
            }
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private static async Task<(ServerProcess Server, ProofClient Client)> PassAsync(string way, ServerProcess server, ProofClient client, ScratchStore store, TimeSpan time)
    {
        switch (way)
        {
            case "running":
                return (server, client);
            case "restart":
                await server.TellAsync("stop");
                await server.WaitForEndAsync(Cancellation);
                break;
            default:
                await server.KillAsync();
                break;
        }

        client.Dispose();
        server.Dispose();
        var next = ServerProcess.Start(Programs.Host("none", time), store);
        return (next, await ClientAsync(next));
    }

    private static async Task SendAsync(ProofClient client, params string[] ids)
    {
        var events = ids.Select(id => $$$"""{"type":"track","event":"Proof Sent","messageId":"{{{id}}}","userId":"window-{{{id}}}","properties":{"number":1}}""");
        var reply = await client.CollectAsync($$"""{"writeKey":"prove-scratch-key-sent","batch":[{{string.Join(',', events)}}]}""", Cancellation);
        Assert.True(reply.IsOk, $"{reply.Status}");
    }

    private static async Task<(long Stored, long Duplicate)> CountAsync(ProofClient client)
    {
        var counts = await client.ReadAsync("/v1/collect/counts?from=2000-01-01T00:00:00Z&until=2200-01-01T00:00:00Z", Cancellation);
        var sent = counts.Body.GetProperty("sources").EnumerateArray().Single(source => source.GetProperty("source").GetString() == "sent");
        Assert.True(sent.GetProperty("balances").GetBoolean());
        return (Of(sent, "stored"), Of(sent, "duplicate"));
    }

    private static long Of(JsonElement sum, string name) => sum.GetProperty(name).GetInt64();

    private static async Task<ProofClient> ClientAsync(ServerProcess server) => new(await server.Listens, new ServerKeys(server.DecideKey, server.AdminKey));
}
