using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Fulcrum.Server.Tests.Rights.OpenDsr;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.Systems;

/// <summary>Connected systems are told of rights, signed, through failures and restarts, and nothing is called done before each said so.</summary>
public sealed class SystemTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_erasure_is_done_everywhere_only_once_each_system_said_so()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.LiveAsync();

        var told = await EraseAsync(server);
        var calls = new[] { await listener.NextAsync(), await listener.NextAsync() }.ToDictionary(call => call.Path);
        var (hook, processor) = (Read(calls["/hook"]), Read(calls["/v2/requests"]));

        Assert.Equal((told, "erasure", Partners.Email), (Text(hook, "id"), Text(hook, "right"), Text(hook.GetProperty("identifiers")[0], "value")));
        Assert.Equal(("erasure", "email", Partners.Email), (Text(processor, "subject_request_type"), Text(processor.GetProperty("subject_identities")[0], "identity_type"), Text(processor.GetProperty("subject_identities")[0], "identity_value")));
        await SignedAsync(server, calls.Values);
        Assert.Equal((false, "acknowledged acknowledged"), await StandsAsync(server, told, "acknowledged acknowledged"));

        Assert.Equal(HttpStatusCode.Accepted, (await AnswerAsync(server, Text(hook, "callback"), """{"status":"done"}""")).Status);
        Assert.Equal((false, "done acknowledged"), await StandsAsync(server, told, "done acknowledged"));
        var callback = processor.GetProperty("status_callback_urls")[0].GetString()!;
        Assert.Equal("unknown-told", (await AnswerAsync(server, callback[..^1] + (callback[^1] == '0' ? '1' : '0'), """{"status":"done"}""")).Code);
        Assert.Equal("bad-member", (await AnswerAsync(server, callback, """{"status":"perhaps"}""")).Code);
        Assert.False((await StandsAsync(server, told, "done acknowledged")).IsDone);

        await AnswerAsync(server, callback, $$"""{"subject_request_id":"{{Text(processor, "subject_request_id")}}","request_status":"completed","controller_id":"x"}""");
        Assert.Equal((true, "done done"), await StandsAsync(server, told, "done done"));
        Assert.Empty((await server.ReadAsync("/v1/systems/told")).Json.GetProperty("told").EnumerateArray());
    }

    [Fact]
    public async Task What_was_not_taken_over_before_a_restart_is_told_after_it_and_given_up_after_three_days_with_somebody_to_ask()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.LiveAsync();
        listener.Answer(503, 302);
        var told = await EraseAsync(server);
        await listener.NextAsync();
        await listener.NextAsync();
        await server.RestartAsync();
        var again = new[] { await listener.NextAsync(), await listener.NextAsync() };
        Assert.Equal(["/hook", "/v2/requests"], again.Select(call => call.Path).Order());
        Assert.Equal(told, Text(Read(again.Single(call => call.Path == "/hook")), "id"));
        await StandsAsync(server, told, "acknowledged acknowledged");

        // One that never ends what it took over, and another erasure that nobody takes over.
        await server.LiveAsync("joan@example.org");
        listener.Answer([.. Enumerable.Repeat(500, 500)]);
        var second = await EraseAsync(server, "joan@example.org");
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((false, "given-up given-up"), await StandsAsync(server, second, "given-up given-up", () => _clock.Advance(TimeSpan.FromHours(1))));
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal((false, "given-up given-up"), await StandsAsync(server, told, "given-up given-up", () => _clock.Advance(TimeSpan.FromHours(1))));
        Assert.Contains("Jo Clerk", (await server.ReadAsync($"/v1/systems/told?told={second}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_is_told_to_whom_it_concerns_and_what_changed_nothing_to_nobody()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.LiveAsync();
        const string Body = $$"""{"identifiers":{"email":"{{Partners.Email}}"},"act":"restrict","by":"clerk-7","why":"asked"}""";

        var first = (await server.AdminAsync("/v1/rights", Body)).Json;
        var second = (await server.AdminAsync("/v1/rights", Body)).Json;

        var call = await listener.NextAsync();
        Assert.Equal(("/hook", "restriction", first.GetProperty("told").GetString()), (call.Path, Text(Read(call), "right"), Text(Read(call), "id")));
        Assert.False(second.TryGetProperty("told", out _));
        Assert.Equal((false, "acknowledged"), await StandsAsync(server, first.GetProperty("told").GetString()!, "acknowledged"));
        Assert.False(listener.HasCall);
    }

    [Fact]
    public async Task A_withdrawal_is_told_with_its_purposes_to_whom_it_concerns_once_it_is_on_disk()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.LiveAsync();
        await ConsentAsync(server, "marketing-email", "given");
        await ConsentAsync(server, "personalization", "withdrawn");
        await ConsentAsync(server, "marketing-email", "withdrawn", ""","scope":{"channel":"e-mail"}""");

        var hook = Read(await listener.NextAsync());

        Assert.Equal(("withdrawal", Partners.Email), (Text(hook, "right"), Text(hook.GetProperty("identifiers")[0], "value")));
        Assert.Equal("""[{"purpose":"marketing-email","channel":"e-mail"}]""", hook.GetProperty("withdrawn").GetRawText());
        await StandsAsync(server, Text(hook, "id"), "acknowledged");
        Assert.Equal(HttpStatusCode.Accepted, (await AnswerAsync(server, Text(hook, "callback"), """{"status":"done"}""")).Status);
        Assert.Equal((true, "done"), await StandsAsync(server, Text(hook, "id"), "done"));
        Assert.False(listener.HasCall);
    }

    [Fact]
    public async Task A_correction_is_told_with_its_value_to_whom_holds_the_fact_alone()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.SendAsync("/v1/identify", $$$"""{"userId":"u-1","traits":{"email":"{{{Partners.Email}}}","firstName":"Joan","city":"York"}}""");
        await CorrectAsync(server, "first-name", "Joanna");
        await CorrectAsync(server, "city", "Kazan");

        var hook = Read(await listener.NextAsync());

        Assert.Equal(("rectification", """{"fact":"city","value":"Kazan"}"""), (Text(hook, "right"), hook.GetProperty("corrected").GetRawText()));
        Assert.False(listener.HasCall);
    }

    [Fact]
    public async Task Each_request_names_the_systems_that_were_told_for_it_and_how_far_each_is_beside_what_was_done_at_once()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.SendAsync("/v1/identify", $$$"""{"userId":"u-1","traits":{"email":"{{{Partners.Email}}}","firstName":"Joan","city":"York"}}""");
        const string Whose = """{"identifiers":{"userId":"u-1"}}""";
        await server.AdminAsync("/v1/rights", """{"identifiers":{"userId":"u-1"},"act":"restrict","by":"clerk-7","why":"asked"}""");
        await server.AdminAsync("/v1/requests", """{"identifiers":{"userId":"u-1"},"kind":"rectification","by":"clerk-7","why":"moved house"}""");
        await CorrectAsync(server, "city", "Kazan");
        var (first, second) = (Read(await listener.NextAsync()), Read(await listener.NextAsync()));
        await StandsAsync(server, Text(first, "id"), "acknowledged");
        await StandsAsync(server, Text(second, "id"), "acknowledged");
        await AnswerAsync(server, Text(first, "callback"), """{"status":"failed"}""");
        await AnswerAsync(server, Text(second, "callback"), """{"status":"failed"}""");

        var asked = (await server.AdminAsync("/v1/requests/query", Whose)).Json;

        var request = Assert.Single(asked.GetProperty("requests").EnumerateArray());
        var system = Assert.Single(request.GetProperty("systems").EnumerateArray());
        Assert.Equal(("mail-house", "failed", "Jo Clerk, jo@mail-house.example"), (Text(system, "system"), Text(system, "state"), Text(system, "ask")));
        Assert.Equal(["rectification", "restriction"], asked.GetProperty("told").EnumerateArray().Select(tell => Text(tell, "right")).Order());
        Assert.DoesNotContain("Kazan", asked.GetRawText(), StringComparison.Ordinal);
        await server.RestartAsync();
        Assert.Equal("failed", Text((await server.AdminAsync("/v1/requests/query", Whose)).Json.GetProperty("requests")[0].GetProperty("systems")[0], "state"));
    }

    [Fact]
    public async Task A_certificate_says_who_else_was_told_and_what_each_had_said_when_it_was_written()
    {
        await using var listener = await Listener.StartAsync();
        await using var server = await StartAsync(listener);
        await server.LiveAsync();
        var erased = (await server.AdminAsync("/v1/erasures", $$"""{"identifiers":{"email":"{{Partners.Email}}"},"by":"test","why":"asked"}""")).Json;
        var (told, id) = (Text(erased, "told"), Text(erased, "certificate"));
        var hook = Read(new[] { await listener.NextAsync(), await listener.NextAsync() }.Single(call => call.Path == "/hook"));
        await StandsAsync(server, told, "acknowledged acknowledged");
        await AnswerAsync(server, Text(hook, "callback"), """{"status":"done"}""");

        var certificate = (await server.DecideAsync("/v1/erasures/certificate", $$"""{"certificate":"{{id}}"}""")).Json.GetProperty("certificate");
        var page = (await server.DecideAsync("/v1/erasures/certificate/page", $$"""{"certificate":"{{id}}"}""")).Text;

        Assert.Equal((told, "mail-house done processor acknowledged"), (Text(certificate, "told"), string.Join(' ', certificate.GetProperty("systems").EnumerateArray().Select(one => $"{Text(one, "system")} {Text(one, "state")}"))));
        Assert.Contains(certificate.GetProperty("limits").EnumerateArray(), limit => Text(limit, "limit") == "system-answers");
        Assert.Contains($"<dt>The mail house</dt><dd>Says that it is done, ", page, StringComparison.Ordinal);
        Assert.Contains($"<dt>The processor</dt><dd>Told; has not said yet that it is done, ", page, StringComparison.Ordinal);
        Assert.Contains(told, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_systems_nothing_is_told()
    {
        await using var server = await RunningServer.StartAsync(clock: _clock);
        await server.LiveAsync();
        Assert.False((await server.AdminAsync("/v1/erasures", $$"""{"identifiers":{"email":"{{Partners.Email}}"},"by":"test","why":"asked"}""")).Json.TryGetProperty("told", out _));
        Assert.Equal("unknown-told", (await server.ReadAsync("/v1/systems/told?told=0123")).Code);
        Assert.Empty((await server.AdminAsync("/v1/requests/query", $$$"""{"identifiers":{"email":"{{{Partners.Email}}}"}}""")).Json.GetProperty("told").EnumerateArray());
    }

    private Task<RunningServer> StartAsync(Listener listener) => RunningServer.StartAsync(clock: _clock, files: files => files.SetItem("systems.yaml", $$"""
        systems:
          mail-house:
            title: {en: The mail house, ru: Почтовая служба}
            protocol: webhook
            address: {{listener.Origin}}/hook
            rights: [erasure, restriction, objection, rectification, withdrawal]
            purposes: [marketing-email]
            facts: [city]
            identifiers: [email]
            ask: "Jo Clerk, jo@mail-house.example"
          processor:
            title: {en: The processor, ru: Обработчик}
            protocol: opendsr
            address: {{listener.Origin}}/v2/requests
            rights: [erasure]
            identifiers: [email, phone]
            ask: "Al Desk, al@processor.example"
        """));

    private static async Task<string> EraseAsync(RunningServer server, string email = Partners.Email) =>
        (await server.AdminAsync("/v1/erasures", $$"""{"identifiers":{"email":"{{email}}"},"by":"test","why":"asked"}""")).Json.GetProperty("told").GetString()!;

    private static async Task ConsentAsync(RunningServer server, string purpose, string state, string more = "") => Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync(
        "/v1/consents",
        $$"""{"identifiers":{"email":"{{Partners.Email}}"},"decisions":[{"purpose":"{{purpose}}","state":"{{state}}","notice":"web-privacy@2026-11","language":"en","at":"2026-11-20T09:30:00Z","channel":"web"{{more}}}]}""")).Status);

    private static async Task CorrectAsync(RunningServer server, string fact, string value) => Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync(
        "/v1/rights", $$"""{"identifiers":{"userId":"u-1"},"act":"correct","fact":"{{fact}}","value":"{{value}}","by":"clerk-7","why":"asked"}""")).Status);

    private static Task<Reply> AnswerAsync(RunningServer server, string callback, string body) => server.AskAsync(HttpMethod.Post, new Uri(callback).AbsolutePath, null, body);

    /// <summary>How far each system is, once it is that far.</summary>
    private static async Task<(bool IsDone, string States)> StandsAsync(RunningServer server, string told, string until, Action? passTime = null)
    {
        while (true)
        {
            var one = (await server.ReadAsync($"/v1/systems/told?told={told}")).Json.GetProperty("told")[0];
            var states = string.Join(' ', one.GetProperty("systems").EnumerateArray().Select(system => system.GetProperty("state").GetString()));
            if (states == until)
            {
                return (one.GetProperty("done").GetBoolean(), states);
            }

            passTime?.Invoke();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task SignedAsync(RunningServer server, IEnumerable<Call> calls)
    {
        using var certificate = X509Certificate2.CreateFromPem((await server.AskAsync(HttpMethod.Get, "/v2/certificate")).Text);
        using var key = certificate.GetRSAPublicKey()!;
        foreach (var call in calls)
        {
            Assert.True(Holds(call.Body));
            Assert.False(Holds(call.Body.Replace("erasure", "pleasure", StringComparison.Ordinal)));

            bool Holds(string body) => key.VerifyData(Encoding.UTF8.GetBytes(body), Convert.FromBase64String(call.Headers["X-OpenDSR-Signature"]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private static JsonElement Read(Call call) => JsonDocument.Parse(call.Body).RootElement;

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
