using System.Collections.Immutable;
using Fulcrum.Rights.Breaches;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.Breaches;

/// <summary>How the routes of breaches are described.</summary>
internal static class BreachDocs
{
    private static readonly (string, string, string) Id = ("breach", "As it was put on record.", "b-1");

    private static readonly (string, Shape) By = ("by", Shape.Text("Who does it, for the log of acts."));

    /// <summary>No breach of this id that is open.</summary>
    public static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "unknown-breach", "There is no such breach",
        "No breach of this id is on record, or it is closed and this needs one that is open.",
        "The register is what an authority will ask for: nothing is added to what is not there or is over.",
        "List them with GET /v1/breaches.");

    /// <summary>Its times contradict each other.</summary>
    public static Problem BadSpan { get; } = new(
        StatusCodes.Status400BadRequest, "breach-times", "The times contradict each other",
        "The span ends before it begins, or the breach became known in the future.",
        "Every clock runs from when it became known, and whom it concerns is found by the span.",
        "Give from before until, and a knownAt that is not in the future; leave knownAt and until out for now.");

    /// <summary>A drill hands out nobody.</summary>
    public static Problem Drill { get; } = new(
        StatusCodes.Status409Conflict, "breach-drill", "This is a drill",
        "Nothing happened, so nobody has to be told, and nobody's address is handed out.",
        "A drill must not become a way to take addresses along.",
        "Look at how many it would be: the breach itself says so.");

    /// <summary>Somebody is still to be told.</summary>
    public static Problem StillOwed { get; } = new(
        StatusCodes.Status409Conflict, "breach-duties", "Somebody is still to be told",
        "A law wants somebody told who was not.",
        "A breach is over when every duty is done, or when nothing threatens anybody.",
        "Tell them and note it with POST /v1/breaches/{breach}/told; or close it with harmless, and say in found why nothing threatens anybody.");

    /// <summary>Which duties keep it open.</summary>
    public static Problem Owed(ImmutableArray<BreachDuty> owed) =>
        StillOwed with { What = $"Not told yet: {string.Join(", ", owed.Select(duty => $"{Words.Of(duty.ToWhom)} under {duty.Law} by {duty.DueAt}"))}." };

    public static RouteDoc Open { get; } = new("openBreach", "Put a breach or a drill on record: whom it concerns and by when each law wants whom told.", KeyOf.Admin, BreachJson.One)
    {
        Body = Shape.Of(
            ("what", Shape.Text("What happened, in a sentence; nobody's data.")), ("knownAt?", Shape.Time("When it became known; now when left out.")), ("from", Shape.Time("It is about data that came in from then on.")),
            ("until?", Shape.Time("And before that; now when left out.")), ("source?", Shape.Text("Whose data it is; all sources when left out.")), ("drill?", Shape.Truth("Nothing happened; it is done to learn.")), By),
        Example = """{"what":"A copy of the web log was open for an hour","from":"2026-11-01T00:00:00Z","source":"web","by":"nina.orlova"}""",
        Problems = [BadSpan],
    };

    public static RouteDoc List { get; } = new("breaches", "The register: every breach and drill, who was told when, and what was found.", KeyOf.Admin, Shape.Of(("breaches", Shape.ListOf(BreachJson.One))));

    public static RouteDoc Tell { get; } = new("tellBreach", "Note that somebody was told of a breach.", KeyOf.Admin, BreachJson.One)
    {
        Values = [Id], Body = Shape.Of(("to", Shape.OneOf("", "authority", "subjects")), ("law", Shape.Text("Name of the law, as the duty has it.")), ("note?", Shape.Text("How, for example the number of the case.")), By),
        Example = """{"to":"authority","law":"uk-gdpr","note":"case 17","by":"nina.orlova"}""", Problems = [Unknown],
    };

    public static RouteDoc People { get; } = new("breachPeople", "Where those can be told whom a breach concerns. On record before anything is handed out; a drill hands out nobody.", KeyOf.Admin, Shape.Of(("people", Shape.ListOf(BreachJson.Person))))
    {
        Values = [Id], Body = Shape.Of(("why", Shape.Text()), By), Example = """{"why":"letters of Art. 34","by":"nina.orlova"}""", Problems = [Unknown, Drill],
    };

    public static RouteDoc Draft { get; } = new("breachDraft", "A draft of what the authority or those concerned are told, as text: what the system knows, with gaps for what only people know.", KeyOf.Admin, Shape.Text("Plain text."))
    {
        Type = "text/plain", Values = [Id, ("to", "authority or subjects.", "authority"), ("language", "A language of the workspace.", "en")], Problems = [Unknown],
    };

    public static RouteDoc Close { get; } = new("closeBreach", "Close a breach: every duty is done, or nothing threatens anybody.", KeyOf.Admin, BreachJson.One)
    {
        Values = [Id], Body = Shape.Of(("found", Shape.Text("What was found and done.")), ("harmless?", Shape.Truth("Nothing threatens anybody, so nobody has to be told.")), By),
        Example = """{"found":"The log held no names","harmless":true,"by":"nina.orlova"}""", Problems = [Unknown, StillOwed],
    };
}
