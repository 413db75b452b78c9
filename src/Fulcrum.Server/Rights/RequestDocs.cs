using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Rights.Systems;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights;

/// <summary>How the routes of rights and requests are described.</summary>
internal static class RequestDocs
{
    /// <summary>What can be done about a right.</summary>
    public static string[] Acts { get; } = ["correct", "contest", "uphold", "dismiss", "restrict", "lift", "object"];

    /// <summary>The rights.</summary>
    public static string[] Kinds { get; } = [.. Enum.GetValues<RequestKind>().Select(Words.Of)];

    /// <summary>What can be done with a request.</summary>
    public static string[] RequestActs { get; } = [.. Enum.GetValues<RequestAct>().Where(act => act is not (RequestAct.Open or RequestAct.Join)).Select(Words.Of)];

    /// <summary>Why a request is refused.</summary>
    public static string[] Reasons { get; } = [.. Enum.GetValues<DenialReason>().Where(reason => reason != DenialReason.None).Select(Words.Of)];

    /// <summary>What a review can end with.</summary>
    public static string[] Outcomes { get; } = [.. Enum.GetValues<ReviewOutcome>().Where(outcome => outcome != ReviewOutcome.None).Select(Words.Of)];

    private static Problem UnknownFact { get; } = new(
        StatusCodes.Status400BadRequest, "right-of-unknown-fact", "There is no such fact",
        "The workspace in force declares no fact of this name.",
        "A right about a fact that nobody knows changes nothing.",
        "Use a name of facts.yaml; what is kept about somebody is in POST /v1/access/export.");

    private static Problem NotDeclared { get; } = new(
        StatusCodes.Status409Conflict, "fact-not-declared", "The fact cannot be put right",
        "The fact is not one that somebody declared.",
        "What was seen happened as it did, and what was worked out follows from it.",
        "Contest it, or erase what it rests on.");

    private static Problem NotInferred { get; } = new(
        StatusCodes.Status409Conflict, "fact-not-inferred", "The fact cannot be contested",
        "The fact is one that somebody declared.",
        "Only what was guessed or worked out is contested; what was declared is put right.",
        "Put it right with the act correct.");

    private static Problem NotHeld { get; } = new(
        StatusCodes.Status409Conflict, "fact-not-held", "Nothing is kept of the fact",
        "Nothing is kept of this fact about the subject.",
        "There is nothing to put right or to contest.",
        "Look what is kept with POST /v1/access/export.");

    private static Problem NotContested { get; } = new(
        StatusCodes.Status409Conflict, "fact-not-contested", "The fact is not contested",
        "The fact is not contested, or its contest was ended.",
        "Only an open contest, or one found right, can be ended.",
        "Look what is contested with POST /v1/access/export.");

    /// <summary>No request of the kind is open.</summary>
    public static Problem NoneOpen { get; } = new(
        StatusCodes.Status404NotFound, "no-open-request", "No such request is open",
        "No request of this kind is open, or nothing is kept under these identifiers.",
        "A closed request stays closed; nobody is told which of the two it is.",
        "Open one with POST /v1/requests.");

    /// <summary>It cannot be done where the request stands.</summary>
    public static Problem NotNow { get; } = new(
        StatusCodes.Status409Conflict, "request-not-now", "This cannot be done with the request now",
        "The request stands where this act is not possible, or the law gives no extension.",
        "Each state allows its own acts, so that no request gets stuck.",
        "Do one of the acts that its answer names.");

    private static readonly Shape Request = Shape.Of(
        ("request", Shape.Text("Its id.")), ("kind", Shape.OneOf("", Kinds)), ("state", Shape.OneOf("", [.. Enum.GetValues<RequestState>().Select(Words.Of)])), ("openedAt", Shape.Time()),
        ("dueAt", Shape.Time("From then on its answer is late.")), ("late", Shape.Truth()), ("extended", Shape.Truth()), ("askedAgain", Shape.Whole("How often the same was asked again while it was open.")),
        ("law", Shape.Text("The rule pack whose clock it is; empty for 30 days.")), ("acts", Shape.ListOf(Shape.Text(), "What can be done with it now.")),
        ("said", Shape.Text("What the subject is asked or told now; empty for nothing.")), ("reason?", Shape.OneOf("Why it was refused.", Reasons)), ("outcome?", Shape.OneOf("What became of the decision that a person looked at.", Outcomes)),
        ("systems", SystemJson.Systems));

    /// <summary>Rights that hold at once.</summary>
    public static RouteDoc Rights { get; } = new(
        "right", "Do what a subject has a right to, at once: correct a declared fact, contest a guess, restrict every use, object. Journaled with who and why.", KeyOf.Admin,
        Shape.Of(("changed", Shape.Truth("False when it held already.")), ("sequence", Shape.Whole("Of its first row; 0 for none.")), ("told?", Shape.Text("What connected systems are told of it: GET /v1/systems/told."))))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("act", Shape.OneOf("", Acts)), ("fact?", Shape.Text("For correct, contest, uphold and dismiss.")),
            ("value?", Shape.Text("For correct.")), ("by", Shape.Text()), ("why", Shape.Text())),
        Example = """{"identifiers":{"userId":"u-1"},"act":"lift","by":"clerk-7","why":"the review is over"}""",
        Problems = [AccessDocs.NothingKept, UnknownFact, NotDeclared, NotInferred, NotHeld, NotContested, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>A request in.</summary>
    public static RouteDoc Open { get; } = new("openRequest", "Take in a request about rights; the same asked again joins the one that is open.", KeyOf.Admin, Request)
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers), ("kind", Shape.OneOf("", Kinds)), ("by", Shape.Text()), ("why", Shape.Text("What they want, in their words."))),
        Example = """{"identifiers":{"userId":"u-1"},"kind":"access","by":"clerk-7","why":"wants to see everything"}""",
        Problems = [AccessDocs.NothingKept, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>An act.</summary>
    public static RouteDoc Act { get; } = new("actOnRequest", "Do something with the open request of a kind. Journaled with who and why.", KeyOf.Admin, Request)
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("kind", Shape.OneOf("", Kinds)), ("act", Shape.OneOf("", RequestActs)),
            ("reason?", Shape.OneOf("For refuse: why, told to the subject in their language. Without it, what stands in why.", Reasons)),
            ("outcome?", Shape.OneOf("For complete of a review, and needed there: whether the decision stands.", Outcomes)),
            ("by", Shape.Text()), ("why", Shape.Text("With ask, extend, complete and refuse the subject reads it as your words to them."))),
        Example = """{"identifiers":{"userId":"u-1"},"kind":"access","act":"begin","by":"clerk-7","why":"assigned"}""",
        Problems = [NoneOpen, NotNow, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>The list.</summary>
    public static RouteDoc Query { get; } = new("requests", "The requests of a subject, newest first, and what connected systems are told of every right of theirs, also of those done at once.", KeyOf.Admin, Shape.Of(("requests", Shape.ListOf(Request)), ("told", Shape.ListOf(SystemJson.Standing))))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers)),
        Example = """{"identifiers":{"userId":"u-1"}}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };

    /// <summary>The problem of a right that could not be done.</summary>
    public static Problem Of(RightsResult result) => result switch
    {
        RightsResult.UnknownFact => UnknownFact,
        RightsResult.NotDeclared => NotDeclared,
        RightsResult.NotInferred => NotInferred,
        RightsResult.NotHeld => NotHeld,
        RightsResult.NotContested => NotContested,
        RightsResult.BadValue => Problems.BadMember("value", "a value of the fact's type"),
        _ => AccessDocs.NothingKept,
    };
}
