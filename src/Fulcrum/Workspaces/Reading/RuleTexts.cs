using Fulcrum.Decisions.Rules;

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

/// <summary>One rule: its text and place, what it is for, and the name of what it belongs to.</summary>
internal sealed record RuleText(YamlScalar Text, RuleUse Use, string Owner);
