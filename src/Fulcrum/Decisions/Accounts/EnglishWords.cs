using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Sentences in English.</summary>
internal sealed class EnglishWords : SentenceWords
{
    protected override string Yes => "yes";

    protected override string No => "no";

    protected override string And => "and";

    internal override string In(LocalText text) => text.En;

    internal override string Shown(ImmutableArray<string> titles, ImmutableArray<string> facts, string basis) => facts.IsEmpty
        ? $"you saw {Quoted(titles)} because it fits this place, and nothing we know about you was needed to choose it"
        : $"you saw {Quoted(titles)} because of {Listed(facts)}, and because {basis}";

    internal override string ShownWithoutData(ImmutableArray<string> titles, string why, string purpose) => titles.IsEmpty
        ? $"nothing was shown here, and no data about you was used, because {Reason(why, purpose)}"
        : $"you saw {Quoted(titles)}, chosen without any data about you, because {Reason(why, purpose)}";

    internal override string NothingShown() => "nothing was shown here, because nothing fits at the moment";

    internal override string Suppressed(string reason) => $"promotions are off because {Inside(reason).TrimEnd('.')}";

    internal override string Capped(string title, Cap cap, int contacts) =>
        $"\"{title}\" was left out because you had seen {What(cap, contacts)} {Span(cap.Span)}";

    internal override string Fact(string title, string value, Instant at) => $"your {Inside(title)} ({value}, {Day(at)})";

    internal override string Agreed(string purpose, Instant at, bool synthetic) =>
        $"you agreed to \"{purpose}\" on {Day(at)}{(synthetic ? " (a consent made up for this demonstration)" : "")}";

    internal override string Basis(LegalBasis basis, string purpose) => basis switch
    {
        LegalBasis.Contract => $"your contract with us covers \"{purpose}\"",
        LegalBasis.LegitimateInterest => $"we have a legitimate interest in \"{purpose}\", to which you may object",
        LegalBasis.Consent => $"you agreed to \"{purpose}\"",
        _ => $"the law provides for \"{purpose}\"",
    };

    internal override string Day(Instant at) => at == Instant.Never ? "at an unknown time" : at.ToDateTimeOffset().ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Reason(string why, string purpose) => why switch
    {
        "unknown-subject" => "we do not know who you are",
        "consent-unknown" => $"you have not told us whether you agree to \"{purpose}\"",
        "consent-refused" => $"you said no to \"{purpose}\"",
        "consent-withdrawn" => $"you took back your agreement to \"{purpose}\"",
        "consent-expired" => $"your agreement to \"{purpose}\" has run out",
        "consent-invalid" => $"your agreement to \"{purpose}\" was not recorded with everything the law asks for",
        "consent-requested" => $"you have not yet answered the message in which we asked you to confirm \"{purpose}\"",
        "minor-protected" => $"the law protects people of your age from \"{purpose}\"",
        "notice-changed" => $"what we told you about \"{purpose}\" has changed, and you were not asked again yet",
        "consent-stale" => $"our records were restored after a loss, and until they are complete we do not rely on your earlier answer about \"{purpose}\"",
        "anonymous-requested" => "your browser asked us not to use any",
        "consent-unsettled" => $"you agreed to \"{purpose}\" before you logged in, and have not told us yet whether that holds for you as the customer we know",
        "privacy-control" => $"your browser sent a Global Privacy Control signal, which we take as a no to \"{purpose}\"",
        "restricted" => "you stopped every use of your data",
        "contested" => "you contest it, and it was not looked at yet",
        "erased" => "your data was erased",
        "profile-unreadable" => "it could not be read safely",
        _ => $"\"{purpose}\" does not allow it",
    };

    private static string What(Cap cap, int contacts) => cap.Scope switch
    {
        CapScope.EachOffer => $"it {Times(contacts)}",
        CapScope.Promotional => $"{Count(contacts)} {(contacts == 1 ? "promotion" : "promotions")}",
        CapScope.Tag => $"{Count(contacts)} {(contacts == 1 ? "offer" : "offers")} about {cap.Of}",
        CapScope.Channel => $"{Count(contacts)} {(contacts == 1 ? "message" : "messages")} by {cap.Of}",
        _ => $"{Count(contacts)} {(contacts == 1 ? "offer" : "offers")} in this place",
    };

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{Count(count)} times" };

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: 1 } => "in the last day",
        _ when span.TotalDays >= 1 && span.TotalDays == Math.Floor(span.TotalDays) => $"in the last {Count(span.Days)} days",
        { TotalHours: 1 } => "in the last hour",
        _ when span.TotalHours >= 1 && span.TotalHours == Math.Floor(span.TotalHours) => $"in the last {Count((long)span.TotalHours)} hours",
        _ => $"in the last {Count((long)Math.Ceiling(span.TotalMinutes))} minutes",
    };

    private string Quoted(ImmutableArray<string> titles) => Listed([.. titles.Select(title => $"\"{title}\"")]);
}
