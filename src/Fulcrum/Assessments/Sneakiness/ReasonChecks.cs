using System.Collections.Immutable;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>Whether the reason people are told is the purpose the plan has.</summary>
internal static class ReasonChecks
{
    private static readonly ImmutableArray<Phrase> Families =
        [Phrase.ForSecurity, Phrase.ForLaw, Phrase.ForService, Phrase.ForFitting, Phrase.ForPromotion, Phrase.ForCounting];

    /// <summary>Reasons that no one argues with, and that are therefore pretended.</summary>
    private static readonly ImmutableArray<Phrase> Strong = [Phrase.ForSecurity, Phrase.ForLaw];

    public static string? Of(TestedObject tested)
    {
        var planned = Spoken(tested.Plan);
        if (planned.Count == 0)
        {
            return null;
        }

        foreach (var text in tested.Texts.Where(text => text.Role == TextRole.Reason))
        {
            var told = Spoken([text]);
            var isPretended = Strong.Any(strong => told.Contains(strong) && !planned.Contains(strong));
            var isOther = tested.Kind == TestedKind.Prompt && told.Count > 0 && !told.Overlaps(planned);
            if (isPretended || isOther)
            {
                return $"told: {Names(told)}; planned: {Names(planned)}";
            }
        }

        return null;
    }

    private static HashSet<Phrase> Spoken(ImmutableArray<TestedText> texts) =>
        [.. Families.Where(family => texts.Any(text => Lexicon.Of(text.Language).Find(family, text.Text) is not null))];

    private static string Names(HashSet<Phrase> families) => string.Join(", ", Families.Where(families.Contains).Select(Name));

    private static string Name(Phrase family) => family switch
    {
        Phrase.ForSecurity => "security",
        Phrase.ForLaw => "the law",
        Phrase.ForService => "what was asked for",
        Phrase.ForFitting => "fitting to the person",
        Phrase.ForPromotion => "promotion",
        _ => "counting",
    };
}
