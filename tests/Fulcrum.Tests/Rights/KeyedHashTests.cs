using System.Security.Cryptography;
using CsCheck;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Tests.Rights;

public class KeyedHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];

    [Fact]
    public void It_is_the_systems_own_hmac() => Gen.Byte.Array[0, 900].Sample(text =>
        Assert.Equal(HMACSHA256.HashData(Key, text), HashOf(new KeyedHash(Key), text)));

    [Fact]
    public void Another_key_gives_another_hash() =>
        Assert.NotEqual(HashOf(new KeyedHash(Key), [1]), HashOf(new KeyedHash(Key.Reverse().ToArray()), [1]));

    [Fact]
    public void Threads_that_hash_at_once_do_not_mix_their_texts()
    {
        var hash = new KeyedHash(Key);
        Parallel.For(0, 64, number =>
        {
            var text = BitConverter.GetBytes(number);
            var expected = HMACSHA256.HashData(Key, text);
            for (var times = 0; times < 500; times++)
            {
                Assert.Equal(expected, HashOf(hash, text));
            }
        });
    }

    private static byte[] HashOf(KeyedHash hash, byte[] text)
    {
        var bytes = new byte[KeyedHash.Length];
        hash.Write(text, bytes);
        return bytes;
    }
}
