using System.Globalization;
using CsCheck;
using Fulcrum.Consent.Records;
using Xunit;

namespace Fulcrum.Tests.Consent.Records;

/// <summary>No file makes a reader throw, and what a reader allocates is bounded by what it was given.</summary>
public sealed class MutatedRecordTests
{
    private const int BytesEach = 400;
    private const int BytesAtLeast = 262_144;
    private const string Alphabet = "{}[]\":,0123456789.-eEtrufalsn\\ abcdpv@#\u00e9\n";

    private static readonly int Trials = Environment.GetEnvironmentVariable("FULCRUM_TIER") is { } tier && int.Parse(tier, CultureInfo.InvariantCulture) >= 1 ? 1_000_000 : 100_000;

    [Theory]
    [InlineData("ours")]
    [InlineData("dpv")]
    [InlineData("kantara")]
    [InlineData("xdm")]
    public void No_file_is_an_exception(string format)
    {
        var seeds = Seeds(format);
        var random = new Random(20_261_124);
        var (whole, refused, most) = (0, 0, 0.0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var file = Mutate(seeds[random.Next(seeds.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var faults = Faults(format, file);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= BytesAtLeast + ((long)BytesEach * file.Length), $"trial {trial}: {allocated} bytes for {file.Length}");
            most = Math.Max(most, (double)allocated / Math.Max(1, file.Length));
            (whole, refused) = faults == 0 ? (whole + 1, refused) : (whole, refused + 1);
            Assert.InRange(faults, 0, RecordFault.Max);
        }

        // A reader that refuses everything, or nothing, would pass the rest.
        Assert.InRange(whole, Trials / 100, Trials);
        Assert.InRange(refused, Trials / 100, Trials);
        TestContext.Current.TestOutputHelper?.WriteLine($" :: {format}: {whole} of {Trials} changed files read, the others refused; at most {most:0} bytes allocated a byte of file");
    }

    private static int Faults(string format, byte[] file) => format switch
    {
        "ours" => IsoForm.Read(file).Faults.Length,
        "dpv" => DpvReader.Read(file).Faults.Length,
        "kantara" => KantaraForm.Read(file).Faults.Length,
        _ => XdmForm.Read(file).Faults.Length,
    };

    private static byte[][] Seeds(string format) => [.. Enumerable.Range(1, 8).Select(seed => format switch
    {
        "ours" => IsoForm.Write([One(RecordGen.GenRecord, seed)]),
        "dpv" => DpvForm.Write([One(RecordGen.GenRecord, seed)]).Content!,
        "kantara" => KantaraForm.Write([One(RecordGen.GenKantara, seed)]).Content!,
        _ => XdmForm.Write([One(RecordGen.GenXdm, seed)]),
    })];

    private static T One<T>(Gen<T> gen, int seed) => gen.Generate(new PCG(1, (ulong)seed), null, out _);

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)Alphabet[random.Next(Alphabet.Length)]; break;
                case 1: bytes.Insert(at, (byte)Alphabet[random.Next(Alphabet.Length)]); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes[at] = (byte)random.Next(256); break;
                case 4 when random.Next(8) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                default:
                    // A piece of the file once more, somewhere: members twice, objects in objects.
                    var length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }

        return [.. bytes];
    }
}
