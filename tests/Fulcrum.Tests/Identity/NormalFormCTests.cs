using System.Globalization;
using System.Text;
using Fulcrum.Identity;
using Xunit;

namespace Fulcrum.Tests.Identity;

/// <summary>Composed spellings, compared with what another implementation says.</summary>
public class NormalFormCTests
{
    private static readonly string[] Cases = File.ReadAllLines(
        Path.Combine(Samples.Root, "tests", "Fulcrum.Tests", "Identity", "canonical-forms.cases.txt")).Where(line => line.Length > 0 && line[0] != '#').ToArray();

    [Fact]
    public void Every_case_of_another_implementation_comes_out_the_same_and_stays_so()
    {
        Assert.True(Cases.Length > 2_000);
        foreach (var line in Cases)
        {
            var (text, form) = (Read(line.Split(';')[0]), Read(line.Split(';')[1]));
            Assert.Equal(form, NormalFormC.Compose(text));
            Assert.Equal(form, NormalFormC.Compose(form));
        }
    }

    [Fact]
    public void The_cases_would_show_an_implementation_that_does_nothing() =>
        Assert.True(Cases.Count(line => line.Split(';')[0] != line.Split(';')[1]) > 500);

    [Fact]
    public void The_framework_composes_nothing_without_culture_data_which_is_why_this_is_here() =>
        Assert.Equal("e\u0301", "e\u0301".Normalize(NormalizationForm.FormC));

    [Fact]
    public void Two_spellings_are_one_identifier()
    {
        Assert.True(OpaqueId.TryParse("Zoe\u0308", out var decomposed) && OpaqueId.TryParse("Zo\u00eb", out var composed) && decomposed == composed);
        Assert.True(Email.TryParse("zoe\u0308@example.org", out var one) && Email.TryParse("ZO\u00cb@example.org", out var other) && one == other);
    }

    private static string Read(string points) =>
        string.Concat(points.Split(' ').Select(point => new Rune(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
}
