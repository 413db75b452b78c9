using System.Text;
using CsCheck;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Identity;

public sealed class IdentifierTests
{
    private static readonly string[] Types = ["email", "phone", "user-id", "no-such-type"];

    private static readonly IdentifierReader Reader = new(new Fulcrum.Workspaces.WorkspaceInForce(Workspace), new StoreSecrets(default, Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef")));

    [Theory]
    [InlineData("email", " Ann@Example.COM ", "ann@example.com")]
    [InlineData("email", "ann.b+c@пример.рф", "ann.b+c@xn--e1afmkfd.xn--p1ai")]
    [InlineData("email", "ann@ПРИМЕР.РФ", "ann@xn--e1afmkfd.xn--p1ai")]
    [InlineData("phone", "020 7946 0000", "+442079460000")]
    [InlineData("phone", "+44 (0)20 7946 0000", "+442079460000")]
    [InlineData("phone", "8 (495) 123-45-67", null)]
    [InlineData("phone", "+7 495 123-45-67", "+74951234567")]
    [InlineData("user-id", "  Ab-1 ", "Ab-1")]
    [InlineData("email", "ann", null)]
    [InlineData("email", "@example.com", null)]
    [InlineData("email", "ann@", null)]
    [InlineData("email", "ann@@example.com", null)]
    [InlineData("email", "ann@exam ple.com", null)]
    [InlineData("user-id", "", null)]
    [InlineData("user-id", "e\u0301", "\u00e9")]
    [InlineData("user-id", "a\u0000b", null)]
    public void Spellings_come_to_one_form_or_to_none(string type, string text, string? form)
    {
        var found = Reader.TryRead(type, text, false, out var identifier, out var fault);
        Assert.Equal(form, identifier?.Value);
        Assert.Equal(found, fault is null);
    }

    [Theory]
    [InlineData("user-id", "NULL")]
    [InlineData("user-id", " 0 ")]
    [InlineData("email", "Test@Example.com")]
    public void Values_that_name_nobody_are_blocked(string type, string text)
    {
        Assert.False(Reader.TryRead(type, text, false, out _, out var fault));
        Assert.Equal("identifier-blocked", fault.Code);
    }

    [Fact]
    public void Half_a_character_is_no_identifier() => Assert.False(OpaqueId.TryParse("a" + (char)0xd800, out _));

    [Fact]
    public void A_normal_form_is_its_own_normal_form() =>
        Gen.Select(Gen.Int[0, 2].Select(at => Types[at]), Gen.Char["aZ@.+ 0579-ыЫ\u212a()"].Array[0, 20]).Sample((type, letters) =>
        {
            var text = new string(letters);
            if (Reader.TryRead(type, text, false, out var once, out _))
            {
                Assert.True(Reader.TryRead(type, once.Value, false, out var twice, out _));
                Assert.Equal(once, twice);
            }
        }, iter: 20_000);

    [Fact]
    public void Any_text_is_read_without_throwing_and_no_fault_holds_it() =>
        Gen.Select(Gen.Int[0, 3].Select(at => Types[at]), Gen.String[20, 300]).Sample((type, text) =>
        {
            if (!Reader.TryRead(type, text, false, out _, out var fault))
            {
                Assert.DoesNotContain(text, fault.ToString(), StringComparison.Ordinal);
            }
        }, iter: 5_000);

    [Fact]
    public void Nothing_prints_an_identifier()
    {
        Assert.True(Email.TryParse("ann@example.com", out var email));
        Assert.True(Phone.TryParse("+442079460000", "GB", out var phone));
        Assert.True(OpaqueId.TryParse("ann", out var id));
        Assert.True(Reader.TryRead("user-id", "ann", true, out var identifier, out _));
        string[] printed = [$"{email}", $"{phone}", $"{id}", $"{identifier}"];
        Assert.All(printed, text => Assert.False(text.Contains("ann", StringComparison.Ordinal) || text.Contains("44", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keys_differ_by_value_type_and_look_up_key_and_by_nothing_else()
    {
        var other = new IdentifierReader(new Fulcrum.Workspaces.WorkspaceInForce(Workspace), new StoreSecrets(default, Encoding.UTF8.GetBytes("another key of thirty-two bytes!")));
        var ann = new Identifier(UserId, "ann", false);
        Assert.Equal(Reader.KeyOf(ann), Reader.KeyOf(ann with { Verified = true }));
        Assert.NotEqual(Reader.KeyOf(ann), Reader.KeyOf(ann with { Value = "bob" }));
        Assert.NotEqual(Reader.KeyOf(ann).Hash, Reader.KeyOf(ann with { Type = Anonymous }).Hash);
        Assert.NotEqual(Reader.KeyOf(ann), other.KeyOf(ann));
        Assert.Equal(1, Reader.KeyOf(ann).Type);
    }
}
