namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>One rule against steering people into a yes.</summary>
/// <param name="Number">Its number in our list of 38.</param>
/// <param name="Says">The rule, in a sentence.</param>
/// <param name="Source">Whose demand it is.</param>
/// <param name="Measured">What is counted, compared or looked for.</param>
/// <param name="Script">Looks at the page that is shown and answers what breaks the rule; empty where a page alone cannot show it, and a walk or a record is looked at instead.</param>
internal sealed record DarkPatternRule(int Number, string Says, string Source, string Measured, string Script = "")
{
    /// <summary>Whether a page shows it.</summary>
    public bool IsOfPage => Script.Length > 0;

    /// <summary>Its number and sentence.</summary>
    public override string ToString() => $"{Number} ({Says})";
}
