using CsCheck;
using Fulcrum.Consent.Records;
using Xunit;

namespace Fulcrum.Tests.Consent.Records;

/// <summary>No file makes a reader throw, and what a reader allocates is bounded by what it was given.</summary>
[Collection(Alone.Name)]
public sealed class MutatedRecordTests
{
    private const int BytesEach = 400;
    private const int BytesAtLeast = 262_144;
    private const string Alphabet = "{}[]\":,0123456789.-eEtrufalsn\\ abcdpv@#\u00e9\n";

    [Theory]
    [InlineData("ours")]
    [InlineData("dpv")]
    [InlineData("kantara")]
    [InlineData("xdm")]
    public void No_file_is_an_exception(string format)
    {
        Mutated.Sample(format, Seeds(format), Alphabet, length => BytesAtLeast + ((long)BytesEach * length), file =>
        {
            var faults = Faults(format, file);
            Assert.InRange(faults, 0, RecordFault.Max);
            return faults == 0;
        }, Mutated.Trials);
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
}
