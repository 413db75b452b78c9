namespace Fulcrum.Workspaces.Reading;

/// <summary>The rules found in the files, kept until everything they can name is known.</summary>
internal sealed class RuleTexts
{
    private readonly List<RuleText> _rules = [];

    /// <summary>All of them, in the order found.</summary>
    public IReadOnlyList<RuleText> All => _rules;

    /// <summary>Keeps one; nothing for a rule that is not written.</summary>
    public void Note(YamlScalar? rule, RuleUse use, string owner)
    {
        if (rule is not null)
        {
            _rules.Add(new RuleText(rule, use, owner));
        }
    }
}

/// <summary>One rule: its text and place, what it is for, and what it belongs to.</summary>
internal sealed record RuleText(YamlScalar Text, RuleUse Use, string Owner);

/// <summary>What a rule is for: says what it must give and what it may name.</summary>
internal enum RuleUse
{
    /// <summary>Who may see an offer.</summary>
    Eligibility,

    /// <summary>Who is in a segment.</summary>
    Segment,

    /// <summary>The order of candidates.</summary>
    Ranking,

    /// <summary>A computed score.</summary>
    Score,

    /// <summary>When promotion is off.</summary>
    Suppression,
}
