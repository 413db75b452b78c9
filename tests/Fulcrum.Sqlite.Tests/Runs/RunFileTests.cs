using System.Buffers.Binary;
using Fulcrum.Sqlite.Runs;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Runs;

public sealed class RunFileTests
{
    [Fact]
    public void A_flipped_bit_of_the_footer_is_damage_and_nothing_worse()
    {
        var folder = Directory.CreateTempSubdirectory("fulcrum-run-");
        try
        {
            var (path, shape) = (Path.Combine(folder.FullName, "test.run"), new RunShape("test", 32, 24, Filtered: true));
            using (var writer = new RunWriter(path, shape, 300))
            {
                for (var number = 0; number < 300; number++)
                {
                    var record = new byte[32];
                    BinaryPrimitives.WriteInt64BigEndian(record, number);
                    writer.Add(record);
                }

                writer.Finish();
            }

            var whole = File.ReadAllBytes(path);
            for (var bit = 0; bit < RunFile.FooterSize * 8; bit++)
            {
                var damaged = (byte[])whole.Clone();
                damaged[whole.Length - RunFile.FooterSize + (bit / 8)] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(path, damaged);
                Assert.Throws<InvalidDataException>(() => RunFile.Open(path, shape));
            }

            File.WriteAllBytes(path, whole);
            var open = RunFile.Open(path, shape);
            Assert.Equal(300, open.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
