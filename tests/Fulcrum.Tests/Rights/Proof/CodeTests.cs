using System.Text.RegularExpressions;
using CsCheck;
using Fulcrum.Messages;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Proof;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Proof;

/// <summary>A code proves control of an address, and nothing else does.</summary>
public sealed partial class CodeTests
{
    private const string Home = "192.0.2.0/24";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_that_was_sent_proves_the_address_it_was_sent_to()
    {
        await using var core = await OpenAsync();
        var post = new Post();
        var asked = await AskAsync(core, "ann@example.com");
        Assert.Equal((true, core.Now + CodeFlow.HoldsFor, TimeSpan.Zero), (asked.IsSent, asked.ExpiresAt, asked.Pause));
        var code = await post.CodeAsync(core);

        var proved = core.Core.Codes.Try(asked.Challenge, $" {code[..4]}-{code[4..]} ", Home).Proved!;

        Assert.Equal(("ann@example.com", true), (proved.Value, proved.Verified));
        Assert.NotNull(await core.Core.Access.OpenProvenAsync(proved, new AccessRequest("self", "test", "data"), Token));
        Assert.DoesNotContain(code, post.Last!.Subject);
    }

    [Fact]
    public async Task A_known_and_an_unknown_address_cost_the_same_writes_and_get_the_same_answer()
    {
        var seen = new List<(bool, TimeSpan, TimeSpan, string, long, int, string)>();
        foreach (var address in new[] { "ann@example.com", "nobody@example.com", "erased@example.com" })
        {
            await using var core = await OpenAsync();
            var post = new Post();
            await core.SendAsync(core.Dealer, default, core.Identify("eve", "", """{"email":"erased@example.com"}"""));
            await core.Core.Erasures.EraseAsync([core.User("eve")], "anna", "asked", Token);
            var before = core.Store.Journal.Head;
            core.Disk.HoldSyncs = true;
            var asking = AskAsync(core, address);
            Assert.False(asking.IsCompleted);
            core.Disk.HoldSyncs = false;
            core.Disk.Sync();
            var asked = await asking;
            var rows = core.Store.Journal.Head - before;
            var code = await post.CodeAsync(core);
            seen.Add((asked.IsSent, asked.ExpiresAt - core.Now, asked.Pause, Digits().Replace(asked.Challenge, "x"), rows, post.Last!.Body.Length, post.Last.Subject));
            Assert.NotNull(core.Core.Codes.Try(asked.Challenge, code, Home).Proved);
        }

        Assert.All(seen, one => Assert.Equal(seen[0], one));
    }

    [Fact]
    public async Task A_code_is_used_up_by_its_use()
    {
        await using var core = await OpenAsync();
        var (asked, code) = await AskedAsync(core);
        Assert.NotNull(core.Core.Codes.Try(asked.Challenge, code, Home).Proved);
        AssertNothing(core.Core.Codes.Try(asked.Challenge, code, Home));
    }

    [Fact]
    public async Task A_code_that_is_too_old_proves_nothing()
    {
        await using var core = await OpenAsync();
        var (asked, code) = await AskedAsync(core);
        core.Clock.Advance(CodeFlow.HoldsFor);
        AssertNothing(core.Core.Codes.Try(asked.Challenge, code, Home));
    }

    [Fact]
    public async Task Guessing_uses_the_challenge_up_before_it_uses_the_codes_up()
    {
        await using var core = await OpenAsync();
        var (asked, code) = await AskedAsync(core);
        for (var at = 0; at < CodeFlow.AttemptsMax; at++)
        {
            AssertNothing(core.Core.Codes.Try(asked.Challenge, code == "00000000" ? "11111111" : "00000000", Home));
        }

        AssertNothing(core.Core.Codes.Try(asked.Challenge, code, Home));
    }

    [Fact]
    public async Task A_code_of_ones_own_opens_no_challenge_about_anothers_address()
    {
        await using var core = await OpenAsync();
        var post = new Post();
        var own = await AskAsync(core, "eve@example.com");
        var code = await post.CodeAsync(core);
        var others = await AskAsync(core, "ann@example.com");
        await post.CodeAsync(core);

        AssertNothing(core.Core.Codes.Try(others.Challenge, code, Home));
        AssertNothing(core.Core.Codes.Try("", code, Home));
        AssertNothing(core.Core.Codes.Try("unknown", code, Home));
        Assert.Equal("eve@example.com", core.Core.Codes.Try(own.Challenge, code, Home).Proved!.Value);
    }

    [Fact]
    public async Task No_text_but_the_code_proves_anything()
    {
        await using var core = await OpenAsync();
        var challenges = new Challenges(new byte[32]);
        var now = core.Now;
        var address = core.Identifier("email", "ann@example.com");
        Gen.String.Array[0, CodeFlow.AttemptsMax - 1].Sample(guesses =>
        {
            var id = Guid.NewGuid().ToString("N");
            challenges.Add(id, address, "12345678", now + CodeFlow.HoldsFor, CodeFlow.AttemptsMax, now);
            Assert.All(guesses.Where(guess => guess != "12345678"), guess => Assert.Null(challenges.Try(id, guess, now)));
            Assert.NotNull(challenges.Try(id, "12345678", now));
        }, iter: 1_000);
    }

    [Fact]
    public async Task A_restart_leaves_no_code_behind()
    {
        await using var core = await OpenAsync();
        var (asked, code) = await AskedAsync(core);
        await core.RestartAsync();
        AssertNothing(core.Core.Codes.Try(asked.Challenge, code, Home));
    }

    [Fact]
    public async Task Askers_are_held_to_a_pace_by_network_and_address_alike_for_known_and_unknown()
    {
        foreach (var address in new[] { "ann@example.com", "nobody@example.com" })
        {
            await using var core = await OpenAsync();
            for (var at = 0; at < CodeFlow.AsksOfOneMax; at++)
            {
                Assert.True((await AskAsync(core, address)).IsSent);
            }

            var paused = await AskAsync(core, address);
            Assert.Equal((false, "", TimeSpan.FromMinutes(3)), (paused.IsSent, paused.Challenge, paused.Pause));
            Assert.True((await core.Core.Codes.AskAsync(core.Identifier("email", address), "198.51.100.0/24", "en", null, Token)).IsSent);
            core.Clock.Advance(paused.Pause);
            Assert.True((await AskAsync(core, address)).IsSent);
        }
    }

    [Fact]
    public async Task An_address_is_not_flooded_from_many_networks_and_a_network_cannot_ask_for_many_addresses()
    {
        await using var core = await OpenAsync();
        var sent = 0;
        for (var at = 0; at < 100; at++)
        {
            sent += (await core.Core.Codes.AskAsync(core.Identifier("email", "ann@example.com"), $"network {at}", "en", null, Token)).IsSent ? 1 : 0;
        }

        Assert.Equal(CodeFlow.AsksForAddressMax, sent);
        sent = 0;
        for (var at = 0; at < 100; at++)
        {
            sent += (await core.Core.Codes.AskAsync(core.Identifier("email", $"a{at}@example.com"), Home, "en", null, Token)).IsSent ? 1 : 0;
        }

        Assert.Equal(CodeFlow.AsksOfNetworkMax, sent);
    }

    [Fact]
    public async Task Tries_are_held_to_a_pace_by_network_and_by_address()
    {
        await using var core = await OpenAsync();
        var tried = 0;
        for (var at = 0; at < 200; at++)
        {
            tried += core.Core.Codes.Try("unknown", "00000000", Home).Pause == TimeSpan.Zero ? 1 : 0;
        }

        Assert.Equal(CodeFlow.TriesOfNetworkMax, tried);

        tried = 0;
        for (var at = 0; at < 40; at++)
        {
            var asked = await core.Core.Codes.AskAsync(core.Identifier("email", "ann@example.com"), $"network {at}", "en", null, Token);
            for (var guess = 0; asked.IsSent && guess < CodeFlow.AttemptsMax; guess++)
            {
                tried += core.Core.Codes.Try(asked.Challenge, "00000000", $"network {at}").Pause == TimeSpan.Zero ? 1 : 0;
            }
        }

        Assert.InRange(tried, 1, CodeFlow.TriesForAddressMax);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_those_who_ask()
    {
        await using var core = await OpenAsync();
        var challenges = new Challenges(new byte[32]);
        var address = core.Identifier("email", "ann@example.com");
        for (var at = 0; at < Challenges.Max + 1_000; at++)
        {
            challenges.Add($"{at}", address, "1", core.Now + CodeFlow.HoldsFor, 5, core.Now);
        }

        Assert.Equal(Challenges.Max, challenges.Count);
        challenges.Add("later", address, "1", core.Now + TimeSpan.FromHours(1), 5, core.Now + CodeFlow.HoldsFor);
        Assert.Equal(1, challenges.Count);
    }

    [Fact]
    public async Task Codes_are_drawn_from_all_there_are()
    {
        await using var core = await OpenAsync();
        var (post, first) = (new Post(), new HashSet<char>());
        for (var at = 0; at < 60; at++)
        {
            await core.Core.Codes.AskAsync(core.Identifier("email", $"a{at}@example.com"), $"{at}", "ru", null, Token);
            var code = await post.CodeAsync(core);
            Assert.Equal(8, code.Length);
            first.Add(code[0]);
        }

        Assert.Equal(10, first.Count);
        Assert.Contains("Ваш код", post.Last!.Body);
    }

    private static void AssertNothing(CodeTried tried) => Assert.Equal(new CodeTried(null, TimeSpan.Zero), tried);

    private static async Task<(CodeAsked Asked, string Code)> AskedAsync(CoreUnderTest core)
    {
        var asked = await AskAsync(core, "ann@example.com");
        return (asked, await new Post().CodeAsync(core));
    }

    private static Task<CodeAsked> AskAsync(CoreUnderTest core, string address) =>
        core.Core.Codes.AskAsync(core.Identifier("email", address), Home, "en", null, Token).AsTask();

    private static async Task<CoreUnderTest> OpenAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
        return core;
    }

    [GeneratedRegex("[0-9a-f]")]
    private static partial Regex Digits();

    [GeneratedRegex("[0-9]{4} [0-9]{4}")]
    private static partial Regex Code();

    private sealed class Post : IMessageSender
    {
        public DueMessage? Last { get; private set; }

        public bool Carries(string channel) => true;

        public ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation)
        {
            Last = message;
            return new(SendResult.Sent);
        }

        public async Task<string> CodeAsync(CoreUnderTest core)
        {
            await core.Core.Messages.SendDueAsync(this, Token);
            return Code().Match(Last!.Body).Value.Replace(" ", "", StringComparison.Ordinal);
        }
    }
}
