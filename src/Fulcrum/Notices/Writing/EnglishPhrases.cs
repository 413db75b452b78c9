using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Notices.Writing;

/// <summary>The words in English.</summary>
internal sealed class EnglishPhrases : NoticePhrases
{
    public override string Language => "en";

    public override string Short => "In short";

    public override string What => "What do we collect?";

    public override string Why => "Why do we use it?";

    public override string Doing => "What do we do with it?";

    public override string Where => "Where is it?";

    public override string HowLong => "How long do we keep it?";

    public override string Receivers => "Who else gets it?";

    public override string SayingNo => "How do you say no?";

    public override string Rights => "What can you ask of us?";

    public override string Ourselves => "Who are we?";

    public override string WhatLead => "This is what we collect. Each line says why.";

    public override string Known => "How we know you again";

    public override string Happened => "What you do with us";

    public override string WhyLead => "Each use stands by itself. A no to one changes nothing for the others.";

    public override string Choosing => "We choose what you see here";

    public override string Looking => "Our staff look at it here";

    public override string LookedUp => "Each look is written down, with who looked and why.";

    public override string Counting => "We count and note";

    public override string Guessing => "We guess";

    public override string NoPlace => "We have not said yet where we keep it.";

    public override string NoReceiver => "Nobody else gets it.";

    public override string SayingNoLead => "You can say no at any time. We stop at once.";

    public override string Unsaid => "We have not said yet how. Write to us.";

    public override string Title(string controller) => controller.Length > 0 ? $"Your data at {controller}" : "Your data with us";

    public override string VersionLine(string name, string version) => $"{name}, version {version}";

    public override string ShortKept(TimeSpan longest) => $"We keep your data for {Span(longest)} at most.";

    public override string ShortReceivers(int count) => count switch
    {
        0 => "Nobody else gets it.",
        1 => "One other gets parts of it.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} others get parts of it."),
    };

    public override string ShortContact(string email) => $"Ask us: {email}.";

    public override string KnownBy(string form) => form switch
    {
        "email" => "By your e-mail address.",
        "phone" => "By your phone number.",
        _ => "By the numbers and names that stand for you, your browser or your app.",
    };

    public override string Basis(Purpose purpose) => purpose switch
    {
        { Protective: true } => "This only ever holds things back from you.",
        { Basis: LegalBasis.Consent } => "We do it only if you say yes.",
        { Basis: LegalBasis.Contract } => "We need it to do what you asked for.",
        { Basis: LegalBasis.LegalObligation } => "The law tells us to.",
        { Basis: LegalBasis.VitalInterest } => "It keeps a person from harm.",
        { Basis: LegalBasis.PublicTask } => "It is our public duty.",
        _ => "We have a fair reason for it. You can object.",
    };

    public override string Place(DataPlace place, string country) => place.Use switch
    {
        PlaceUse.Both => $"Country: {country}. We keep it there and work on it there.",
        PlaceUse.Storage => $"Country: {country}. We keep it there.",
        _ => $"Country: {country}. We work on it there and do not keep it there.",
    };

    public override string Kept(TimeSpan? span) => span is { } known ? $"We keep it for {Span(known)}." : "We have not said yet how long.";

    public override string KeptItself(string what) => what switch
    {
        "consents" => "What you said yes and no to",
        "decisions" => "What we showed you and why",
        "links" => "That two names were yours",
        "look-ups" => "Who of our staff looked at your data",
        "quarantine" => "What reached us broken",
        "withdrawn" => "What we kept only for a yes you took back",
        _ => what,
    };

    public override string Withdrawn(TimeSpan span) => $"Once you take a yes back, we delete what we kept only for it within {Span(span)}.";

    public override string Role(RecipientRole role) => role switch
    {
        RecipientRole.Processor => "It works for us, and only as we say.",
        RecipientRole.JointController => "We use the data together.",
        RecipientRole.Authority => "It can ask for the data by law.",
        _ => "It uses the data for its own ends.",
    };

    public override string For(string purposes) => $"Used for: {purposes}.";

    public override ImmutableArray<string> RightsList(string? email) =>
    [
        "You can see your data and take a copy with you.",
        "You can have mistakes put right.",
        "You can have your data deleted.",
        "You can have us stop, for good or for a while.",
        "You can ask why you saw what you saw.",
        "You can complain to the office that guards data where you live.",
        email is null ? "Write to us. It costs you nothing." : $"Write to us at {email}. It costs you nothing.",
    ];

    public override string Officer(string officer) => $"Looks after your data: {officer}.";

    public override string Span(TimeSpan span) => span switch
    {
        { TotalDays: var days } when Years(days) is { } years => Counted(years, "year"),
        { TotalDays: var days } when days >= 1 && days == Math.Floor(days) => Counted(days, "day"),
        { TotalHours: var hours } when hours >= 1 && hours == Math.Floor(hours) => Counted(hours, "hour"),
        { TotalMinutes: var minutes } => Counted(Math.Ceiling(minutes), "minute"),
    };

    public override string Listed(ImmutableArray<string> items) => string.Join("; ", items);

    public override string Category(string category) => CategoryTitles.Of(category)?.En ?? "";

    private static string Counted(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count:0} {unit}{(count == 1 ? "" : "s")}");
}
