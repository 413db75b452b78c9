namespace Fulcrum.Decisions.Rules;

/// <summary>What one step of a compiled rule does. The comment says which fields it uses.</summary>
internal enum OpKind : byte
{
    /// <summary>Number: the value.</summary>
    NumberLiteral,

    /// <summary>A: the <see cref="Truth"/>.</summary>
    TruthLiteral,

    /// <summary>Content: the text.</summary>
    TextLiteral,

    /// <summary>A: fact slot; a number or a time.</summary>
    NumberFact,

    /// <summary>A: fact slot.</summary>
    TruthFact,

    /// <summary>A: fact slot.</summary>
    TextFact,

    /// <summary>A: fact slot.</summary>
    ListFact,

    /// <summary>A: context slot; B: the type it must have.</summary>
    NumberContext,

    /// <summary>A: context slot.</summary>
    TruthContext,

    /// <summary>A: context slot.</summary>
    TextContext,

    /// <summary>A: context slot.</summary>
    ListContext,

    /// <summary>Milliseconds since the Unix epoch.</summary>
    Now,

    /// <summary>0 to 23, UTC.</summary>
    Hour,

    /// <summary>A: fact slot.</summary>
    Age,

    /// <summary>A: fact slot; B: 1 for known, 0 for unknown.</summary>
    KnownFact,

    /// <summary>A: context slot; B: 1 for known, 0 for unknown.</summary>
    KnownContext,

    /// <summary>A: step; B: the step where A is unknown.</summary>
    ElseNumber,

    /// <summary>A: step; B: the step where A is unknown.</summary>
    ElseTruth,

    /// <summary>A: step; B: the step where A is unknown.</summary>
    ElseText,

    /// <summary>A, B: steps.</summary>
    Add,

    /// <summary>A, B: steps.</summary>
    Subtract,

    /// <summary>A, B: steps.</summary>
    Multiply,

    /// <summary>A, B: steps.</summary>
    Divide,

    /// <summary>A: first child; B: how many.</summary>
    Min,

    /// <summary>A: first child; B: how many.</summary>
    Max,

    /// <summary>A, B: steps; Comparison.</summary>
    CompareNumbers,

    /// <summary>A: fact slot; Number: what it is compared with; Comparison. The commonest step, in one.</summary>
    CompareFact,

    /// <summary>A, B: steps; Comparison.</summary>
    CompareTexts,

    /// <summary>A, B: steps; Comparison.</summary>
    CompareTruths,

    /// <summary>A: step; Content: the numbers.</summary>
    InNumbers,

    /// <summary>A: step; Content: the texts.</summary>
    InTexts,

    /// <summary>A: list step; B: text step.</summary>
    Contains,

    /// <summary>A: step.</summary>
    Not,

    /// <summary>A: first child; B: how many.</summary>
    All,

    /// <summary>A: first child; B: how many.</summary>
    Any,
}

/// <summary>One step. Equal steps are one: what several rules ask is worked out once.</summary>
internal readonly record struct RuleOp(OpKind Kind, Comparison Comparison, int A, int B, double Number, object? Content)
{
    internal static RuleOp Of(OpKind kind, int a = 0, int b = 0) => new(kind, default, a, b, 0, null);
}
