using Fulcrum.Consent.Signals;
using Xunit;

namespace Fulcrum.Tests.Consent.Signals;

/// <summary>No text makes a reader throw, and what it gives is bounded by what it was given.</summary>
public class MutatedSignalTests
{
    private const int Trials = 100_000;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+ \u00e9";

    private static readonly string[] Seeds =
    [
        "CPTtLAAPTtLAAAKAAAENAAFgALwAAEAAAAAAAOgAgABgAAAA.IAoAAgABgAAEAQAAEAAA.d4AACEAAAAAA",
        "COwBOpCOwBOpCLqAAAENAPCAAAAAAAAAAAAAFfwAYFfAV-BVkAGBVYFWAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw",
        "DBABLA~BAAAVVVVUQA.QA",
        "DBACNYA~CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA~1YNN",
        "BVVV.kkk",
    ];

    [Fact]
    public void No_text_is_an_exception()
    {
        var random = new Random(20_261_124);
        var read = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var text = Mutate(Seeds[random.Next(Seeds.Length)], random);
            read += TcStringReader.TryRead(text, out var tc, out var fault) ? 1 : 0;
            Assert.Equal(tc is null, fault is not null);
            read += GppStringReader.TryRead(text, out var gpp, out fault) ? 1 : 0;
            Assert.Equal(gpp is null, fault is not null);
            for (var id = 6; id <= 27; id += 7)
            {
                read += GppStringReader.TryReadSection(id, text, out _, out _) ? 1 : 0;
            }
        }

        // A reader that refuses everything would pass the rest.
        Assert.InRange(read, Trials / 20, Trials * 6);
    }

    private static string Mutate(string text, Random random)
    {
        var characters = text.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(characters.Count);
            switch (random.Next(5))
            {
                case 0: characters[at] = Alphabet[random.Next(Alphabet.Length)]; break;
                case 1: characters.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                case 2: characters.RemoveAt(at); break;
                case 3: characters.RemoveRange(at, characters.Count - at); break;
                default: characters.AddRange(characters.GetRange(at, characters.Count - at)); break;
            }

            if (characters.Count == 0)
            {
                break;
            }
        }

        return string.Concat(characters);
    }
}
