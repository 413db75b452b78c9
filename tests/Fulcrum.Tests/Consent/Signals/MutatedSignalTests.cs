using System.Text;
using Fulcrum.Consent.Signals;
using Xunit;

namespace Fulcrum.Tests.Consent.Signals;

/// <summary>No text makes a reader of signals throw, and what it allocates is bounded by what it was given.</summary>
[Collection(Alone.Name)]
public sealed class MutatedSignalTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+ \u00e9";

    // Five sets of vendors of 8 KB each at most, whatever a string says, and what its ranges hold.
    private const int BytesAtLeast = 65_536;
    private const int BytesEach = 400;

    private static readonly string[] TcSeeds =
    [
        "CPTtLAAPTtLAAAKAAAENAAFgALwAAEAAAAAAAOgAgABgAAAA.IAoAAgABgAAEAQAAEAAA.d4AACEAAAAAA",
        "COwBOpCOwBOpCLqAAAENAPCAAAAAAAAAAAAAFfwAYFfAV-BVkAGBVYFWAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw",
    ];

    private static readonly string[] GppSeeds = ["DBABLA~BAAAVVVVUQA.QA", "DBACNYA~CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA~1YNN", "BVVV.kkk"];

    [Fact]
    public void No_text_is_an_exception_for_the_reader_of_TC_strings() =>
        Sample("TC strings", TcSeeds, text => Agree(TcStringReader.TryRead(text, out var read, out var fault), read, fault));

    [Fact]
    public void No_text_is_an_exception_for_the_reader_of_GPP_strings() =>
        Sample("GPP strings", GppSeeds, text => Agree(GppStringReader.TryRead(text, out var read, out var fault), read, fault));

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void No_text_is_an_exception_for_the_reader_of_a_GPP_section(int id) =>
        Sample($"GPP section {id}", [.. TcSeeds, .. GppSeeds.SelectMany(text => text.Split('~'))], text => GppStringReader.TryReadSection(id, text, out _, out _));

    private static bool Agree(bool isRead, object? read, object? fault)
    {
        Assert.Equal((isRead, !isRead), (read is not null, fault is not null));
        return isRead;
    }

    private static void Sample(string what, string[] seeds, Func<string, bool> read) => Mutated.Sample(
        what, [.. seeds.Select(Encoding.Latin1.GetBytes)], Alphabet, length => BytesAtLeast + ((long)BytesEach * length), file => read(Encoding.Latin1.GetString(file)), Mutated.Trials);
}
