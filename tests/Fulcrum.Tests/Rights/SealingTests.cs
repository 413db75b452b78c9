using CsCheck;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

public class SealingTests
{
    private static readonly Instant At = new(1_764_000_000_000);
    private readonly Sealing _sealing = new(SimulatedStore.Create().Secrets, new SeededRandom(3));

    [Fact]
    public void A_row_opens_in_its_own_place_only() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 5]).Sample((payload, moved) =>
    {
        var key = _sealing.NewKey();
        var text = _sealing.SealRow(key, EntryKind.Event, new SubjectId(7), At, 3, 9, payload);
        var row = new JournalRow(EntryKind.Event, new SubjectId(7), At, 3, 9, default, text);
        var other = moved switch
        {
            0 => row with { Kind = EntryKind.Consent },
            1 => row with { Subject = new SubjectId(8) },
            2 => row with { At = At + TimeSpan.FromMilliseconds(1) },
            3 => row with { Source = 4 },
            4 => row with { Dedupe = 10 },
            _ => row with { Sealed = text.AsMemory(1) },
        };

        Assert.Equal(payload, Sealing.OpenRow(key, row));
        Assert.Null(Sealing.OpenRow(key, other));
        Assert.Null(Sealing.OpenRow(_sealing.NewKey(), row));
    });

    [Fact]
    public void Equal_payloads_never_look_equal()
    {
        var key = _sealing.NewKey();
        var texts = Enumerable.Range(0, 1_000).Select(_ => Convert.ToHexString(_sealing.SealRow(key, EntryKind.Event, new SubjectId(7), At, 3, 9, [1, 2, 3]).AsSpan(0, 12)));

        Assert.Equal(1_000, texts.Distinct().Count());
    }

    [Fact]
    public void A_wrapped_key_is_its_subjects_alone()
    {
        var key = _sealing.NewKey();
        var wrapped = _sealing.WrapKey(new SubjectId(7), key);

        Assert.Equal(key, _sealing.UnwrapKey(new SubjectId(7), wrapped));
        Assert.Null(_sealing.UnwrapKey(new SubjectId(8), wrapped));
    }
}
