using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Rights.OpenDsr;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.DataRights;

/// <summary>How the routes of the Data Rights Protocol are described.</summary>
internal static class DataRightsDocs
{
    private static readonly (string Name, string What, string Example)[] OfId = [("request_id", "The id we gave it.", "c789ff35-7644-8ceb-9981-4b35c264aac3")];
    private static readonly (string Name, string What, string Example)[] OfAgent = [("agent_id", "What the agent is called in the network's directory.", "RIGHTS_AGENT")];

    /// <summary>The workspace does not speak it.</summary>
    public static Problem NotSpoken { get; } = new(
        StatusCodes.Status404NotFound, "data-rights-not-spoken", "The Data Rights Protocol is not spoken here",
        "The workspace in force does not say how this protocol is spoken.",
        "Requests of customers are taken from agents the company names.",
        "Add \"data-rights:\" and the agent to partners.yaml, and apply the workspace.");

    /// <summary>Not signed by whose token it bears.</summary>
    public static Problem NotSigned { get; } = new(
        StatusCodes.Status403Forbidden, "message-not-signed", "The message is not signed by the agent",
        "The body is no base64 of a signature and a message, or the signature is not that of the agent's key over just this message.",
        "A request that could have been changed or made up on the way is nobody's.",
        "Sign the JSON with the key in the directory (Ed25519), put the 64 bytes before it, and send both in base64 as text/plain.");

    /// <summary>Signed for another agent.</summary>
    public static Problem OtherAgent { get; } = new(
        StatusCodes.Status403Forbidden, "other-agent", "The message is another agent's",
        "'agent-id' is not the agent whose token the request bears.",
        "One agent must not use what another signed.",
        "Send it with the token of the agent that signed it.");

    /// <summary>Signed for another business.</summary>
    public static Problem OtherBusiness { get; } = new(
        StatusCodes.Status403Forbidden, "other-business", "The message is for somebody else",
        "'business-id' is not what we are called in the network.",
        "A request for one company must not be sent on to another.",
        "Sign a message with our business-id.");

    /// <summary>Too old, too new, or valid for too long.</summary>
    public static Problem OutOfTime { get; } = new(
        StatusCodes.Status403Forbidden, "message-out-of-time", "The message is not of this time",
        "The message is not yet or no longer valid, or is valid for more than ten minutes.",
        "What could be sent again for long could be sent again by others.",
        "Sign a new message, valid for ten minutes at most, and look whether the clock is right.");

    /// <summary>The same message again.</summary>
    public static Problem SeenBefore { get; } = new(
        StatusCodes.Status409Conflict, "message-seen-before", "The message came before",
        "Just this message was taken in before, or was signed before this server started.",
        "A message that was overheard must not work a second time.",
        "Ask where the request stands, or sign a new message.");

    /// <summary>No such action.</summary>
    public static Problem UnknownAction { get; } = new(
        StatusCodes.Status400BadRequest, "unknown-rights-action", "There is no such rights action",
        "'exercise' is none of the protocol's actions.",
        "A right that is not understood is never guessed at.",
        "Use access, access:categories, access:specific, deletion or sale:opt-out.");

    /// <summary>A yes by somebody else.</summary>
    public static Problem NoYesByOthers { get; } = new(
        StatusCodes.Status400BadRequest, "no-yes-by-others", "A yes is not taken from others",
        "'sale:opt-in' was asked for on behalf of a customer.",
        "A consent counts only from somebody who saw the notice it is about.",
        "Send the customer to the privacy centre; they choose there.");

    /// <summary>Not this right by this agent.</summary>
    public static Problem NotHandedOn => OpenDsrDocs.NotHandedOn;

    /// <summary>A callback nobody listed.</summary>
    public static Problem CallbackNotListed => OpenDsrDocs.CallbackNotListed with { What = "The origin of 'status_callback' is not one of those the workspace lists for this agent." };

    /// <summary>Nobody is named.</summary>
    public static Problem NobodyNamed { get; } = new(
        StatusCodes.Status400BadRequest, "nobody-named", "The message names nobody",
        "The message holds neither an e-mail address nor a phone number that can be used.",
        "Customers are found by an address or a number; names and postal addresses are not unique.",
        "Put email or phone_number in the message, in a valid form.");

    /// <summary>Too many wait.</summary>
    public static Problem TooManyWait => OpenDsrDocs.TooManyWait;

    /// <summary>Not this agent's.</summary>
    public static Problem NotTheirs { get; } = new(
        StatusCodes.Status403Forbidden, "not-this-agents", "The request is not this agent's",
        "This agent handed on no request with this id.",
        "Each agent sees its own requests alone.",
        "Use the request_id that the request was answered with.");

    /// <summary>Too late.</summary>
    public static Problem Begun => OpenDsrDocs.Begun;

    /// <summary>Nothing to fetch.</summary>
    public static Problem NoResults => OpenDsrDocs.NoResults;

    private static readonly Problem[] OfMessage =
    [
        NotSpoken, NotSigned, OtherAgent, OtherBusiness, OutOfTime, Problems.BodyTooLarge, Problems.MalformedJson(0, 0), Problems.BadMember("", ""), Problems.MissingMember(""),
    ];

    private static readonly Shape Standing = Shape.Of(
        ("request_id", Shape.Text()), ("received_at", Shape.Time()), ("expected_by", Shape.Time()), ("agent_request_id?", Shape.Text()), ("status", Shape.OneOf("", DataRightsWords.Statuses)),
        ("reason?", Shape.OneOf("", DataRightsWords.Reasons)), ("user_verification_url?", Shape.Text("Where the customer confirms.")), ("expires_at?", Shape.Time()),
        ("processing_details?", Shape.Text()), ("results_url?", Shape.Text("Where what was asked to see is fetched, for a week.")));

    private static readonly Shape Signed = Shape.Text("Base64 of an Ed25519 signature, 64 bytes, and the JSON it signs.");

    /// <summary>A token.</summary>
    public static RouteDoc Pair { get; } = new("dataRightsPair", "An agent signs for the token that its further requests bear. Whoever did not sign gets 403 and no body. Journaled.", KeyOf.Nobody, Shape.Of(("agent-id", Shape.Text()), ("token", Shape.Text())))
    {
        Values = OfAgent, Signed = Signed, Problems = [NotSpoken, NotSigned], Errors = ErrorForm.DataRights,
    };

    /// <summary>Whether a token still counts.</summary>
    public static RouteDoc Agent { get; } = new("dataRightsAgent", "Whether an agent's token still counts.", KeyOf.Partner, Shape.Of())
    {
        Values = OfAgent, Problems = [NotSpoken, OtherAgent], Errors = ErrorForm.DataRights,
    };

    /// <summary>A request.</summary>
    public static RouteDoc Exercise { get; } = new(
        "dataRightsExercise", "Ask for a right of a customer. Done on the agent's word where the workspace says so and the agent verified who asks, else once the customer confirmed it.", KeyOf.Partner, Standing)
    {
        Signed = Signed, Problems = [.. OfMessage, SeenBefore, UnknownAction, NoYesByOthers, NotHandedOn, CallbackNotListed, NobodyNamed, TooManyWait], Errors = ErrorForm.DataRights,
    };

    /// <summary>Where one stands.</summary>
    public static RouteDoc Status { get; } = new("dataRightsStatus", "Where a request of this agent stands.", KeyOf.Partner, Standing)
    {
        Values = OfId, Problems = [NotSpoken, NotTheirs], Errors = ErrorForm.DataRights,
    };

    /// <summary>One taken back.</summary>
    public static RouteDoc Revoke { get; } = new("dataRightsRevoke", "Take a request back, as long as nothing was begun; the body says why, signed.", KeyOf.Partner, Standing)
    {
        Values = OfId, Signed = Signed, Problems = [.. OfMessage, NotTheirs, Begun], Errors = ErrorForm.DataRights,
    };

    /// <summary>What was asked to see.</summary>
    public static RouteDoc Results { get; } = new(
        "dataRightsResults", "What a request for access asked to see, as one ZIP file, for a week. Journaled as an access.", KeyOf.Partner,
        Shape.Text("A ZIP file; a connection cut before its end means that it is not whole."))
    {
        Type = "application/zip", Values = OfId, Problems = [NotSpoken, NotTheirs, NoResults], Errors = ErrorForm.DataRights,
    };
}
