using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.OpenDsr;

/// <summary>Partners are told of each change, signed, in order, through failures and restarts, at the origins they agreed and no others.</summary>
public sealed class CallbackTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_change_is_told_in_order_and_signed_also_after_failures()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        listener.Answer(500, 302, 200, 503);
        await HandOnAsync(server, listener);
        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(TestContext.Current.CancellationToken);

        var told = new List<Call>();
        while (told.Count < 5)
        {
            told.Add(await listener.NextAsync(() => _clock.Advance(TimeSpan.FromSeconds(5))));
        }

        // Three times until it was answered well, then the next change, twice.
        Assert.Equal(["in_progress", "in_progress", "in_progress", "completed", "completed"], told.Select(call => Read(call).GetProperty("request_status").GetString()));
        using var certificate = X509Certificate2.CreateFromPem((await server.AskAsync(HttpMethod.Get, "/v2/certificate")).Text);
        using var key = certificate.GetRSAPublicKey()!;
        foreach (var call in told)
        {
            Assert.Equal($"{listener.Origin}/told", Read(call).GetProperty("status_callback_url").GetString());
            Assert.Equal("rights.meridian-motors.example", call.Headers["X-OpenDSR-Processor-Domain"]);
            Assert.True(Holds(call.Body));
            Assert.False(Holds(call.Body.Replace("completed", "cancelled", StringComparison.Ordinal).Replace("in_progress", "completed", StringComparison.Ordinal)));

            bool Holds(string body) => key.VerifyData(Encoding.UTF8.GetBytes(body), Convert.FromBase64String(call.Headers["X-OpenDSR-Signature"]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    [Fact]
    public async Task What_was_not_told_before_a_restart_is_told_after_it_and_what_was_is_not_told_again()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await HandOnAsync(server, listener);
        listener.Answer(200, 503);
        _clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("in_progress", "completed"), (Status(await listener.NextAsync()), Status(await listener.NextAsync())));
        await server.RestartAsync();

        Assert.Equal("completed", Status(await listener.NextAsync()));
        while (server.Core.Referrals.Calls.Count > 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await server.RestartAsync();
        Assert.Equal(0, await server.Core.Referrals.Calls.RunDueAsync(new NobodyCalls(), TestContext.Current.CancellationToken));
        Assert.False(listener.HasCall);
    }

    [Fact]
    public async Task What_is_never_answered_is_given_up_after_three_days_and_can_still_be_asked_for()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await HandOnAsync(server, listener);
        listener.Answer([.. Enumerable.Repeat(500, 200)]);
        await server.AskAsync(HttpMethod.Delete, $"/v2/requests/{Partners.Id(1)}", RunningServer.FleetKey);
        await listener.NextAsync();

        _clock.Advance(TimeSpan.FromDays(3));
        while (server.Core.Referrals.Calls.Count > 0)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            await server.Core.Referrals.Calls.RunDueAsync(new NobodyCalls(), TestContext.Current.CancellationToken);
        }

        Assert.Equal("cancelled", await server.StandsAsync(RunningServer.FleetKey, Partners.Id(1)));
    }

    private Task<RunningServer> StartAsync(Listener listener) => RunningServer.StartAsync(clock: _clock, files: files => files.SetItem(
        "partners.yaml", files["partners.yaml"].Replace("https://rights.meridian-fleet.example", listener.Origin, StringComparison.Ordinal)));

    private static async Task HandOnAsync(RunningServer server, Listener listener) => Assert.Equal(
        201, (int)(await server.HandOnAsync(RunningServer.FleetKey, Partners.Body(Partners.Id(1), "erasure", more: $$""","status_callback_urls":["{{listener.Origin}}/told"]"""))).Status);

    private static JsonElement Read(Call call) => JsonDocument.Parse(call.Body).RootElement;

    private static string Status(Call call) => Read(call).GetProperty("request_status").GetString()!;

    /// <summary>Fails whoever is to be called.</summary>
    private sealed class NobodyCalls : Fulcrum.Rights.Referrals.ICallSender
    {
        public ValueTask<Fulcrum.Messages.SendResult> CallAsync(Fulcrum.Rights.Referrals.Referral referral, string address, CancellationToken cancellation) =>
            ValueTask.FromResult(Fulcrum.Messages.SendResult.TryLater);
    }
}
