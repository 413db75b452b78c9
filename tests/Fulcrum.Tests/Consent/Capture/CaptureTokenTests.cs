using System.Buffers.Text;
using CsCheck;
using Fulcrum.Consent.Capture;
using Fulcrum.Identity;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent.Capture;

/// <summary>A nonce or token shows just what was signed: where, with which notice, for whom, until when.</summary>
public sealed class CaptureTokenTests
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private static readonly IdentifierKey Ann = new(7, 5);

    private static CaptureSurface Surface => Samples.Motors.Surfaces["web-banner"] with { Notices = ["web-privacy@2026-11", "web-privacy@2026-12"] };

    private static CaptureTokens Tokens(byte secret = 1) => new(Enumerable.Repeat(secret, 32).ToArray(), new SeededRandom(3));

    [Fact]
    public void It_does_for_what_it_was_issued_for_until_its_last_instant()
    {
        var (tokens, text) = Issued();
        var demand = Demand();

        Assert.Null(tokens.Check(text, demand, out var token));
        Assert.Equal(("web-banner", "web-privacy@2026-11", Ann), (token!.Surface, token.Notice, token.Bound));
        Assert.Null(tokens.Check(text, demand with { Now = token.Until - TimeSpan.FromMilliseconds(1) }, out _));
        Assert.Equal("proof-expired", tokens.Check(text, demand with { Now = token.Until }, out _)?.Code);
    }

    [Fact]
    public void It_is_bound_to_subject_surface_source_and_notice()
    {
        var (tokens, text) = Issued();

        Assert.Empty(Unbound(tokens.Check, text));
        Assert.Equal("proof-missing", tokens.Check("", Demand(), out _)?.Code);
    }

    [Fact]
    public void A_check_that_does_not_look_at_the_notice_is_caught()
    {
        var (tokens, text) = Issued();
        CaptureToken.TryRead(text, out var issued, out _, out _);

        Assert.Equal(["proof-of-other-notice"], Unbound((string said, in CaptureDemand demand, out CaptureToken? token) => tokens.Check(said, demand with { Notice = issued!.Notice }, out token), text));
    }

    [Fact]
    public void A_changed_byte_anywhere_is_noticed() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 255]).Sample((at, change) =>
        {
            var (tokens, text) = Issued();
            var bytes = Base64Url.DecodeFromChars(text.AsSpan(CaptureToken.Prefix.Length));
            bytes[at % bytes.Length] ^= (byte)change;
            return tokens.Check(CaptureToken.Prefix + Base64Url.EncodeToString(bytes), Demand(), out _)?.Code == "proof-altered";
        }, iter: 2000);

    [Theory]
    [InlineData("fct1_")]
    [InlineData("fct1_AAAA")]
    [InlineData("fct1_%%%%")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public void What_is_no_token_of_ours_is_refused_and_never_throws(string text) => Assert.Equal("proof-altered", Tokens().Check(text, Demand(), out _)?.Code);

    [Fact]
    public void Any_text_is_refused_and_never_throws() => Gen.String[0, 2000].Sample(text => Tokens().Check(CaptureToken.Prefix + text, Demand(), out _) is not null);

    [Fact]
    public void Another_store_and_another_day_sign_with_other_keys()
    {
        var (_, text) = Issued();
        Assert.Equal("proof-altered", Tokens(secret: 2).Check(text, Demand(), out _)?.Code);

        // The key is that of the day it was issued on: one issued just before midnight holds just after it.
        var tokens = Tokens();
        var late = new Instant(Now.UnixMs + (12 * 3_600_000) - 1);
        var (token, overnight) = tokens.Issue(EvidenceKind.PageNonce, Surface, "web-privacy@2026-11", Ann, false, 1, late);
        Assert.Null(tokens.Check(overnight, Demand() with { Now = late + TimeSpan.FromMinutes(1) }, out _));
        Assert.NotEqual(
            Signature(tokens.Issue(EvidenceKind.PageNonce, Surface, "web-privacy@2026-11", Ann, false, 1, late).Text), Signature(overnight));
        Assert.True(token.Until > late);

        static string Signature(string text) => text[^43..];
    }

    [Fact]
    public void A_nonce_does_not_do_where_only_a_token_does()
    {
        var tokens = Tokens();
        var surface = Surface with { Proof = CaptureProof.SubjectToken };
        var nonce = tokens.Issue(EvidenceKind.PageNonce, surface, "web-privacy@2026-11", Ann, false, 1, Now).Text;
        var token = tokens.Issue(EvidenceKind.SubjectToken, surface, "web-privacy@2026-11", Ann, true, 0, Now).Text;

        Assert.Equal("proof-too-weak", tokens.Check(nonce, Demand() with { Surface = surface }, out _)?.Code);
        Assert.Null(tokens.Check(token, Demand() with { Surface = surface }, out _));
    }

    private delegate Fault? Checking(string text, in CaptureDemand demand, out CaptureToken? token);

    /// <summary>What a check takes though it is for something else: the code that should have been said.</summary>
    private static List<string> Unbound(Checking check, string text)
    {
        var others = new (CaptureDemand Demand, string Code)[]
        {
            (Demand() with { Bound = new IdentifierKey(8, 5) }, "proof-of-another"),
            (Demand() with { Bound = new IdentifierKey(7, 6) }, "proof-of-another"),
            (Demand() with { Surface = Surface with { Name = "other" } }, "proof-of-other-surface"),
            (Demand() with { Source = 2 }, "proof-of-other-surface"),
            (Demand() with { Notice = "web-privacy@2026-12" }, "proof-of-other-notice"),
        };
        return [.. others.Where(other => check(text, other.Demand, out _)?.Code != other.Code).Select(other => other.Code)];
    }

    private static (CaptureTokens Tokens, string Text) Issued()
    {
        var tokens = Tokens();
        return (tokens, tokens.Issue(EvidenceKind.PageNonce, Surface, "web-privacy@2026-11", Ann, false, 1, Now).Text);
    }

    private static CaptureDemand Demand() => new(Surface, 1, "web-privacy@2026-11", Ann, Now);
}
