using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>How the routes of OpenDSR are described.</summary>
internal static class OpenDsrDocs
{
    private const string SampleId = "a7551968-d5d6-44b2-9831-815ac9017798";

    private const string SeenId = "0d3f4a52-6c1e-4b77-9d0a-52b1f3c8e6a4";

    private static readonly (string Name, string What, string Example)[] OfId = [("subject_request_id", "The id the partner gave it.", SampleId)];

    private static readonly Shape More = Shape.MapOf(
        Shape.Of(
            ("waits_for?", Shape.OneOf("What a pending request waits for.", "customer-confirmation", "hold")), ("denial_reason?", Shape.Text("Why it was refused.")),
            ("unmatched_identities", Shape.ListOf(Shape.Of(("index", Shape.Whole()), ("identity_type", Shape.Text()), ("identity_format", Shape.Text()), ("reason", Shape.Text()))))),
        "Below our domain: what the protocol has no member for.");

    /// <summary>The workspace does not speak it.</summary>
    public static Problem NotSpoken { get; } = new(
        StatusCodes.Status404NotFound, "opendsr-not-spoken", "OpenDSR is not spoken here",
        "The workspace in force names no partners, or the server has no key to sign with.",
        "Requests of customers are taken from organisations the company names, and answers are signed.",
        "Name the partners in partners.yaml and apply the workspace; fulcrum serve makes the key.");

    /// <summary>Not this right by this partner.</summary>
    public static Problem NotHandedOn { get; } = new(
        StatusCodes.Status400BadRequest, "right-not-handed-on", "This right is not taken from this partner",
        "The workspace does not list this type among the rights that this partner may hand on.",
        "Who may ask for what on behalf of customers is agreed beforehand.",
        "Ask the company to list the right, or send the customer to its privacy centre.");

    /// <summary>A callback nobody listed.</summary>
    public static Problem CallbackNotListed { get; } = new(
        StatusCodes.Status400BadRequest, "callback-not-listed", "A callback goes where it may not",
        "The origin of an address in 'status_callback_urls' is not one of those the workspace lists for this partner.",
        "A server that calls whatever a request names can be made to call what its network alone may reach.",
        "Use an origin that was agreed, or have this one listed in partners.yaml.");

    /// <summary>None of the identities can be matched.</summary>
    public static Problem Unmatched(IReadOnlyList<UnmatchedIdentity> unmatched) => new(
        StatusCodes.Status400BadRequest, "identities-unmatched", "None of the identities can be matched",
        $"No identity of the request can be looked up: {string.Join("; ", unmatched.Select(one => $"number {one.Index} ({one.Type}, {one.Format}): {one.Reason}"))}.",
        "A request that cannot be matched with anybody would be called done without anything being looked for.",
        "Send an identity of a type and format that GET /v2/discovery lists.");

    /// <summary>Too many wait for their customers.</summary>
    public static Problem TooManyWait { get; } = new(
        StatusCodes.Status429TooManyRequests, "too-many-referrals", "Too many requests wait for their customers",
        "As many requests that were handed on wait for their customers' confirmation as may wait at once.",
        "What waits is held in memory, and memory has a limit.",
        "Send the same again later; requests that need no confirmation are taken in meanwhile.", 3600);

    /// <summary>Another one has the id.</summary>
    public static Problem AnotherUnderItsId { get; } = new(
        StatusCodes.Status400BadRequest, "another-under-its-id", "Another request has this id",
        "A request with this 'subject_request_id' was handed on before, and it was not the same byte for byte.",
        "An id stands for one request: the same sent again is answered again, another one is not taken for it.",
        "Give the new request an id of its own, or send the first one unchanged.");

    /// <summary>No such request of this partner.</summary>
    public static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "unknown-referral", "There is no such request",
        "This partner handed on no request with this id.",
        "Each partner sees its own requests alone.",
        "Use the id that the request was sent with.");

    /// <summary>Too late to take it back.</summary>
    public static Problem Begun { get; } = new(
        StatusCodes.Status409Conflict, "referral-begun", "The request cannot be taken back any more",
        "The request was begun, or is done.",
        "Only a pending request can be cancelled; what was begun runs to its end.",
        "Look where it stands.");

    /// <summary>Nothing to fetch.</summary>
    public static Problem NoResults { get; } = new(
        StatusCodes.Status404NotFound, "no-results", "There is nothing to fetch",
        "The request is not done, asked to see nothing, nothing is kept of the customer, or a week has passed since it was done.",
        "Copies of somebody's data are not kept ready for longer than they need to be.",
        "Look where the request stands; hand it on again when the week has passed.");

    private static Problem[] OfPartners { get; } = [NotSpoken];

    /// <summary>Discovery.</summary>
    public static RouteDoc Discovery { get; } = new(
        "openDsrDiscovery", "What is spoken of OpenDSR here: identities that can be matched, types of requests, and the certificate that answers are signed with.", KeyOf.Nobody,
        Shape.Of(
            ("api_version", Shape.Text()), ("supported_identities", Shape.ListOf(Shape.Of(("identity_type", Shape.Text()), ("identity_format", Shape.Text())))),
            ("supported_subject_request_types", Shape.ListOf(Shape.OneOf("", OpenDsrWords.Types))), ("processor_certificate", Shape.Text("Where the certificate is."))))
    {
        Problems = OfPartners, Errors = ErrorForm.OpenDsr,
    };

    /// <summary>The certificate.</summary>
    public static RouteDoc Certificate { get; } = new("openDsrCertificate", "The certificate that answers and callbacks are signed with, in PEM.", KeyOf.Nobody, Shape.Text("PEM."))
    {
        Type = "text/plain", Problems = OfPartners, Errors = ErrorForm.OpenDsr,
    };

    /// <summary>One handed on.</summary>
    public static RouteDoc Receive { get; } = new(
        "openDsrRequest", "Hand on a request of a customer. Done on the partner's word where the workspace says so, else once the customer confirmed it. Sending the same again is safe.", KeyOf.Partner,
        Shape.Of(
            ("controller_id", Shape.Text("The partner, as the workspace calls it.")), ("expected_completion_time", Shape.Time()), ("received_time", Shape.Time()),
            ("encoded_request", Shape.Text("The request's bytes in base64.")), ("subject_request_id", Shape.Text()), ("extensions", More)))
    {
        Status = StatusCodes.Status201Created,
        Body = Shape.AnyObject("A request as OpenDSR 2.0 writes it (section 7.1); OpenGDPR has no regulation."),
        Example = $$"""
            {"regulation":"gdpr","subject_request_id":"{{SampleId}}","subject_request_type":"erasure","submitted_time":"2026-11-02T15:00:00Z",
             "subject_identities":[{"identity_type":"email","identity_value":"somebody@example.org","identity_format":"raw"}]}
            """,
        Problems = [.. OfPartners, NotHandedOn, CallbackNotListed, Unmatched([]), TooManyWait, AnotherUnderItsId],
        Errors = ErrorForm.OpenDsr,
    };

    /// <summary>Where one stands.</summary>
    public static RouteDoc Status { get; } = new(
        "openDsrStatus", "Where a request that this partner handed on stands.", KeyOf.Partner,
        Shape.Of(
            ("controller_id", Shape.Text()), ("expected_completion_time", Shape.Time()), ("subject_request_id", Shape.Text()), ("request_status", Shape.OneOf("", OpenDsrWords.Statuses)),
            ("api_version", Shape.Text()), ("results_url?", Shape.Text("Where what was asked to see is fetched, for a week.")), ("extensions", More)))
    {
        Values = OfId, Problems = [.. OfPartners, Unknown], Errors = ErrorForm.OpenDsr,
    };

    /// <summary>One taken back.</summary>
    public static RouteDoc Cancel { get; } = new(
        "openDsrCancel", "Take a request back, as long as it is pending.", KeyOf.Partner,
        Shape.Of(("controller_id", Shape.Text()), ("subject_request_id", Shape.Text()), ("received_time", Shape.Time()), ("api_version", Shape.Text())))
    {
        Status = StatusCodes.Status202Accepted, Values = OfId, Problems = [.. OfPartners, Unknown, Begun], Errors = ErrorForm.OpenDsr,
    };

    /// <summary>What was asked to see.</summary>
    public static RouteDoc Results { get; } = new(
        "openDsrResults", "What a request for access or portability asked to see, as one ZIP file, for a week. Journaled as an access.", KeyOf.Partner,
        Shape.Text("A ZIP file; a connection cut before its end means that it is not whole."))
    {
        Type = "application/zip", Values = [(OfId[0].Name, OfId[0].What, SeenId)], Problems = [.. OfPartners, Unknown, NoResults], Errors = ErrorForm.OpenDsr,
    };
}
