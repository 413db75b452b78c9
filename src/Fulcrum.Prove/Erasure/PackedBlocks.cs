using System.IO.Compression;

namespace Fulcrum.Prove.Erasure;

/// <summary>Unpacks what in a file looks packed: gzip, zlib, members of zip archives, and the whole as brotli.</summary>
internal static class PackedBlocks
{
    private const int UnpackedMax = 4 << 20;
    private const int BlocksMax = 4_096;

    /// <summary>What was packed, unpacked as far as it goes. Chance looks packed at times; such blocks break off at once and are short.</summary>
    public static IEnumerable<byte[]> Of(byte[] file)
    {
        var blocks = 0;
        for (var at = 0; at + 4 < file.Length && blocks < BlocksMax; at++)
        {
            var unpacked = (file[at], file[at + 1]) switch
            {
                (0x1f, 0x8b) when file[at + 2] == 8 => Unpack(file, at, static packed => new GZipStream(packed, CompressionMode.Decompress)),
                (0x78, 0x01 or 0x5e or 0x9c or 0xda) => Unpack(file, at, static packed => new ZLibStream(packed, CompressionMode.Decompress)),
                ((byte)'P', (byte)'K') when file[at + 2] == 3 && file[at + 3] == 4 && at + 30 < file.Length =>
                    Unpack(file, at + 30 + BitConverter.ToUInt16(file, at + 26) + BitConverter.ToUInt16(file, at + 28), static packed => new DeflateStream(packed, CompressionMode.Decompress)),
                _ => [],
            };
            if (unpacked.Length > 0)
            {
                blocks++;
                yield return unpacked;
            }
        }

        if (file.Length > 0 && Unpack(file, 0, static packed => new BrotliStream(packed, CompressionMode.Decompress)) is { Length: > 0 } whole)
        {
            yield return whole;
        }
    }

    private static byte[] Unpack(byte[] file, int from, Func<Stream, Stream> open)
    {
        if (from >= file.Length)
        {
            return [];
        }

        using var unpacked = new MemoryStream();
        try
        {
            using var stream = open(new MemoryStream(file, from, file.Length - from, writable: false));
            var buffer = new byte[16_384];
            for (var read = stream.Read(buffer); read > 0 && unpacked.Length < UnpackedMax; read = stream.Read(buffer))
            {
                unpacked.Write(buffer, 0, read);
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or InvalidOperationException)
        {
            // It only looked packed, or breaks off; what came before counts.
        }

        return unpacked.ToArray();
    }
}
