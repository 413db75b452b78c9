using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>The types an expression of the rule language can have.</summary>
internal enum RuleType : byte
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>Text, compared exactly.</summary>
    Text,

    /// <summary>True, false, or unknown.</summary>
    Boolean,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>Texts in order of rank.</summary>
    TextList,

    /// <summary>A value of the context whose type its use has not given yet.</summary>
    Open,
}

/// <summary>What a rule is for; says which names it may use and what it must yield.</summary>
internal enum RuleUse : byte
{
    /// <summary>Who may see an offer: true or false over facts, segments, context and the offer.</summary>
    Eligibility,

    /// <summary>A segment: true or false over facts and other segments.</summary>
    Segment,

    /// <summary>A sensitive state: true or false over protective facts.</summary>
    Suppression,

    /// <summary>What orders offers: a number over facts, segments, context and the offer.</summary>
    Ranking,

    /// <summary>A computed fact: a number over other facts.</summary>
    Score,
}

/// <summary>How the types and uses are said in faults, and where they come from.</summary>
internal static class RuleTypes
{
    internal static RuleType Of(FactType type) => type switch
    {
        FactType.Text => RuleType.Text,
        FactType.Number => RuleType.Number,
        FactType.Boolean => RuleType.Boolean,
        FactType.Time => RuleType.Time,
        _ => RuleType.TextList,
    };

    internal static string Say(RuleType type) => type switch
    {
        RuleType.Number => "a number",
        RuleType.Text => "a text",
        RuleType.Boolean => "true or false",
        RuleType.Time => "a time",
        RuleType.Duration => "a duration",
        RuleType.TextList => "a list of texts",
        _ => "a value of the context",
    };

    internal static bool YieldsNumber(RuleUse use) => use is RuleUse.Ranking or RuleUse.Score;

    internal static bool AllowsContext(RuleUse use) => use is RuleUse.Eligibility or RuleUse.Ranking;

    internal static bool AllowsOffer(RuleUse use) => use is RuleUse.Eligibility or RuleUse.Ranking;

    internal static bool AllowsSegments(RuleUse use) => use is RuleUse.Eligibility or RuleUse.Ranking or RuleUse.Segment;
}
