using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.OpenDsr;

/// <summary>What partners hand on by OpenDSR is taken in, signed, done with no more than its proof opens, and answered for.</summary>
public sealed class OpenDsrTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_trusted_partner_hands_on_is_held_and_then_done()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        var (id, body) = (Partners.Id(1), Partners.Body(Partners.Id(1), "erasure"));

        var taken = await server.HandOnAsync(RunningServer.FleetKey, body);

        Assert.Equal(HttpStatusCode.Created, taken.Status);
        Assert.Equal((id, "fleet", "hold"), (taken.Json.GetProperty("subject_request_id").GetString(), taken.Json.GetProperty("controller_id").GetString(), Partners.More(taken.Json).GetProperty("waits_for").GetString()));
        Assert.Equal(body, Encoding.UTF8.GetString(taken.Json.GetProperty("encoded_request").GetBytesFromBase64()));
        Assert.Equal(_clock.GetUtcNow().AddDays(30), taken.Json.GetProperty("expected_completion_time").GetDateTimeOffset());
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.Equal(("pending", true), (await server.StandsAsync(RunningServer.FleetKey, id), await server.IsKeptAsync()));

        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal(("completed", false), (await server.StandsAsync(RunningServer.FleetKey, id), await server.IsKeptAsync()));
        Assert.Equal("referral-begun", (await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{id}", RunningServer.FleetKey)).Code);
        Assert.Equal("completed", (await server.AskAsync(HttpMethod.Get, $"/v2/status/{id}", RunningServer.FleetKey)).Json.GetProperty("request_status").GetString());
    }

    [Fact]
    public async Task What_is_pending_can_be_taken_back_and_is_not_done()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure"));

        var taken = await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{Partners.Id(1)}", RunningServer.FleetKey);
        var again = await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{Partners.Id(1)}", RunningServer.FleetKey);
        _clock.Advance(TimeSpan.FromDays(1));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (taken.Status, again.Status));
        Assert.Equal(("cancelled", true), (await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)), await server.IsKeptAsync()));
    }

    [Fact]
    public async Task Without_trust_nothing_is_read_or_erased_before_the_customer_confirms()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        var taken = await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(1), "erasure"));
        Assert.Equal("customer-confirmation", Partners.More(taken.Json).GetProperty("waits_for").GetString());
        Assert.Equal(1, server.Core.Messages.Count);
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.Equal(("pending", true), (await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(1)), await server.IsKeptAsync()));

        var waiting = Assert.Single(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));
        Assert.Empty(await server.Core.Referrals.ListWaitingAsync(server.Proven("other@example.org"), Stop));
        Assert.Null(await server.Core.Referrals.AnswerAsync(server.Proven("other@example.org"), waiting.Request.Id, true, Stop));
        Assert.Null(await server.Core.Referrals.AnswerAsync(server.Proven(isVerified: false), waiting.Request.Id, true, Stop));
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.True(await server.IsKeptAsync());

        Assert.NotNull(await server.Core.Referrals.AnswerAsync(server.Proven(), waiting.Request.Id, true, Stop));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal(("completed", false), (await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(1)), await server.IsKeptAsync()));
    }

    [Fact]
    public async Task A_customer_who_did_not_ask_says_so_and_the_partner_hears_why()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(1), "erasure"));
        var waiting = Assert.Single(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));

        await server.Core.Referrals.AnswerAsync(server.Proven(), waiting.Request.Id, false, Stop);

        var status = await server.StatusAsync(RunningServer.BrokerKey, Partners.Id(1));
        Assert.Equal(("cancelled", "suspected-fraud"), (status.GetProperty("request_status").GetString(), Partners.More(status).GetProperty("denial_reason").GetString()));
        Assert.True(await server.IsKeptAsync());
    }

    [Fact]
    public async Task What_nobody_confirms_ends_and_leaves_nobody_behind()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(1), "access"));

        _clock.Advance(TimeSpan.FromDays(14));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal("cancelled", await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(1)));
        Assert.Empty(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));
    }

    [Theory]
    [InlineData("access")]
    [InlineData("portability")]
    public async Task What_was_asked_to_see_is_fetched_for_a_week_by_who_asked(string type)
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), type));
        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(2), type, "nobody@example.org"));
        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        var known = await server.StatusAsync(RunningServer.FleetKey, Partners.Id(1));
        Assert.Equal($"https://rights.meridian-motors.example/v2/requests/{Partners.Id(1)}/results", known.GetProperty("results_url").GetString());
        Assert.False((await server.StatusAsync(RunningServer.FleetKey, Partners.Id(2))).TryGetProperty("results_url", out _));
        Assert.Equal("application/zip", (await FetchAsync(RunningServer.FleetKey)).Type);
        Assert.Equal("unknown-referral", (await FetchAsync(RunningServer.BrokerKey)).Code);

        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal("no-results", (await FetchAsync(RunningServer.FleetKey)).Code);
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.Equal("no-results", (await FetchAsync(RunningServer.FleetKey)).Code);

        Task<Reply> FetchAsync(string key) => server.AskAsync(HttpMethod.Get, $"/v2/requests/{Partners.Id(1)}/results", key);
    }

    [Fact]
    public async Task The_same_again_is_answered_again_and_another_one_under_its_id_is_not()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var first = await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure"));
        _clock.Advance(TimeSpan.FromMinutes(5));

        var again = await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure"));
        var other = await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "access"));
        var others = await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(1), "access"));

        Assert.Equal((HttpStatusCode.Created, first.Text), (again.Status, again.Text));
        Assert.Equal((HttpStatusCode.BadRequest, "another-under-its-id"), (other.Status, other.Code));
        Assert.Equal(HttpStatusCode.Created, others.Status);
    }

    [Fact]
    public async Task Every_answer_is_signed_by_the_published_certificate_and_a_changed_one_does_not_verify()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        using var certificate = X509Certificate2.CreateFromPem((await server.AskAsync(HttpMethod.Get, "/v2/certificate")).Text);
        using var key = certificate.GetRSAPublicKey()!;
        Reply[] replies =
        [
            await server.AskAsync(HttpMethod.Get, "/v2/discovery"),
            await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure")),
            await server.AskAsync(HttpMethod.Get, $"/v2/requests/{Partners.Id(1)}", RunningServer.FleetKey),
            await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{Partners.Id(1)}", RunningServer.FleetKey),
            await server.HandOnAsync(RunningServer.FleetKey, "{}"),
        ];

        foreach (var reply in replies)
        {
            var signature = Convert.FromBase64String(reply.Headers["X-OpenDSR-Signature"]);
            Assert.Equal("rights.meridian-motors.example", reply.Headers["X-OpenDSR-Processor-Domain"]);
            Assert.True(Holds(reply.Text, signature));
            Assert.False(Holds(reply.Text.Replace("\":", "\" :", StringComparison.Ordinal), signature));
        }

        bool Holds(string text, byte[] signature) => key.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    [Fact]
    public async Task The_earlier_name_is_honoured_in_routes_and_headers()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var body = Partners.Body(Partners.Id(1), "erasure").Replace("\"regulation\":\"gdpr\",", "", StringComparison.Ordinal);

        var taken = await server.HandOnAsync(RunningServer.FleetKey, body, "/v1/opengdpr_requests");
        var status = await server.AskAsync(HttpMethod.Get, $"/v1/opengdpr_requests/{Partners.Id(1)}", RunningServer.FleetKey);
        var back = await server.AskAsync(HttpMethod.Delete, $"/v1/opengdpr_requests/{Partners.Id(1)}", RunningServer.FleetKey);
        var discovery = await server.AskAsync(HttpMethod.Get, "/v1/discovery");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Accepted), (taken.Status, status.Status, back.Status));
        Assert.Equal("1.0", discovery.Json.GetProperty("api_version").GetString());
        Assert.All([taken, status, back, discovery], reply => Assert.NotEmpty(reply.Headers["X-OpenGDPR-Signature"]));
    }

    [Fact]
    public async Task Killed_after_it_was_taken_in_nothing_is_lost()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure"));
        await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(2), "access"));

        await server.RestartAsync();

        Assert.Equal("pending", await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)));
        Assert.Single(await server.Core.Referrals.ListWaitingAsync(server.Proven(), Stop));
        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(Stop);
        Assert.False(await server.IsKeptAsync());
        await server.RestartAsync();
        Assert.Equal(("completed", "pending"), (await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)), await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(2))));
    }

    [Fact]
    public async Task What_nobody_proved_holds_up_and_takes_back_nothing_that_is_done_on_a_better_word()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(HttpStatusCode.Created, (await server.HandOnAsync(RunningServer.BrokerKey, Partners.Body(Partners.Id(number), "erasure"))).Status);
        }

        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure"));
        await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{Partners.Id(1)}", RunningServer.BrokerKey);
        Assert.Equal("pending", await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)));
        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(Stop);

        Assert.Equal(("completed", false), (await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)), await server.IsKeptAsync()));
        Assert.Equal(("cancelled", "pending"), (await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(1)), await server.StandsAsync(RunningServer.BrokerKey, Partners.Id(2))));
    }

    [Fact]
    public async Task Identities_that_cannot_be_matched_are_told_one_by_one()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var hash = Convert.ToHexStringLower(SHA256.HashData("mary@example.org"u8));
        string Sent(int number, string more) => Partners.Body(Partners.Id(number), "erasure")
            .Replace("\"subject_identities\":[", $$"""
            "subject_identities":[{"identity_type":"email","identity_value":"{{hash}}","identity_format":"sha256"}{{more}}
            """, StringComparison.Ordinal);

        var some = await server.HandOnAsync(RunningServer.FleetKey, Sent(1, ","));
        var none = await server.HandOnAsync(RunningServer.FleetKey, Sent(2, "],\"left\":["));

        var unmatched = Assert.Single(Partners.More(some.Json).GetProperty("unmatched_identities").EnumerateArray());
        Assert.Equal((0, "sha256"), (unmatched.GetProperty("index").GetInt32(), unmatched.GetProperty("identity_format").GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, "identities-unmatched"), (none.Status, none.Code));
        Assert.DoesNotContain(hash, none.Text, StringComparison.Ordinal);
        Assert.Contains("send it raw", none.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "malformed-json")]
    [InlineData("{}", "missing-member")]
    [InlineData("regulation\":\"gdpr", "regulation\":\"lgpd", "bad-member")]
    [InlineData("\"regulation\":\"gdpr\",", "", "missing-member")]
    [InlineData("a7551968", "A7551968", "bad-member")]
    [InlineData("-44b2-", "-14b2-", "bad-member")]
    [InlineData("\"erasure\"", "\"rectification\"", "bad-member")]
    [InlineData("2026-11-02T15:00:00Z", "2026-11-02", "bad-member")]
    [InlineData("\"raw\"", "\"sha512\"", "bad-member")]
    [InlineData("\"identity_value\":\"mary@example.org\",", "", "missing-member")]
    [InlineData("mary@example.org", "nobody", "identities-unmatched")]
    [InlineData("}]", "}],\"status_callback_urls\":[\"http://169.254.169.254/latest\"]", "callback-not-listed")]
    [InlineData("}]", "}],\"status_callback_urls\":[\"https://rights.meridian-fleet.example.evil.example/x\"]", "callback-not-listed")]
    [InlineData("}]", "}],\"status_callback_urls\":[\"https://user:pw@rights.meridian-fleet.example/x\"]", "callback-not-listed")]
    public async Task What_is_malformed_is_refused_with_the_protocols_error_object(string find, string replace, string code = "")
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var body = code.Length == 0 ? find : Partners.Body(Partners.Id(1), "erasure").Replace(find, replace, StringComparison.Ordinal);

        var reply = await server.HandOnAsync(RunningServer.FleetKey, body);

        Assert.Equal((HttpStatusCode.BadRequest, code.Length == 0 ? replace : code), (reply.Status, reply.Code));
        var error = reply.Json.GetProperty("error");
        Assert.Equal((400, "Validation"), (error.GetProperty("code").GetInt32(), error.GetProperty("errors")[0].GetProperty("domain").GetString()));
        Assert.DoesNotContain("mary", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_partners_hand_on_and_only_what_they_may()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        var body = Partners.Body(Partners.Id(1), "portability");

        Assert.Equal("key-missing", (await server.AskAsync(HttpMethod.Post, "/v2/requests", null, body)).Code);
        Assert.Equal("key-unknown", (await server.HandOnAsync("partner_nobody", body)).Code);
        Assert.Equal("key-of-other-kind", (await server.HandOnAsync(RunningServer.AdminKey, body)).Code);
        Assert.Equal("right-not-handed-on", (await server.HandOnAsync(RunningServer.BrokerKey, body)).Code);
        Assert.Equal("unknown-referral", (await server.AskAsync(HttpMethod.Get, $"/v2/requests/{Partners.Id(9)}", RunningServer.FleetKey)).Code);
    }

    [Fact]
    public async Task A_workspace_without_partners_does_not_speak_it()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock, files: files => files.Remove("partners.yaml"));

        Assert.Equal("opendsr-not-spoken", (await server.AskAsync(HttpMethod.Get, "/v2/discovery")).Code);
    }
}
