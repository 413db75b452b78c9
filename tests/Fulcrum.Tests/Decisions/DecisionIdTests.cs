using CsCheck;
using Fulcrum.Decisions;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions;

public sealed class DecisionIdTests
{
    private static readonly DecisionIds Ids = new(new StoreSecrets(new byte[32], new byte[32]));

    [Fact]
    public void An_id_gives_its_sequence_back_and_has_its_form() =>
        Gen.Long[0, long.MaxValue].Sample(sequence =>
        {
            var id = Ids.Of(sequence);
            Assert.Matches("^d-[0-7][0-9a-hjkmnp-tv-z]{25}$", id);
            Assert.True(Ids.TryRead(id, out var read));
            Assert.Equal(sequence, read);
        });

    [Fact]
    public void No_other_text_is_an_id()
    {
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 27], Gen.Char.AlphaNumeric).Sample((sequence, at, letter) =>
        {
            var id = Ids.Of(sequence).ToCharArray();
            var changed = id[at] != letter;
            id[at] = letter;
            Assert.Equal(!changed, Ids.TryRead(new string(id), out _));
        });
        Gen.String.Sample(text => Assert.False(Ids.TryRead(text, out _)));
        Assert.False(new DecisionIds(new StoreSecrets(new byte[32], Enumerable.Repeat((byte)1, 32).ToArray())).TryRead(Ids.Of(5), out _));
    }
}
