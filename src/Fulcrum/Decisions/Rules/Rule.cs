using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>A rule or formula that was read and checked: typed, total, and without names that do not resolve.</summary>
/// <param name="Text">As written.</param>
/// <param name="Use">What it is for.</param>
/// <param name="Root">Its pieces; true or false, or a number.</param>
/// <param name="Facts">Facts it can look at, segments written out, each once, in order of first use.</param>
/// <param name="Context">Names of context values it can look at, each once.</param>
internal sealed record Rule(string Text, RuleUse Use, RuleNode Root, ImmutableArray<FactDefinition> Facts, ImmutableArray<string> Context)
{
    /// <summary>Longest text accepted, in characters.</summary>
    internal const int LengthMax = 4_000;

    /// <summary>Most pieces, segments written out.</summary>
    internal const int SizeMax = 2_000;

    /// <summary>Deepest nesting of brackets and negations.</summary>
    internal const int DepthMax = 40;
}

/// <summary>A rule, or what is wrong with its text.</summary>
/// <param name="Rule">Null exactly when there are faults.</param>
/// <param name="Faults">What is wrong, in order of position.</param>
internal sealed record RuleReading(Rule? Rule, ImmutableArray<RuleFault> Faults);

/// <summary>One mistake in a rule's text.</summary>
/// <param name="Offset">First character it concerns, from 0.</param>
/// <param name="Length">How many characters; may be 0 at the end of the text.</param>
/// <param name="Fault">What is wrong and how to mend it.</param>
internal sealed record RuleFault(int Offset, int Length, Fault Fault);
