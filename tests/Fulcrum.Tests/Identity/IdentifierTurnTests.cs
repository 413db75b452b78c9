using System.Buffers.Binary;
using CsCheck;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Identity;

/// <summary>A hash hashed again is what the identifier itself is found by once the key was rotated.</summary>
public sealed class IdentifierTurnTests
{
    private static readonly StoreSecrets First = new(new byte[32], Key(1));
    private static readonly Gen<LaterLookUp[]> Later = Gen.Int[2, 9].Array[0, 3].Select(keys => keys.Select(number => new LaterLookUp(Key(number), 1)).ToArray());

    [Fact]
    public void Turned_by_each_later_key_in_order_it_is_the_hash_of_the_identifier_under_all_of_them() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Later).Sample((value, later) =>
        {
            var identifier = new Identifier(UserId, value, false);
            var turned = later.Aggregate(Reader(First).KeyOf(identifier), (key, next) => new IdentifierTurn(next).Turn(key));

            Assert.Equal(turned, Reader(First with { LaterLookUps = [.. later] }).KeyOf(identifier));
        });

    [Fact]
    public void Other_hashes_types_and_keys_give_other_hashes_and_the_type_stays()
    {
        var turn = new IdentifierTurn(new LaterLookUp(Key(2), 1));
        var key = new IdentifierKey(5, 1);

        Assert.Equal(1, turn.Turn(key).Type);
        Assert.NotEqual(key.Hash, turn.Turn(key).Hash);
        Assert.NotEqual(turn.Turn(key).Hash, turn.Turn(key with { Hash = 6 }).Hash);
        Assert.NotEqual(turn.Turn(key).Hash, turn.Turn(key with { Type = 2 }).Hash);
        Assert.NotEqual(turn.Turn(key), new IdentifierTurn(new LaterLookUp(Key(3), 1)).Turn(key));
        Assert.Equal(turn.Turn(key), new IdentifierTurn(new LaterLookUp(Key(2), 99)).Turn(key));
    }

    [Fact]
    public void Packed_keys_are_turned_in_their_places_and_what_is_none_is_damage()
    {
        var turn = new IdentifierTurn(new LaterLookUp(Key(2), 1));
        Gen.ULong.Array[0, 5].Sample(hashes =>
        {
            IdentifierKey[] keys = [.. hashes.Select((hash, index) => new IdentifierKey(hash, (byte)(index + 1)))];
            var turned = turn.TurnPacked(Packed(keys)).ToArray();

            Assert.Equal(keys.Select(turn.Turn), turned.Chunk(IdentifierTurn.PackedLength).Select(IdentifierTurn.Unpack));
        });
        Assert.Throws<StoreUnavailableException>(() => turn.TurnPacked(new byte[IdentifierTurn.PackedLength + 1]));
    }

    [Fact]
    public void A_later_key_is_kept_and_read_back_and_does_not_print_itself() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Long[1, long.MaxValue]).Sample((key, from) =>
        {
            var read = LaterLookUp.Read(new LaterLookUp(key, from).ToBytes());

            Assert.Equal(from, read.From);
            Assert.Equal(key, read.Key.ToArray());
            Assert.Equal($"LaterLookUp({from})", read.ToString());
        });

    [Fact]
    public void Ids_of_decisions_before_a_rotation_stay_and_the_old_key_makes_none_of_later_ones() =>
        Gen.Select(Gen.Long[1, 1_000], Gen.Long[1, 1_000]).Sample((from, sequence) =>
        {
            var old = new DecisionIds(First);
            var rotated = new DecisionIds(First with { LaterLookUps = [new LaterLookUp(Key(2), from)] });

            Assert.True(rotated.TryRead(rotated.Of(sequence), out var read));
            Assert.Equal(sequence, read);
            Assert.Equal(sequence < from, rotated.TryRead(old.Of(sequence), out _));
            Assert.Equal(sequence < from, old.Of(sequence) == rotated.Of(sequence));
        });

    private static byte[] Key(int number) => [.. Enumerable.Repeat((byte)number, 32)];

    private static IdentifierReader Reader(StoreSecrets secrets) => new(new WorkspaceInForce(Profiles.FoldWorkspace.Workspace), secrets);

    private static byte[] Packed(IdentifierKey[] keys)
    {
        var packed = new byte[keys.Length * IdentifierTurn.PackedLength];
        foreach (var (index, key) in keys.Index())
        {
            packed[index * IdentifierTurn.PackedLength] = key.Type;
            BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan((index * IdentifierTurn.PackedLength) + 1), key.Hash);
        }

        return packed;
    }
}
