using System.Net;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Rights.Certificates;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Rights;

/// <summary>An erasure answers a certificate that holds by itself, says what is done and what is not, and names nobody.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task A_certificate_holds_and_one_with_a_changed_letter_does_not()
    {
        await using var server = await RunningServer.StartAsync();
        var erased = await EraseAsync(server, "reader-77");
        var key = await KeyAsync(server);

        var text = (await server.DecideAsync("/v1/erasures/certificate", $$"""{"certificate":"{{erased.Id}}"}""")).Text;

        Assert.True(ErasureCertificate.TryRead(Encoding.UTF8.GetBytes(text), out var certificate), text);
        Assert.Equal((true, key.Name), (certificate.Verify([key]).Holds, certificate.Verify([key]).Issuer));
        Assert.DoesNotContain("reader-77", text, StringComparison.Ordinal);
        foreach (var (said, changed) in new[] { ("\"rows-deleted\"", "\"rows-kept\""), ("\"profiles\": 1", "\"profiles\": 2"), ("\"pending\"", "\"gone\""), ($"\"certificate_id\": \"{erased.Id}\"", "\"certificate_id\": \"e-1\"") })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
            var other = Encoding.UTF8.GetBytes(text.Replace(said, changed, StringComparison.Ordinal));
            Assert.Equal("content", ErasureCertificate.TryRead(other, out var forged) ? forged.Verify([key]).Check : "unread");
        }

        var stranger = new NoteKey(key.Name, NoteKeyKind.Log, NoteKey.PublicOf([.. Enumerable.Repeat((byte)9, NoteKey.KeyBytes)]));
        Assert.Equal("signature", certificate.Verify([stranger]).Check);
        Assert.Equal("key", certificate.Verify([]).Check);
    }

    [Fact]
    public async Task Whoever_holds_the_salt_shows_that_it_is_about_them_and_nobody_else_can_tell()
    {
        await using var server = await RunningServer.StartAsync();
        var (one, other) = (await EraseAsync(server, "reader-1"), await EraseAsync(server, "reader-2"));

        var certificate = await ReadAsync(server, one.Id);

        Assert.Contains(Convert.ToBase64String(SubjectCommitment.Of(one.Salt, "user-id", "reader-1")), certificate.Commitments);
        Assert.DoesNotContain(Convert.ToBase64String(SubjectCommitment.Of(one.Salt, "user-id", "reader-2")), certificate.Commitments);
        Assert.DoesNotContain(Convert.ToBase64String(SubjectCommitment.Of(other.Salt, "user-id", "reader-1")), certificate.Commitments);
    }

    [Fact]
    public async Task It_says_what_is_pending_until_the_store_was_compacted_and_when_that_was()
    {
        await using var server = await RunningServer.StartAsync();
        var erased = await EraseAsync(server, "reader-1");
        var before = await ReadAsync(server, erased.Id);

        var compacted = (await server.AdminAsync("/v1/erasures/compaction", "{}")).Json;
        var after = await ReadAsync(server, erased.Id);

        Assert.Equal((true, true, 1), (compacted.GetProperty("finished").GetBoolean(), compacted.GetProperty("clean").GetBoolean(), compacted.GetProperty("erasures").GetInt32()));
        Assert.Equal(["deleted", "compacted"], new[] { before, after }.Select(one => one.Content.GetProperty("state").GetString()!));
        var pending = Place(before, "journal");
        Assert.Equal(("pending", 24 * 3_600_000L), (pending.GetProperty("bytes").GetString(), pending.GetProperty("bytesUntil").GetInt64() - pending.GetProperty("at").GetInt64()));
        Assert.Equal("gone", Place(after, "journal").GetProperty("bytes").GetString());
        Assert.InRange(Place(after, "journal").GetProperty("bytesAt").GetInt64(), pending.GetProperty("at").GetInt64(), server.Core.Now.UnixMs);
        var limits = after.Content.GetProperty("limits").EnumerateArray().ToDictionary(limit => limit.GetProperty("limit").GetString()!);
        Assert.Equal(7 * 24 * 3_600_000L, limits["key-backups"].GetProperty("until").GetInt64() - pending.GetProperty("at").GetInt64());
        Assert.True(limits.Keys.ToHashSet().IsSupersetOf(["data-backups", "tail-log", "other-systems", "ledger", "tombstone", "copies-outside"]));
    }

    [Fact]
    public async Task Nobody_has_to_ask_the_store_is_compacted_by_itself_before_a_day_is_over()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(clock: clock);
        var erased = await EraseAsync(server, "reader-1");
        using var stop = new CancellationTokenSource();
        var running = server.Core.RunAsync(stop.Token);
        clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal("deleted", (await ReadAsync(server, erased.Id)).Content.GetProperty("state").GetString());

        clock.Advance(TimeSpan.FromHours(1));
        ErasureCertificate certificate;
        while ((certificate = await ReadAsync(server, erased.Id)).Content.GetProperty("state").GetString() == "deleted" && clock.GetUtcNow().Day == 25)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await running;
        var journal = Place(certificate, "journal");
        Assert.InRange(journal.GetProperty("bytesAt").GetInt64() - journal.GetProperty("at").GetInt64(), 12 * 3_600_000L, 24 * 3_600_000L);
    }

    [Fact]
    public async Task Nobody_gets_a_certificate_of_what_was_not_erased()
    {
        await using var server = await RunningServer.StartAsync();
        var erased = await EraseAsync(server, "reader-1");
        Task<Reply> AskAsync(string id) => server.DecideAsync("/v1/erasures/certificate", $$"""{"certificate":"{{id}}"}""");

        Assert.Equal(["unknown-certificate", "unknown-certificate"], new[] { (await AskAsync("e-0")).Code, (await AskAsync("e-1")).Code });
        Assert.Equal(["bad-member", "bad-member"], new[] { (await AskAsync("e-01")).Code, (await AskAsync("r-1")).Code });
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskAsync(HttpMethod.Post, "/v1/erasures/certificate", null, $$"""{"certificate":"{{erased.Id}}"}""")).Status);
        await server.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(erased.Id)).Status);
        await using var without = await RunningServer.StartAsync(hasLedger: false);
        Assert.Equal("ledger-missing", (await without.DecideAsync("/v1/erasures/certificate", """{"certificate":"e-1"}""")).Code);
    }

    [Theory]
    [InlineData("en", "Certificate of erasure", "Backups of keys, which are kept for seven days")]
    [InlineData("ru", "Свидетельство об удалении данных", "Резервные копии ключей хранятся семь дней")]
    public async Task The_page_says_the_same_in_words_and_runs_nothing(string language, string title, string limit)
    {
        await using var server = await RunningServer.StartAsync();
        var erased = await EraseAsync(server, "reader-1");

        var reply = await server.DecideAsync("/v1/erasures/certificate/page", $$"""{"certificate":"{{erased.Id}}","language":"{{language}}"}""");

        Assert.Contains($"<h1>{title}</h1>", reply.Text, StringComparison.Ordinal);
        Assert.Contains(limit, reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("reader-1", reply.Text, StringComparison.Ordinal);
    }

    private static JsonElement Place(ErasureCertificate certificate, string name) =>
        certificate.Content.GetProperty("places").EnumerateArray().Single(place => place.GetProperty("place").GetString() == name);

    private static async Task<(string Id, byte[] Salt)> EraseAsync(RunningServer server, string user)
    {
        await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"{{user}}"},"decisions":[{"purpose":"analytics","state":"refused"}]}""");
        var answer = (await server.AdminAsync("/v1/erasures", $$"""{"identifiers":{"userId":"{{user}}"},"by":"clerk","why":"asked"}""")).Json;
        return (answer.GetProperty("certificate").GetString()!, answer.GetProperty("salt").GetBytesFromBase64());
    }

    private static async Task<ErasureCertificate> ReadAsync(RunningServer server, string id)
    {
        var text = (await server.DecideAsync("/v1/erasures/certificate", $$"""{"certificate":"{{id}}"}""")).Text;
        Assert.True(ErasureCertificate.TryRead(Encoding.UTF8.GetBytes(text), out var certificate), text);
        Assert.True(certificate.Verify([await KeyAsync(server)]).Holds);
        return certificate;
    }

    private static async Task<NoteKey> KeyAsync(RunningServer server)
    {
        Assert.True(NoteKey.TryParse((await server.AskAsync(HttpMethod.Get, "/v1/ledger/key")).Json.GetProperty("key").GetString(), out var key));
        return key;
    }
}
