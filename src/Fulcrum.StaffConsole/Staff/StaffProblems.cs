using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Staff;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>Why an act of the API was not done (RFC 9457). Never holds personal data.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable key; its page is <c>docs/reference/problems/CODE.md</c>.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="What">What was wrong.</param>
/// <param name="Why">Why that is not done.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record StaffProblem(int Status, string Code, string Title, string What, string Why, string Remedy)
{
    /// <summary>Which of role, purpose, label and training was missing; empty for none of them.</summary>
    public string Missing { get; init; } = "";

    /// <summary>Whom to ask; null where asking helps nobody.</summary>
    public LocalText? Ask { get; init; }

    /// <summary>Lessons to pass first.</summary>
    public IReadOnlyList<string> Lessons { get; init; } = [];

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext http)
    {
        var body = new JsonObject
        {
            ["type"] = $"/docs/reference/problems/{Code}", ["title"] = Title, ["status"] = Status, ["detail"] = What, ["why"] = Why, ["remedy"] = Remedy, ["code"] = Code,
        };
        if (Missing.Length > 0)
        {
            body["missing"] = Missing;
        }

        if (Ask is not null)
        {
            body["ask"] = StaffJson.Of(Ask);
        }

        if (Lessons.Count > 0)
        {
            body["lessons"] = new JsonArray([.. Lessons.Select(lesson => JsonValue.Create(lesson))]);
        }

        return Reply.WriteAsync(http, Status, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(body, StaffJson.Options));
    }
}

/// <summary>Ends a call with a problem.</summary>
internal sealed class StaffProblemException(StaffProblem problem) : Exception(problem.Code)
{
    /// <summary>What is answered.</summary>
    public StaffProblem Problem { get; } = problem;
}

/// <summary>How this API writes JSON.</summary>
internal static class StaffJson
{
    /// <summary>Letters of every script as they are.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text in each language.</summary>
    public static JsonObject Of(LocalText text) => new() { ["en"] = text.En, ["ru"] = text.Ru };

    /// <summary>A time; null for never.</summary>
    public static JsonNode? Of(Instant at) => at == Instant.Never ? null : JsonValue.Create(at.ToString());
}

/// <summary>Every problem of this API.</summary>
internal static class StaffProblems
{
    /// <summary>No such route.</summary>
    public static StaffProblem NoRoute { get; } = new(
        StatusCodes.Status404NotFound, "no-such-route", "There is no such route",
        "Nothing is served at this path.",
        "Only the routes in the reference exist.",
        "See docs/reference/http for the routes.");

    /// <summary>The route exists, for another method.</summary>
    public static StaffProblem OtherMethod { get; } = new(
        StatusCodes.Status405MethodNotAllowed, "other-method", "The route takes another method",
        "The path exists, but not for this method.",
        "Every route takes the methods its reference names.",
        "Use a method that the Allow header names.");

    /// <summary>A mistake of ours.</summary>
    public static StaffProblem Internal { get; } = new(
        StatusCodes.Status500InternalServerError, "internal-error", "The server made a mistake",
        "Something unforeseen happened while serving this request.",
        "This is a fault of Fulcrum, not of the request.",
        "Send the same again; when it happens again, report it with the server's log.");

    /// <summary>The store cannot write or read.</summary>
    public static StaffProblem StoreUnavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store is not available",
        "The store could not do what this request needs.",
        "Nothing is acknowledged before it is on disk.",
        "Send the same again after the seconds that Retry-After says; it is safe.");

    /// <summary>No node that owns the store answers.</summary>
    public static StaffProblem OwnerUnreachable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "owner-unreachable", "No node can answer this now",
        "The node that owns the store could not be reached; nothing of this request was done.",
        "One node reads and writes profiles at a time, so that no consent is ever answered from an old copy.",
        "Send the same again after the seconds that Retry-After says, to any node.");

    /// <summary>The owner took a request, and its answer never came.</summary>
    public static StaffProblem OutcomeUnsure { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "outcome-unsure", "Whether it was done is not known",
        "The request was sent to the node that owns the store, and the connection broke before its answer.",
        "It may have been done, or not: only the owner knew.",
        "Send the same again with the same message id or request id: what was done then counts once. Without one, look first.");

    /// <summary>Not a body this act takes.</summary>
    public static StaffProblem BadBody { get; } = new(
        StatusCodes.Status400BadRequest, "staff-bad-body", "The body is not what this act takes",
        "The body is no JSON object with the members of this act.",
        "What is not understood is never guessed at.",
        "Send Content-Type: application/json and the members that docs/reference/http/staff.md names.");

    /// <summary>Nobody is signed in.</summary>
    public static StaffProblem SignedOut { get; } = new(
        StatusCodes.Status401Unauthorized, "staff-signed-out", "Nobody is signed in",
        "The call bears no session that holds.",
        "A session ends after half an hour without an act, after twelve hours, with a removal, and with a restart.",
        "Sign in with a passkey: POST /v1/staff/sign-in/question, then POST /v1/staff/sign-in.");

    /// <summary>No token of this session.</summary>
    public static StaffProblem NotOurs { get; } = new(
        StatusCodes.Status403Forbidden, "staff-token", "The call did not show its token",
        "The header X-Staff-Token is missing, or is not of this session and browser.",
        "A cookie alone would let another site act in somebody's name.",
        "Send the token that GET /v1/staff/me answers.");

    /// <summary>What a browser answered proves nothing, or a link opens nothing: which of them is not told.</summary>
    public static StaffProblem NotProved { get; } = new(
        StatusCodes.Status400BadRequest, "staff-not-proved", "Nothing was proved",
        "The answer proves nobody, or the link opens nothing.",
        "One answer for all of them tells nobody who belongs here.",
        "Ask for a new question and answer it; whoever lost their passkey asks a colleague who looks after staff for another set-up link.");

    /// <summary>A role is missing.</summary>
    public static StaffProblem Role { get; } = new(
        StatusCodes.Status403Forbidden, "staff-role", "The role may not do this",
        "None of the roles of whoever asks has the power for this act.",
        "What no role allows is refused.",
        "Ask whom 'ask' names.");

    /// <summary>A purpose is missing.</summary>
    public static StaffProblem Purpose { get; } = new(
        StatusCodes.Status403Forbidden, "staff-purpose", "The role is for another purpose",
        "The role has the power, and not for the purpose of this view.",
        "People are looked at for the purposes that a role names, and for no other.",
        "Ask whom 'ask' names.");

    /// <summary>A label is missing.</summary>
    public static StaffProblem Label { get; } = new(
        StatusCodes.Status403Forbidden, "staff-label", "The role does not see this kind of data",
        "The role does not see data with the label of what was asked for.",
        "A role sees the categories and the sensitivity that it names.",
        "Ask for other facts, or ask whom 'ask' names.");

    /// <summary>Training is missing.</summary>
    public static StaffProblem Training { get; } = new(
        StatusCodes.Status403Forbidden, "staff-training", "A lesson comes first",
        "A lesson of the role was not passed, or its certificate is over.",
        "Nobody looks at people without a certificate that holds.",
        "Pass the lessons that 'lessons' names: POST /v1/staff/lessons/{lesson}.");

    /// <summary>The passkey has to be touched again.</summary>
    public static StaffProblem StepUp { get; } = new(
        StatusCodes.Status403Forbidden, "staff-step-up", "The passkey has to be touched again",
        "The passkey was touched more than five minutes ago.",
        "A dangerous act must not be done by whoever finds an open screen.",
        "Answer the question of POST /v1/staff/prove/question with POST /v1/staff/prove, then send the same again.");

    /// <summary>It takes somebody else.</summary>
    public static StaffProblem Self { get; } = new(
        StatusCodes.Status403Forbidden, "staff-second-person", "This takes a second person",
        "Whoever asks would do this to themselves.",
        "Nobody removes, promotes or reviews themselves.",
        "Ask a colleague with the same role.");

    /// <summary>Nothing of that name.</summary>
    public static StaffProblem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "staff-unknown", "There is no such thing",
        "Nothing is known by a name or id of this call.",
        "What is not there is not guessed at.",
        "List them first, and use a name or id of the list.");

    /// <summary>No reason.</summary>
    public static StaffProblem Reason { get; } = new(
        StatusCodes.Status400BadRequest, "staff-reason", "A reason is missing",
        "The reason, name or note is empty or longer than 500 characters.",
        "Whoever is looked at reads why.",
        "Give it in a sentence.");

    /// <summary>What was found is missing, or goes with another act.</summary>
    public static StaffProblem Finding { get; } = new(
        StatusCodes.Status400BadRequest, "staff-finding", "What was found is missing, or does not fit",
        "A review ends with what became of the choice, a refusal may have a reason of the list, and nothing else has either.",
        "The person reads it in their own language, and a partner as a word of its protocol.",
        "Give outcome (stands or changed) with the end of a review, and reason with a refusal alone.");

    /// <summary>No emergency.</summary>
    public static StaffProblem NoEmergency { get; } = new(
        StatusCodes.Status403Forbidden, "staff-no-emergency", "No emergency is open",
        "Whoever asks has declared no emergency, or its hour is over.",
        "Looking beyond a role is declared first and reviewed afterwards.",
        "Declare it: POST /v1/staff/emergencies.");

    /// <summary>Stopped.</summary>
    public static StaffProblem Braked { get; } = new(
        StatusCodes.Status403Forbidden, "staff-braked", "Somebody else has to look first",
        "The looks of whoever asks were unusual, so nothing more is shown to them.",
        "A leak is stopped before it grows; whoever had a good reason is let on within minutes.",
        "Tell whom 'ask' names why; a colleague with the power audit closes the alarm: POST /v1/staff/alarms/{number}/close.");

    /// <summary>Two people.</summary>
    public static StaffProblem Approval { get; } = new(
        StatusCodes.Status403Forbidden, "staff-approval", "A colleague has to say yes first",
        "This takes two people, and nobody else who counts has said yes.",
        "What one person alone could do, one stolen passkey could do. A yes holds for three days and one act, while whoever said it belongs, holds the power and is trained.",
        "Ask for it: POST /v1/staff/approvals. A colleague with the power audit says yes: POST /v1/staff/approvals/{number}/approve.");

    /// <summary>What a refusal is told as.</summary>
    public static StaffProblem Of(StaffRefusedException refused)
    {
        var problem = refused.Refusal switch
        {
            StaffRefusal.Role => Role,
            StaffRefusal.Purpose => Purpose,
            StaffRefusal.Label => Label,
            StaffRefusal.Training => Training,
            StaffRefusal.StepUp => StepUp,
            StaffRefusal.Self => Self,
            StaffRefusal.Reason => Reason,
            StaffRefusal.Finding => Finding,
            StaffRefusal.NoEmergency => NoEmergency,
            StaffRefusal.Brake => Braked,
            StaffRefusal.Approval => Approval,
            _ => Unknown,
        };
        return problem with
        {
            Missing = refused.Answer is { } answer ? answer.Missing.ToString().ToLowerInvariant() : refused.Refusal is StaffRefusal.Approval or StaffRefusal.Self ? "second-person" : "", Ask = refused.Ask,
            Lessons = refused.Answer is { Lessons.IsDefaultOrEmpty: false } known ? [.. known.Lessons.Select(lesson => lesson.Name)] : [],
        };
    }
}
