using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Capture;

/// <summary>A place where subjects are asked: what it shows, what it may ask for, and which proof a yes through it needs.</summary>
/// <param name="Name">Kebab-case, for example <c>web-banner</c>; what evidence names as its surface.</param>
/// <param name="Kind">What kind of place it is.</param>
/// <param name="Proof">What a yes through it must bring.</param>
/// <param name="Channel">By what way people decide there: web, app, phone, in-person, import.</param>
/// <param name="Notices"><c>name@version</c> of what it shows, or once showed; at least one.</param>
/// <param name="Purposes">The purposes it may ask for.</param>
/// <param name="Sources">Names of the sources with public write keys whose pages it is.</param>
/// <param name="AsksChannels">Channels it may ask about, where a yes is about one; empty for any.</param>
/// <param name="Evidence">Kinds of evidence its staff may bring; empty where none is needed.</param>
/// <param name="Life">How long a page nonce or subject token of it can be used.</param>
/// <param name="Title">For people.</param>
public sealed record CaptureSurface(
    string Name,
    SurfaceKind Kind,
    CaptureProof Proof,
    string Channel,
    ImmutableArray<string> Notices,
    PurposeSet Purposes,
    ImmutableArray<string> Sources,
    ImmutableArray<string> AsksChannels,
    ImmutableArray<EvidenceKind> Evidence,
    TimeSpan Life,
    LocalText Title)
{
    /// <summary>What evidence names as its surface when people decided in this system's own privacy centre. No workspace declares it.</summary>
    public const string PrivacyCentre = "privacy-centre";

    /// <summary>Where its people are taken to live until they say; empty when it does not say.</summary>
    public string Jurisdiction { get; init; } = "";

    /// <summary>Whether a yes through it needs a nonce or token that this store signed.</summary>
    public bool NeedsSigned => Proof is CaptureProof.PageNonce or CaptureProof.SubjectToken;
}

/// <summary>What kind of place asks.</summary>
public enum SurfaceKind
{
    /// <summary>A page or an app in the subject's own hands; its key is public.</summary>
    Page,

    /// <summary>Staff on the phone.</summary>
    CallCentre,

    /// <summary>Staff at a counter.</summary>
    Shop,

    /// <summary>Decisions of an earlier time, from elsewhere.</summary>
    Import,

    /// <summary>A server that knows who is signed in.</summary>
    Api,
}

/// <summary>What a yes through a surface must bring.</summary>
public enum CaptureProof
{
    /// <summary>A nonce this store signed for the page, or a subject token.</summary>
    PageNonce,

    /// <summary>A token this store signed for a subject whom a server had signed in.</summary>
    SubjectToken,

    /// <summary>Who wrote it down, and what it can be looked up by.</summary>
    Operator,

    /// <summary>Where in which file it stood.</summary>
    ImportRecord,
}

/// <summary>What evidence is.</summary>
public enum EvidenceKind
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>A page nonce; its id is the reference.</summary>
    PageNonce,

    /// <summary>A subject token; its id is the reference.</summary>
    SubjectToken,

    /// <summary>A recording of a call.</summary>
    Recording,

    /// <summary>A signed paper form; its scan's SHA-256 is the hash.</summary>
    PaperForm,

    /// <summary>A shop's receipt.</summary>
    ShopReceipt,

    /// <summary>A signed message or document of another system.</summary>
    Document,

    /// <summary>A record of an imported file; the file's SHA-256 is the hash.</summary>
    ImportRecord,
}
