using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>Caps, quiet hours and suppressions over all teams and channels .</summary>
/// <param name="Caps">All hold at once.</param>
/// <param name="QuietHours">When a channel must not speak.</param>
/// <param name="Suppressions">Sensitive states that remove promotional candidates, for example an open complaint .</param>
public sealed record ContactPolicy(
    ImmutableArray<Cap> Caps, ImmutableArray<QuietHours> QuietHours, ImmutableArray<Suppression> Suppressions);

/// <summary>At most so many contacts within a span. Counts over the half-open span (at − <paramref name="Span"/>, at].</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Scope">Which contacts count together.</param>
/// <param name="Of">The tag, channel, kind or placement counted; empty where the scope needs none.</param>
/// <param name="ContactsMax">Contacts allowed inside the span; at least 1.</param>
/// <param name="Span">How far back; more than zero.</param>
/// <param name="At">Where it is declared.</param>
public sealed record Cap(string Name, CapScope Scope, string Of, int ContactsMax, TimeSpan Span, Place At);

/// <summary>Which contacts a cap counts together.</summary>
public enum CapScope : byte
{
    /// <summary>Each promotional candidate by itself; where <see cref="Cap.Of"/> names a kind, each of that kind, promotional or not.</summary>
    EachOffer,

    /// <summary>All promotional contacts.</summary>
    Promotional,

    /// <summary>All offers carrying a tag.</summary>
    Tag,

    /// <summary>All contacts of a channel.</summary>
    Channel,

    /// <summary>All contacts of a placement.</summary>
    Placement,
}

/// <summary>Hours in which a channel must not speak.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="FromMinute">First quiet minute of the day, 0 to 1439.</param>
/// <param name="UntilMinute">First minute that is no longer quiet; may be smaller than <paramref name="FromMinute"/> (over midnight).</param>
/// <param name="Zone">IANA time zone.</param>
public sealed record QuietHours(string Channel, int FromMinute, int UntilMinute, string Zone);

/// <summary>A sensitive state that removes promotional candidates.</summary>
/// <param name="Name">For example <c>open-complaint</c>.</param>
/// <param name="Fact">A fact of a protective purpose.</param>
/// <param name="Rule">Over protective facts; true suppresses.</param>
/// <param name="Reason">Said in explanations.</param>
/// <param name="At">Where its rule is written.</param>
public sealed record Suppression(string Name, FactDefinition Fact, string Rule, LocalText Reason, Place At);
