using System.Collections.Immutable;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>Every problem the server itself finds. Each code has its page under <c>docs/reference/problems</c>.</summary>
internal static class Problems
{
    /// <summary>No key, or not as a bearer token.</summary>
    public static Problem KeyMissing(KeyKinds kinds) => new(
        StatusCodes.Status401Unauthorized, "key-missing", "A key is needed",
        "The request bears no key.",
        $"This route takes {Describe(kinds)} as a bearer token.",
        "Send the header Authorization: Bearer KEY.");

    /// <summary>A key nobody gave out.</summary>
    public static Problem KeyUnknown(KeyKinds kinds) => new(
        StatusCodes.Status401Unauthorized, "key-unknown", "The key is not known",
        "The request bears a key that is not known here.",
        $"This route takes {Describe(kinds)}; write keys only bring events in.",
        "Use a key that the set-up of this store printed.");

    /// <summary>A known key of a kind the route does not take.</summary>
    public static Problem KeyOfOtherKind(KeyKinds kinds) => new(
        StatusCodes.Status403Forbidden, "key-of-other-kind", "The key is of another kind",
        "The key is known, but of a kind that this route does not take.",
        $"Each kind of key opens only what its bearer needs; this route takes {Describe(kinds)}.",
        "Use a key of the kind that the route names.");

    /// <summary>Events without a write key, or with one no source has.</summary>
    public static Problem WriteKeyUnknown { get; } = new(
        StatusCodes.Status401Unauthorized, "write-key-unknown", "The write key is not known",
        "No source has the write key of this request, or it carries none.",
        "Every event belongs to a declared source, and its write key says which.",
        "Send a source's write key: Basic authentication with the key as user name, or writeKey in the body.");

    /// <summary>A browser calls from an origin its source does not list.</summary>
    public static Problem OriginNotAllowed { get; } = new(
        StatusCodes.Status403Forbidden, "origin-not-allowed", "The origin is not allowed",
        "The source does not list the origin that this browser calls from.",
        "A source that lists origins takes events from them only.",
        "Add the origin to the source in the workspace, or send from a listed one.");

    /// <summary>Too many bytes of events held at once.</summary>
    public static Problem IntakeFull { get; } = new(
        StatusCodes.Status429TooManyRequests, "intake-full", "Too many events at once",
        "The server holds as many events as it may at once.",
        "What is taken in is held until it is on disk, and memory has a limit.",
        "Send the same again after the seconds that Retry-After says.", 1);

    /// <summary>More requests are under way than can be answered.</summary>
    public static Problem Overloaded { get; } = new(
        StatusCodes.Status429TooManyRequests, "lane-full", "Too many requests at once",
        "As many requests are under way as may be, and this one waited for a place in vain.",
        "To take in more than can be answered would make all of them late; withdrawals and rights have places of their own.",
        "Send the same again after the seconds that Retry-After says; nothing of it was read.", 1);

    /// <summary>One key or network asks too often.</summary>
    public static Problem TooManyRequests { get; } = new(
        StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests",
        "The key or the network of this request, or the customer it is about, was heard of more often than may be.",
        "One caller must not take the server from all others; consents and erasures are counted apart.",
        "Send the same again after the seconds that Retry-After says.", 1);

    /// <summary>The store cannot write or read.</summary>
    public static Problem StoreUnavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store is not available",
        "The store could not do what this request needs.",
        "Nothing is acknowledged before it is on disk.",
        "Send the same again after the seconds that Retry-After says; it is safe.", 2);

    /// <summary>A node of several reaches no node that owns the store.</summary>
    public static Problem OwnerUnreachable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "owner-unreachable", "No node can answer this now",
        "The node that owns the store could not be reached; nothing of this request was done.",
        "One node reads and writes profiles at a time, so that no consent is ever answered from an old copy.",
        "Send the same again after the seconds that Retry-After says, to any node.", 2);

    /// <summary>The owner took a request, and its answer never came.</summary>
    public static Problem OutcomeUnsure { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "outcome-unsure", "Whether it was done is not known",
        "The request was sent to the node that owns the store, and the connection broke before its answer.",
        "It may have been done, or not: only the owner knew.",
        "Send the same again with the same message id or request id: what was done then counts once. Without one, look first.", 2);

    /// <summary>The store has stopped writing for good; somebody must mend it and start again.</summary>
    public static Problem StoreFailed(Fault fault) => new(
        StatusCodes.Status503ServiceUnavailable, fault.Code, "The store has failed", fault.What,
        "Nothing is acknowledged that is not on disk, so nothing is taken in any more.", fault.Remedy);

    /// <summary>A mistake of ours.</summary>
    public static Problem Internal { get; } = new(
        StatusCodes.Status500InternalServerError, "internal-error", "The server made a mistake",
        "Something unforeseen happened while serving this request.",
        "This is a fault of Fulcrum, not of the request.",
        "Send the same again; when it happens again, report it with the server's log.");

    /// <summary>No such route.</summary>
    public static Problem NoRoute { get; } = new(
        StatusCodes.Status404NotFound, "no-such-route", "There is no such route",
        "Nothing is served at this path.",
        "Only the routes in the reference exist.",
        "See docs/reference/http for the routes.");

    /// <summary>The route exists, for another method.</summary>
    public static Problem OtherMethod { get; } = new(
        StatusCodes.Status405MethodNotAllowed, "other-method", "The route takes another method",
        "The path exists, but not for this method.",
        "Every route takes the methods its reference names.",
        "Use a method that the Allow header names.");

    /// <summary>Doubtful framing.</summary>
    public static Problem DoubtfulFraming { get; } = new(
        StatusCodes.Status400BadRequest, "doubtful-framing", "The length of the request is in doubt",
        "The request has both Transfer-Encoding and Content-Length, or another Transfer-Encoding than chunked alone.",
        "Two readers could disagree about where it ends, which is how requests are smuggled.",
        "Send one of the two headers, and of codings chunked alone.");

    /// <summary>Not HTTP as it should be.</summary>
    public static Problem BadHttp(int status) => status == StatusCodes.Status413PayloadTooLarge ? BodyTooLarge : new(
        status, "bad-http", "The request is not well-formed HTTP",
        "The request broke off, was too slow, or is not framed as HTTP requires.",
        "A request that was not read whole cannot be served.",
        "Send the request again, whole.");

    /// <summary>More bytes than the route takes.</summary>
    public static Problem BodyTooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large",
        "The body has more bytes than this route takes.",
        "A request is held in memory while it is served.",
        "Send less at once: at most 1 MB of events, 4 MB once decompressed, 4 MB of workspace files, and 256 KB to any other route.");

    /// <summary>Not JSON.</summary>
    public static Problem MalformedJson(long line, long position) => new(
        StatusCodes.Status400BadRequest, "malformed-json", "The body is not JSON",
        $"The body stops being JSON at line {line + 1}, byte {position + 1}.",
        "The body must be one JSON object in UTF-8.",
        "Mend the JSON at the position named.");

    /// <summary>JSON of the wrong shape.</summary>
    public static Problem BadMember(string member, string expected) => new(
        StatusCodes.Status400BadRequest, "bad-member", "A member has the wrong form",
        $"'{member}' is not {expected}.",
        "A member that is not understood is never guessed at.",
        $"Give '{member}' as {expected}.");

    /// <summary>A member this API does not have. Names it when it looks like a member's name and not like a value.</summary>
    public static Problem UnknownMember(string inside, string member, IEnumerable<string> known)
    {
        var named = IsName(member) ? $"'{member}'" : "a member";
        var nearest = Nearest.To(member, known);
        return new(
            StatusCodes.Status400BadRequest, "unknown-member", "A member is not known",
            $"{inside} has {named}, which is not known{(nearest.Length > 0 ? $"; did you mean '{nearest}'?" : ".")}",
            "A misspelt member would be ignored in silence, so none is.",
            $"{inside} takes {string.Join(", ", known)}.");
    }

    /// <summary>A member that must be there is not.</summary>
    public static Problem MissingMember(string member) => new(
        StatusCodes.Status400BadRequest, "missing-member", "A member is missing",
        $"'{member}' is missing.",
        "The route cannot do its work without it.",
        $"Give '{member}'.");

    /// <summary>A workspace sent to be put in force has faults; each is told with its place.</summary>
    public static Problem WorkspaceFaulty(ImmutableArray<WorkspaceFault> faults) => new(
        StatusCodes.Status422UnprocessableEntity, "workspace-faulty", "The workspace has faults",
        "The workspace sent does not pass its checks; 'faults' lists every fault with its file, line and column.",
        "A workspace is put in force wholly or not at all, so this one changed nothing.",
        "Mend what 'faults' names; fulcrum workspace check says the same of the folder.")
    {
        Faults = faults,
    };

    /// <summary>A decision or offer that is not there.</summary>
    public static Problem UnknownDecision { get; } = new(
        StatusCodes.Status404NotFound, "unknown-decision", "There is no such decision",
        "There is no decision with this id, no such offer in it, or its subject was erased.",
        "Accounts of erased subjects are gone with their keys.",
        "Use an id and an offer that POST /v1/decide answered.");

    /// <summary>A decision that was made and is gone.</summary>
    public static Problem DecisionNotKept { get; } = new(
        StatusCodes.Status410Gone, "decision-not-kept", "The decision is no longer kept",
        "The decision was made here, and its record is gone: its retention is over, or its subject was erased.",
        "Decisions are kept as long as the workspace says (retention.decisions), and no longer than their subject's data.",
        "Nothing can be done; ask for accounts before the retention is over.");

    /// <summary>A decision whose rules cannot be run again.</summary>
    public static Problem PinnedVersionUnreadable(Fault fault) => new(
        StatusCodes.Status409Conflict, fault.Code, "The decision cannot be explained", fault.What,
        "An account is rendered by the rules the decision was made by, never by others.", fault.Remedy);

    /// <summary>A link that is not there.</summary>
    public static Problem UnknownLink { get; } = new(
        StatusCodes.Status404NotFound, "unknown-link", "There is no such link",
        "These two subjects are not linked to each other.",
        "Only an existing link can be cut.",
        "List the links with POST /v1/links/query and name both ends as answered.");

    /// <summary>A fault the core found in what was sent.</summary>
    public static Problem Of(Fault fault) => new(
        StatusCodes.Status400BadRequest, fault.Code, "What was sent cannot be used", fault.What,
        "What cannot be used is said at once, and nothing of it is kept.", fault.Remedy);

    private static bool IsName(string member) =>
        member.Length is > 0 and <= 40 && char.IsAsciiLetter(member[0]) && member.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static string Describe(KeyKinds kinds) => kinds switch
    {
        KeyKinds.Decide => "a decide key",
        KeyKinds.Admin => "an admin key",
        KeyKinds.Partner => "a key of a partner that partners.yaml names",
        _ => "a decide key or an admin key",
    };
}
