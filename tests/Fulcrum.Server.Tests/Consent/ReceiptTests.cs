using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;
using Xunit;

namespace Fulcrum.Server.Tests.Consent;

/// <summary>Every grant, refusal and withdrawal returns a receipt that holds by itself; nobody gets one for what is not there.</summary>
public sealed class ReceiptTests
{
    private const string Web = "\"notice\":\"web-privacy@2026-11\",\"language\":\"en\",\"at\":\"2026-11-20T09:30:00Z\",\"channel\":\"web\"";

    [Fact]
    public async Task A_grant_a_refusal_and_a_withdrawal_each_return_a_receipt_that_both_verifiers_take()
    {
        await using var server = await RunningServer.StartAsync();
        var given = await RecordAsync(server, $$"""{"purpose":"marketing-email","state":"given",{{Web}}}""");
        var refused = await RecordAsync(server, """{"purpose":"analytics","state":"refused"}""");
        var withdrawn = await RecordAsync(server, """{"purpose":"marketing-email","state":"withdrawn"}""");
        var invalid = await RecordAsync(server, """{"purpose":"personalization","state":"given"}""");
        var key = (await server.AskAsync(HttpMethod.Get, "/v1/ledger/key")).Json.GetProperty("key").GetString()!;
        Assert.True(NoteKey.TryParse(key, out var trusted));

        foreach (var (id, state) in new[] { (given, "given"), (refused, "refused"), (withdrawn, "withdrawn"), (invalid, "invalid") })
        {
            var reply = await server.DecideAsync("/v1/receipts", $$"""{"receipt":"{{id}}"}""");

            Assert.True(Receipt.TryRead(Encoding.UTF8.GetBytes(reply.Text), out var receipt), reply.Text);
            Assert.True(receipt.Verify([trusted]).Holds);
            Assert.Equal((id, state), (receipt.Id, receipt.Record.GetProperty("state").GetString()));
            Assert.True(await HoldsInJavaScriptAsync(reply.Text, key));
            Assert.False(await HoldsInJavaScriptAsync(reply.Text.Replace($"\"{state}\"", "\"requested\"", StringComparison.Ordinal), key));
        }
    }

    [Fact]
    public async Task A_receipt_still_holds_after_a_restart_and_a_thousand_more_entries()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await RecordAsync(server, $$"""{"purpose":"marketing-email","state":"given",{{Web}}}""");
        var before = (await server.DecideAsync("/v1/receipts", $$"""{"receipt":"{{id}}"}""")).Text;
        for (var at = 0; at < 250; at++)
        {
            await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"more-{{at}}"},"decisions":[{"purpose":"analytics","state":"refused"},{"purpose":"marketing-email","state":"refused"},{"purpose":"personalization","state":"refused"},{"purpose":"sales-assistance","state":"refused"}]}""");
        }

        await server.RestartAsync();
        var after = (await server.DecideAsync("/v1/receipts", $$"""{"receipt":"{{id}}"}""")).Text;
        Assert.True(NoteKey.TryParse((await server.AskAsync(HttpMethod.Get, "/v1/ledger/key")).Json.GetProperty("key").GetString(), out var key));

        foreach (var text in new[] { before, after })
        {
            Assert.True(Receipt.TryRead(Encoding.UTF8.GetBytes(text), out var receipt));
            Assert.True(receipt.Verify([key]).Holds);
        }

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Nobody_gets_a_receipt_for_what_is_not_there_or_was_erased()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await RecordAsync(server, """{"purpose":"analytics","state":"refused"}""");
        Task<Reply> AskAsync(string receipt) => server.DecideAsync("/v1/receipts", $$"""{"receipt":"{{receipt}}"}""");

        Assert.Equal((HttpStatusCode.OK, "unknown-receipt", "unknown-receipt"), ((await AskAsync(id)).Status, (await AskAsync("r-999999")).Code, (await AskAsync("r-0")).Code));
        Assert.Equal(["bad-member", "bad-member", "bad-member"], new[] { (await AskAsync("r-01")).Code, (await AskAsync("42")).Code, (await AskAsync("r--1")).Code });
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskAsync(HttpMethod.Post, "/v1/receipts", null, $$"""{"receipt":"{{id}}"}""")).Status);
        await server.AdminAsync("/v1/erasures", """{"identifiers":{"userId":"u-1"},"by":"clerk","why":"asked"}""");
        Assert.Equal("unknown-receipt", (await AskAsync(id)).Code);
    }

    [Fact]
    public async Task A_server_without_a_ledger_promises_no_receipt()
    {
        await using var server = await RunningServer.StartAsync(hasLedger: false);

        var reply = await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"analytics","state":"refused"}]}""");

        Assert.False(reply.Json.GetProperty("recorded")[0].TryGetProperty("receipt", out _));
        Assert.Equal("ledger-missing", (await server.DecideAsync("/v1/receipts", """{"receipt":"r-1"}""")).Code);
    }

    [Theory]
    [InlineData("en", "You said yes: E-mail with news and offers", "Receipt for your choice")]
    [InlineData("ru", "Вы согласились: Письма с новостями и предложениями", "Квитанция о вашем решении")]
    public async Task The_page_says_the_decision_in_plain_words_and_allows_only_its_own_script(string language, string answer, string title)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await RecordAsync(server, $$"""{"purpose":"marketing-email","state":"given",{{Web.Replace("\"web\"", "\"<script>alert(1)</script>\"", StringComparison.Ordinal)}}}""");

        var page = await server.DecideAsync("/v1/receipts/page", $$"""{"receipt":"{{id}}","language":"{{language}}"}""");

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.Status, page.Type));
        Assert.Contains(answer, page.Text, StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("</script>alert", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("u-1", page.Text, StringComparison.Ordinal);
        var policy = page.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    private static async Task<string> RecordAsync(RunningServer server, string decision)
    {
        var reply = await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"u-1"},"decisions":[{{decision}}]}""");
        return reply.Json.GetProperty("recorded")[0].GetProperty("receipt").GetString()!;
    }

    private static async Task<bool> HoldsInJavaScriptAsync(string text, string key)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("node", ["--no-warnings", Path.Combine(Repository.Root, "web", "receipt-verifier", "verify.mjs"), file, key]) { RedirectStandardOutput = true };
            using var node = Process.Start(start)!;
            var told = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).RootElement;
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            return told.GetProperty("holds").GetBoolean();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
