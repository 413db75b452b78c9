using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>The full account of one decision: every candidate, every verdict, every reading, and one plain sentence made from them (law 8).</summary>
/// <param name="Decision">What was answered.</param>
/// <param name="At">When.</param>
/// <param name="WorkspaceVersion">The version whose rules decided.</param>
/// <param name="Subject">Whose; none for a contextual answer.</param>
/// <param name="Consent">Journal sequence of the consent relied on; 0 for none.</param>
/// <param name="ConsentNotice">The notice it was given under; empty for none.</param>
/// <param name="Facts">Facts the rules looked at, with source, time and age.</param>
/// <param name="Candidates">Every candidate with each rule's verdict.</param>
/// <param name="Sentence">One plain sentence for the customer, made from the verdicts.</param>
/// <param name="Agrees">Whether running the pinned rules again over the kept inputs gave the same answer; always true unless the record was damaged.</param>
public sealed record Account(
    Decision Decision,
    Instant At,
    string WorkspaceVersion,
    SubjectId Subject,
    long Consent,
    string ConsentNotice,
    ImmutableArray<UsedFact> Facts,
    ImmutableArray<CandidateAccount> Candidates,
    LocalText Sentence,
    bool Agrees);

/// <summary>A fact that was looked at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reading">Value, source, time, provenance.</param>
/// <param name="Age">How old it was at the decision; zero for one from before the clock was set back.</param>
public sealed record UsedFact(string Name, FactReading Reading, TimeSpan Age);

/// <summary>What became of one candidate.</summary>
/// <param name="Offer">Its name.</param>
/// <param name="Chosen">Slot it got, from 1; 0 for none.</param>
/// <param name="Score">What it was ranked by.</param>
/// <param name="Verdicts">What each rule said, in the order asked, up to and including the first that removed it.</param>
public sealed record CandidateAccount(string Offer, int Chosen, double Score, ImmutableArray<Verdict> Verdicts)
{
    /// <summary>Names of the facts its rules looked at; the sentence names no other than those of what was chosen.</summary>
    public ImmutableArray<string> Looked { get; init; } = [];
}

/// <summary>What one rule said about one candidate, with what it looked at. Explanations are written from these and nothing else.</summary>
/// <param name="Rule">Stable key: <c>eligibility</c>, <c>dates</c>, <c>cap:name</c>, <c>quiet-hours</c>, <c>suppression:name</c>, <c>kind</c>, <c>ranking</c>, <c>fallback</c>.</param>
/// <param name="Keeps">False when it removed the candidate.</param>
/// <param name="Readings">Numbers and texts it looked at.</param>
public sealed record Verdict(string Rule, bool Keeps, ImmutableArray<Reading> Readings);

/// <summary>A number or text a rule looked at.</summary>
/// <param name="Name">For example <c>configured-model</c>, <c>contacts</c>, <c>contacts-max</c>.</param>
/// <param name="Value">In words. May be personal data.</param>
/// <param name="Test">The comparison it stood in, for example <c>= "roadster"</c>; empty for a plain reading.</param>
/// <param name="Holds">Whether that comparison held.</param>
public sealed record Reading(string Name, string Value, string Test, bool Holds)
{
    /// <summary>Name and test, never the value.</summary>
    public override string ToString() => $"{Name} {Test} {Holds}";
}
