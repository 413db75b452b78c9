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
    public void Many_threads_at_once_draw_no_nonce_twice()
    {
        var key = _sealing.NewKey();
        var nonces = new System.Collections.Concurrent.ConcurrentDictionary<UInt128, int>();

        Parallel.For(0, 100_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, at =>
            nonces.AddOrUpdate(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(_sealing.SealRow(key, EntryKind.Event, new SubjectId(7), At, 3, 9, [1, 2, 3])) >> 32, 1, (_, times) => times + 1));

        Assert.Equal(100_000, nonces.Count);
    }

    [Fact]
    public void Equal_payloads_never_look_equal()
    {
        var key = _sealing.NewKey();
        var texts = Enumerable.Range(0, 1_000).Select(_ => Convert.ToHexString(_sealing.SealRow(key, EntryKind.Event, new SubjectId(7), At, 3, 9, [1, 2, 3]).AsSpan(0, 12)));

        Assert.Equal(1_000, texts.Distinct().Count());
    }

    [Fact]
    public void A_cipher_kept_ready_is_used_for_its_own_key_alone()
    {
        // Subjects 7 and 4103 would sit in one place; subject 7 also comes back with another key, as after an erasure.
        var (one, other, reborn) = (_sealing.NewKey(), _sealing.NewKey(), _sealing.NewKey());
        foreach (var (subject, key) in new[] { (7L, one), (7L, one), (4103L, other), (7L, one), (7L, reborn), (4103L, other) })
        {
            var text = _sealing.SealNextRow(key, EntryKind.Event, new SubjectId(subject), At, 3, 9, [1, 2, 3]);
            var row = new JournalRow(EntryKind.Event, new SubjectId(subject), At, 3, 9, default, text);

            Assert.Equal([1, 2, 3], Sealing.OpenRow(key, row));
            Assert.Null(Sealing.OpenRow(_sealing.NewKey(), row));
        }
    }

    [Fact]
    public void A_cipher_is_gone_once_it_is_forgotten()
    {
        var ciphers = new LatelyUsedCiphers();
        var key = _sealing.NewKey();
        var cipher = ciphers.Take(new SubjectId(7), key);
        ciphers.GiveBack(cipher);
        Assert.Same(cipher, ciphers.Take(new SubjectId(7), key));
        ciphers.GiveBack(cipher);

        ciphers.Forget(new SubjectId(7));

        Assert.NotSame(cipher, ciphers.Take(new SubjectId(7), key));
        Assert.Throws<ObjectDisposedException>(() => cipher.Gcm.Encrypt(new byte[12], new byte[1], new byte[1], new byte[Sealing.TagLength]));
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
