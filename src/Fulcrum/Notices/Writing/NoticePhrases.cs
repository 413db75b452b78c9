using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Notices.Writing;

/// <summary>The words around what the workspace says, in one language. Immutable.</summary>
internal abstract class NoticePhrases
{
    /// <summary>The words of a language: <c>ru</c>, else English.</summary>
    public static NoticePhrases Of(string language) => language == "ru" ? new RussianPhrases() : new EnglishPhrases();

    public abstract string Language { get; }

    public abstract string Short { get; }

    public abstract string What { get; }

    public abstract string Why { get; }

    public abstract string Doing { get; }

    public abstract string Where { get; }

    public abstract string HowLong { get; }

    public abstract string Receivers { get; }

    public abstract string SayingNo { get; }

    public abstract string Rights { get; }

    public abstract string Ourselves { get; }

    public abstract string Title(string controller);

    public abstract string VersionLine(string name, string version);

    public abstract string ShortKept(TimeSpan longest);

    public abstract string ShortReceivers(int count);

    public abstract string ShortContact(string email);

    public abstract string WhatLead { get; }

    public abstract string Known { get; }

    public abstract string KnownBy(string form);

    public abstract string Happened { get; }

    public abstract string WhyLead { get; }

    public abstract string Basis(Purpose purpose);

    public abstract string Choosing { get; }

    public abstract string Looking { get; }

    public abstract string LookedUp { get; }

    public abstract string Counting { get; }

    public abstract string Guessing { get; }

    public abstract string Place(DataPlace place, string country);

    public abstract string NoPlace { get; }

    public abstract string Kept(TimeSpan? span);

    public abstract string KeptItself(string what);

    public abstract string Withdrawn(TimeSpan span);

    public abstract string NoReceiver { get; }

    public abstract string Role(RecipientRole role);

    public abstract string For(string purposes);

    public abstract string SayingNoLead { get; }

    public abstract string Unsaid { get; }

    public abstract ImmutableArray<string> RightsList(string? email);

    public abstract string Officer(string officer);

    public abstract string Span(TimeSpan span);

    public abstract string Listed(ImmutableArray<string> items);

    public abstract string Category(string category);

    /// <summary>Whole years, leap days or not; null for any other number of days.</summary>
    protected static long? Years(double days)
    {
        var years = (long)Math.Floor(days / 365);
        return years > 0 && days - (years * 365) <= Math.Ceiling(years / 4.0) && days == Math.Floor(days) ? years : null;
    }
}
