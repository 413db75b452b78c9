namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>What is sent, kept and answered: seen in the traffic, the journal and the workspace.</summary>
internal static class RecordRules
{
    public static readonly DarkPatternRule[] All =
    [
        new(11, "Scrolling, browsing and closing are no consent", "EDPB 05/2020, §86; CJEU C-673/17", "what is sent, kept and journaled while somebody only looks"),
        new(17, "Nobody is nagged", "EDPB 03/2022, overloading (continuous prompting); CNIL 2020-091", "prompts in 180 days after a no, by a clock that is moved; the same life as a yes; again only for a new purpose"),
        new(18, "There is no wall", "EDPB 05/2020 (conditionality); GDPR 7(4)", "every page answers 200, with the same content, before and after a no"),
        new(29, "The notice is what the system does", "GDPR 13 and 14; EDPB 03/2022, left in the dark (conflicting information)", "purposes, recipients and retention of notice and catalogue, both ways"),
        new(33, "The browser's signal is honoured", "California §7025; W3C Global Privacy Control", "with Sec-GPC: 1 what it refuses is off and shown so, and no yes is offered to outweigh it"),
        new(34, "Failure is safe and honest", "GDPR 5(1)(a); EDPB 03/2022, fickle", "after a failed save nothing is allowed, nothing is called saved, and the button is still there"),
        new(35, "There is proof", "GDPR 7(1)", "text hash, version, language, surface, time and act of each yes; 1,000 random receipts verify"),
        new(36, "Nobody experiments with how people are asked", "California §7004(c) (intent is no defence); EDPB 03/2022", "no surface, notice, purpose or exchange can be tried in variants: the workspace is refused"),
        new(37, "The young are left alone", "GDPR recitals 38 and 71, art. 8; Digital Services Act 28(2)", "of somebody flagged as a minor marketing is locked off, and nothing asks"),
    ];
}
