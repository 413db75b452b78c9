using Fulcrum.Backups.Escrow;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Backups;

/// <summary>Any so many shares give the secret back; fewer fit every secret equally well.</summary>
public sealed class SecretSharesTests
{
    [Fact]
    public void The_field_is_that_of_aes()
    {
        // FIPS 197, 4.2: {57} x {83} = {c1}, {57} x {13} = {fe}.
        Assert.Equal((0xc1, 0xfe), (SecretShares.Multiply(0x57, 0x83), SecretShares.Multiply(0x57, 0x13)));
        for (var value = 1; value < 256; value++)
        {
            Assert.Equal(1, SecretShares.Multiply((byte)value, SecretShares.Inverse((byte)value)));
            for (var other = 0; other < 256; other++)
            {
                Assert.Equal(SecretShares.Multiply((byte)value, (byte)other), SecretShares.Multiply((byte)other, (byte)value));
            }
        }
    }

    [Fact]
    public void Any_so_many_shares_in_any_order_give_the_secret_back()
    {
        var chance = new Random(5);
        for (var run = 0; run < 300; run++)
        {
            var needed = chance.Next(2, 6);
            var shares = chance.Next(needed, 9);
            var secret = new byte[chance.Next(1, 40)];
            chance.NextBytes(secret);
            var split = SecretShares.Split(secret, shares, needed, new SystemRandom());

            var some = Enumerable.Range(1, shares).OrderBy(_ => chance.Next()).Take(chance.Next(needed, shares + 1))
                .Select(number => ((byte)number, (ReadOnlyMemory<byte>)split[number - 1])).ToList();

            Assert.Equal(secret, SecretShares.Combine(some));
        }
    }

    [Fact]
    public void One_share_too_few_fits_every_secret()
    {
        var split = SecretShares.Split([42], 3, 3, new SystemRandom());

        // Whatever the third share may be, each gives another secret: none is ruled out, none is likelier.
        var secrets = Enumerable.Range(0, 256)
            .Select(third => SecretShares.Combine([(1, split[0]), (2, split[1]), (3, new[] { (byte)third })])[0]).Distinct();

        Assert.Equal(256, secrets.Count());
    }
}
