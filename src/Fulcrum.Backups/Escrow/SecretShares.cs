namespace Fulcrum.Backups.Escrow;

/// <summary>Shamir's secret sharing over GF(256), the field of AES: any so many shares give the secret back, fewer say nothing about it.</summary>
/// <remarks>
/// Each byte of the secret is the value at 0 of a polynomial of its own, of random coefficients; a share holds its values at the share's
/// number (A. Shamir, How to share a secret, CACM 22(11), 1979). Shares carry no check of their own: what they open does.
/// Multiplication takes the same steps whatever the operands are.
/// </remarks>
public static class SecretShares
{
    /// <summary>Splits a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="shares">How many shares, 2 to 255.</param>
    /// <param name="needed">How many give it back, 2 to <paramref name="shares"/>.</param>
    /// <param name="random">Where the coefficients come from.</param>
    /// <returns>Share 1, 2, 3, …, each as long as the secret.</returns>
    public static byte[][] Split(ReadOnlySpan<byte> secret, int shares, int needed, IRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(shares, needed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shares, 255);
        var split = new byte[shares][];
        for (var share = 0; share < shares; share++)
        {
            split[share] = new byte[secret.Length];
        }

        var coefficients = new byte[needed];
        for (var at = 0; at < secret.Length; at++)
        {
            random.Fill(coefficients);
            coefficients[0] = secret[at];
            for (var share = 0; share < shares; share++)
            {
                split[share][at] = ValueAt((byte)(share + 1), coefficients);
            }
        }

        return split;
    }

    /// <summary>Puts shares together; what comes out of too few, or of wrong ones, is another text than the secret.</summary>
    /// <param name="shares">Numbers from 1 and the shares; numbers differ, lengths do not.</param>
    public static byte[] Combine(IReadOnlyList<(byte Number, ReadOnlyMemory<byte> Share)> shares)
    {
        var secret = new byte[shares[0].Share.Length];
        for (var index = 0; index < shares.Count; index++)
        {
            // Lagrange's basis at 0: the product of x / (x - own), and minus is plus in this field.
            byte basis = 1;
            for (var other = 0; other < shares.Count; other++)
            {
                if (other != index)
                {
                    basis = Multiply(basis, Multiply(shares[other].Number, Inverse((byte)(shares[other].Number ^ shares[index].Number))));
                }
            }

            for (var at = 0; at < secret.Length; at++)
            {
                secret[at] ^= Multiply(basis, shares[index].Share.Span[at]);
            }
        }

        return secret;
    }

    internal static byte Multiply(byte left, byte right)
    {
        var (product, a) = (0, (int)left);
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= -((right >> bit) & 1) & a;
            a = ((a << 1) ^ (-(a >> 7) & 0x11b)) & 0xff;
        }

        return (byte)product;
    }

    // Every element but 0 to the power of 255 is 1, so to the power of 254 it is its inverse.
    internal static byte Inverse(byte value)
    {
        byte power = 1;
        for (var step = 0; step < 254; step++)
        {
            power = Multiply(power, value);
        }

        return power;
    }

    private static byte ValueAt(byte x, ReadOnlySpan<byte> coefficients)
    {
        byte value = 0;
        for (var index = coefficients.Length - 1; index >= 0; index--)
        {
            value = (byte)(Multiply(value, x) ^ coefficients[index]);
        }

        return value;
    }
}
