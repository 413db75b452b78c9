namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>Says that a test measures a rule on surfaces of ours. A rule that a page shows needs none: every surface is looked at for it.</summary>
/// <param name="rule">The rule.</param>
/// <param name="surfaces">Where.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class MeasuresAttribute(int rule, params string[] surfaces) : Attribute
{
    /// <summary>The rule.</summary>
    public int Rule => rule;

    /// <summary>Where.</summary>
    public IReadOnlyList<string> Surfaces => surfaces;
}

/// <summary>Says that a test shows something bad to the measure of rules, and that each finds it.</summary>
/// <param name="rules">The rules.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CatchesAttribute(params int[] rules) : Attribute
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<int> Rules => rules;
}
