using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fulcrum.Consent.RulePacks;

/// <summary>Something laws differ in, and what is stricter on it.</summary>
/// <param name="Name">Key in a pack.</param>
/// <param name="Scale">How values are compared.</param>
/// <param name="Words">For <see cref="RuleScale.Words"/>: the words, the least strict first. For <see cref="RuleScale.Set"/>: the words there are.</param>
public sealed record RuleAxis(string Name, RuleScale Scale, ImmutableArray<string> Words)
{
    /// <summary>What it says, in one sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>Every axis there is.</summary>
    public static FrozenDictionary<string, RuleAxis> All { get; } = new RuleAxis[]
    {
        new("consent-model", RuleScale.Words, ["notice", "opt-out", "opt-in"]) { Meaning = "How a use becomes allowed: by notice, unless refused, or only when agreed to." },
        new("separate-document", RuleScale.Flag, []) { Meaning = "Whether consent must stand apart from every other text and act." },
        new("double-opt-in", RuleScale.Flag, []) { Meaning = "Whether a message to the address must be answered before the first use." },
        new("withdraw-as-easy", RuleScale.Flag, []) { Meaning = "Whether taking consent back may not be harder than giving it." },
        new("reask-after-days", RuleScale.Greatest, []) { Meaning = "Days that must pass after a refusal before it may be asked again." },
        new("consent-age", RuleScale.Greatest, []) { Meaning = "Youngest age at which a subject can agree without a guardian." },
        new("banned-below-age", RuleScale.Greatest, []) { Meaning = "Age below which the use is forbidden whatever anybody agreed to." },
        new("guardian-methods", RuleScale.Set, ["bank-transfer", "call-back", "digital-identity", "identity-document", "in-person", "parent-account", "payment-card", "signed-form", "video-call"])
        {
            Meaning = "By which methods it may be made sure that a guardian agreed.",
        },
        new("gpc", RuleScale.Words, ["ignored", "informative", "binding"]) { Meaning = "What Global Privacy Control means." },
        new("confirm-signal", RuleScale.Flag, []) { Meaning = "Whether the subject must be shown that a signal was honoured." },
        new("answer-within", RuleScale.Clock, []) { Meaning = "How soon a request of a subject must be answered." },
        new("breach-authority-hours", RuleScale.Least, []) { Meaning = "Hours until the authority must know of a breach." },
        new("breach-subject-hours", RuleScale.Least, []) { Meaning = "Hours until those affected must know of a breach." },
        new("first-write-region", RuleScale.Region, []) { Meaning = "Where data of its residents must be recorded first." },
        new("records-kept-months", RuleScale.Greatest, []) { Meaning = "Months for which records of requests must be kept." },
    }.ToFrozenDictionary(axis => axis.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>What is stricter.</summary>
public enum RuleScale
{
    /// <summary>Yes is stricter than no.</summary>
    Flag,

    /// <summary>A later word is stricter.</summary>
    Words,

    /// <summary>The greater number is stricter.</summary>
    Greatest,

    /// <summary>The smaller number is stricter.</summary>
    Least,

    /// <summary>The clock that runs out first is stricter.</summary>
    Clock,

    /// <summary>A list of what is accepted; of several laws only what each accepts is.</summary>
    Set,

    /// <summary>Regions do not compare: two different ones cannot both be obeyed.</summary>
    Region,
}
