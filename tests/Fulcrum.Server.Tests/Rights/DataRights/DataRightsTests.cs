using System.Net;
using System.Text.Json.Nodes;
using Fulcrum.Consent;
using Fulcrum.Server.Tests.Rights.OpenDsr;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.DataRights;

/// <summary>What agents ask by the Data Rights Protocol counts when they signed just that, for us, now and once; and is done with no more than its proof opens.</summary>
public sealed class DataRightsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, int, string> BadMessages => new()
    {
        { "agent-id", "OTHER_AGENT", 403, "other-agent" },
        { "business-id", "OTHER_MOTORS", 403, "other-business" },
        { "issued-at", "2026-11-30T09:02:00Z", 403, "message-out-of-time" },
        { "expires-at", "2026-11-30T08:59:59Z", 403, "message-out-of-time" },
        { "expires-at", "2026-11-30T09:10:01Z", 403, "message-out-of-time" },
        { "expires-at", "soon", 400, "bad-member" },
        { "business-id", "", 400, "missing-member" },
        { "exercise", "forget", 400, "unknown-rights-action" },
        { "exercise", "sale:opt-in", 400, "no-yes-by-others" },
        { "exercise", "sale:opt_in", 400, "no-yes-by-others" },
        { "email", "nobody", 400, "nobody-named" },
        { "status_callback", "http://169.254.169.254/", 400, "callback-not-listed" },
    };

    [Fact]
    public async Task A_deletion_waits_for_the_customer_and_is_then_fulfilled()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        var agent = await PairedAsync(server);

        var taken = (await agent.ExerciseAsync(agent.Message())).Json;
        var id = taken.GetProperty("request_id").GetString()!;
        Assert.Equal(("in_progress", "need_user_verification", "foo"), (Text(taken, "status"), Text(taken, "reason"), Text(taken, "agent_request_id")));
        Assert.Equal("https://privacy.meridian-motors.example/en/requests", Text(taken, "user_verification_url"));
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.True(await server.IsKeptAsync());

        var waiting = Assert.Single(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));
        await server.Core.Referrals.AnswerAsync(server.Proven(), waiting.Request.Id, true, Stop);
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal("fulfilled", Text(await agent.StatusAsync(id), "status"));
        Assert.False(await server.IsKeptAsync());
    }

    [Fact]
    public async Task Each_way_a_request_ends_has_the_protocols_word()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        var agent = await PairedAsync(server);
        var (revoked, denied, expired, unknown) = (await IdAsync("access"), await IdAsync("access:specific"), await IdAsync("deletion"), await IdAsync("access", "nobody@example.org"));

        var revoke = await agent.SendAsync(HttpMethod.Delete, $"/v1/data-rights-request/{revoked}", Agent.Sign("""{"reason":"changed their mind"}"""));
        Assert.Equal("revoked", Text(revoke.Json, "status"));
        var second = (await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop)).Single(one => one.Asked.Reference == denied);
        await server.Core.Referrals.AnswerAsync(server.Proven(), second.Request.Id, false, Stop);
        var fourth = Assert.Single(await server.Core.Referrals.ListWaitingAsync(server.Proven("nobody@example.org"), Stop));
        await server.Core.Referrals.AnswerAsync(server.Proven("nobody@example.org"), fourth.Request.Id, true, Stop);
        _clock.Advance(TimeSpan.FromDays(14));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal(("denied", "suspected_fraud"), (Text(await agent.StatusAsync(denied), "status"), Text(await agent.StatusAsync(denied), "reason")));
        Assert.Equal("expired", Text(await agent.StatusAsync(expired), "status"));
        Assert.Equal(("denied", "no_match"), (Text(await agent.StatusAsync(unknown), "status"), Text(await agent.StatusAsync(unknown), "reason")));

        async Task<string> IdAsync(string exercise, string email = Partners.Email) => Text((await agent.ExerciseAsync(agent.Message(exercise, email))).Json, "request_id");
    }

    [Fact]
    public async Task An_opt_out_is_done_on_the_agents_word_only_for_whom_it_verified()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var agent = await PairedAsync(server);

        var verified = (await agent.ExerciseAsync(agent.Message("sale:opt-out"))).Json;
        var claimed = (await agent.ExerciseAsync(agent.Message("sale:opt_out", "other@example.org", isVerified: false))).Json;
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal("fulfilled", Text(await agent.StatusAsync(Text(verified, "request_id")), "status"));
        Assert.Equal("need_user_verification", Text(await agent.StatusAsync(Text(claimed, "request_id")), "reason"));
        Assert.Equal(ConsentState.Withdrawn, await StateAsync(Partners.Email));
        Assert.NotEqual(ConsentState.Withdrawn, await StateAsync("other@example.org"));

        async Task<ConsentState> StateAsync(string email) =>
            (await server.Core.Consents.ReadAsync([server.Proven(email)], Stop)).FirstOrDefault(one => one.Purpose.Name == "sales-assistance").Standing.State;
    }

    [Fact]
    public async Task The_same_message_is_refused_the_second_time_also_after_a_restart()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var agent = await PairedAsync(server);
        var message = agent.Message();
        var pairing = Agent.Sign(agent.Message("").ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await agent.ExerciseAsync(message)).Status);
        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(HttpMethod.Post, "/v1/agent/RIGHTS_AGENT", pairing)).Status);

        Assert.Equal((HttpStatusCode.Conflict, "message-seen-before"), ((await agent.ExerciseAsync(message)).Status, (await agent.ExerciseAsync(message)).Code));
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.SendAsync(HttpMethod.Post, "/v1/agent/RIGHTS_AGENT", pairing)).Status);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await server.RestartAsync();
        var after = new Agent(server, _clock) { Token = agent.Token };
        Assert.Equal("message-seen-before", (await after.ExerciseAsync(message)).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await after.SendAsync(HttpMethod.Post, "/v1/agent/RIGHTS_AGENT", pairing)).Status);
        Assert.Equal("{}", (await after.SendAsync(HttpMethod.Get, "/v1/agent/RIGHTS_AGENT", null)).Text);
    }

    [Theory]
    [MemberData(nameof(BadMessages))]
    public async Task What_is_signed_for_others_or_of_another_time_or_says_nothing_of_use_is_refused(string member, string value, int status, string code)
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var agent = await PairedAsync(server);
        var message = agent.Message();
        message[member] = value;

        var reply = await agent.ExerciseAsync(message);

        Assert.Equal((status, code), ((int)reply.Status, reply.Code));
        Assert.Equal(reply.Json.GetProperty("code").GetString(), $"{status}");
        Assert.Empty(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));
    }

    [Fact]
    public async Task What_was_changed_or_signed_by_another_key_is_nobodys()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var agent = await PairedAsync(server);
        var (message, signed) = (agent.Message().ToJsonString(), Agent.Sign(agent.Message().ToJsonString()));
        var bytes = Convert.FromBase64String(signed);
        var changed = Convert.ToBase64String([.. bytes[..64], .. System.Text.Encoding.UTF8.GetBytes(message.Replace("mary@", "joan@", StringComparison.Ordinal))]);
        bytes[0] ^= 1;

        // Each of these would be taken in if signatures were not looked at: the message alone is good.
        foreach (var text in new[] { changed, Convert.ToBase64String(bytes), Agent.Sign(message, otherKey: 8), Convert.ToBase64String([.. new byte[64], .. System.Text.Encoding.UTF8.GetBytes(message)]), message, "", "%%%" })
        {
            var reply = await agent.SendAsync(HttpMethod.Post, "/v1/data-rights-request", text);
            Assert.Equal((HttpStatusCode.Forbidden, "message-not-signed"), (reply.Status, reply.Code));
        }

        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(HttpMethod.Post, "/v1/data-rights-request", signed)).Status);
    }

    [Fact]
    public async Task Without_a_token_or_with_nobodys_nothing_is_told_and_without_a_signature_none_is_given()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var agent = await PairedAsync(server);
        var id = Text((await agent.ExerciseAsync(agent.Message())).Json, "request_id");
        var stranger = new Agent(server, _clock);

        Assert.Equal("key-missing", (await stranger.SendAsync(HttpMethod.Get, $"/v1/data-rights-request/{id}", null)).Code);
        stranger.Token = agent.Token[..^1] + (agent.Token[^1] == '0' ? '1' : '0');
        Assert.Equal("key-unknown", (await stranger.SendAsync(HttpMethod.Get, $"/v1/data-rights-request/{id}", null)).Code);
        stranger.Token = RunningServer.AdminKey;
        Assert.Equal("key-of-other-kind", (await stranger.SendAsync(HttpMethod.Get, $"/v1/data-rights-request/{id}", null)).Code);
        Assert.Equal("not-this-agents", (await agent.SendAsync(HttpMethod.Get, "/v1/data-rights-request/c789ff35-7644-8ceb-9981-4b35c264aac3", null)).Code);
        Assert.Equal("other-agent", (await agent.SendAsync(HttpMethod.Get, "/v1/agent/OTHER_AGENT", null)).Code);

        foreach (var (path, text) in new[] { ("/v1/agent/RIGHTS_AGENT", Agent.Sign(agent.Message("").ToJsonString(), otherKey: 8)), ("/v1/agent/NOBODY", Agent.Sign(agent.Message("").ToJsonString())) })
        {
            var refused = await new Agent(server, _clock).SendAsync(HttpMethod.Post, path, text);
            Assert.Equal((HttpStatusCode.Forbidden, ""), (refused.Status, refused.Text));
        }
    }

    [Fact]
    public async Task What_was_asked_to_see_is_fetched_with_the_token_and_the_agent_is_called_back()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await RunningServer.StartAsync(clock: _clock, files: files => files.SetItem(
            "partners.yaml", files["partners.yaml"].Replace("https://agent.rights.example", listener.Origin, StringComparison.Ordinal)
                .Replace("trusted: [opt-out]", "trusted: [access]", StringComparison.Ordinal)));
        await server.LiveAsync();
        var agent = await PairedAsync(server);
        var message = agent.Message("access:categories");
        message["status_callback"] = $"{listener.Origin}/update";
        var id = Text((await agent.ExerciseAsync(message)).Json, "request_id");
        await server.Core.ReferralWork.RunDueAsync(Stop);

        string[] told = [Status(await listener.NextAsync()), Status(await listener.NextAsync())];

        Assert.Equal(["in_progress", "fulfilled"], told);
        Assert.Equal($"https://rights.meridian-motors.example/v1/data-rights-request/{id}/results", Text(await agent.StatusAsync(id), "results_url"));
        Assert.Equal("application/zip", (await agent.SendAsync(HttpMethod.Get, $"/v1/data-rights-request/{id}/results", null)).Type);
        Assert.Equal("referral-begun", (await agent.SendAsync(HttpMethod.Delete, $"/v1/data-rights-request/{id}", Agent.Sign("{}"))).Code);

        static string Status(Call call) => JsonNode.Parse(call.Body)!["status"]!.GetValue<string>();
    }

    private async Task<Agent> PairedAsync(RunningServer server)
    {
        var agent = new Agent(server, _clock);
        await agent.PairAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        return agent;
    }

    private static string Text(System.Text.Json.JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetString()! : "";
}
