using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Rights.Breaches;

/// <summary>A breach of personal data as the register has it (GDPR Art. 33(5)). Immutable; nobody's data.</summary>
/// <param name="Id">For example <c>b-1</c>.</param>
/// <param name="What">What happened, in a sentence.</param>
/// <param name="KnownAt">When it became known: every clock runs from here.</param>
/// <param name="OpenedBy">Who put it on record.</param>
/// <param name="OpenedAt">When.</param>
public sealed record Breach(string Id, string What, Instant KnownAt, string OpenedBy, Instant OpenedAt)
{
    /// <summary>It is about data that came in from then on.</summary>
    public Instant From { get; init; } = Instant.Never;

    /// <summary>First instant at which what came in is not concerned any more.</summary>
    public Instant Until { get; init; } = Instant.Never;

    /// <summary>Name of the source whose data it is; empty for all.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether nothing happened, and it is done to learn.</summary>
    public bool IsDrill { get; init; }

    /// <summary>Who was told of it, oldest first.</summary>
    public ImmutableArray<BreachTold> Told { get; init; } = [];

    /// <summary>When it was closed; <see cref="Instant.Never"/> while it is open.</summary>
    public Instant ClosedAt { get; init; } = Instant.Never;

    /// <summary>Who closed it.</summary>
    public string ClosedBy { get; init; } = "";

    /// <summary>What was found and done (Art. 33(5)); empty while it is open.</summary>
    public string Found { get; init; } = "";

    /// <summary>Whether it was closed with the word that nothing threatens anybody (Art. 33(1)), so that nobody had to be told.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Whether it is closed.</summary>
    public bool IsClosed => ClosedAt != Instant.Never;

    /// <summary>Whether somebody was told as a law wants it.</summary>
    public bool WasTold(BreachAddressee toWhom, string law) => Told.Any(told => told.ToWhom == toWhom && told.Law == law);

    internal static Breach Of(BreachEntry opened) => new(opened.Breach, opened.Text, opened.KnownAt, opened.By, opened.At)
    {
        From = opened.From, Until = opened.Until, Source = opened.Source, IsDrill = opened.IsDrill,
    };

    internal Breach Next(BreachEntry entry) => entry.Act switch
    {
        BreachAct.Tell => this with { Told = Told.Add(new BreachTold(entry.ToWhom, entry.Law, entry.At, entry.By, entry.Text)) },
        BreachAct.Close => this with { ClosedAt = entry.At, ClosedBy = entry.By, Found = entry.Text, IsHarmless = entry.IsHarmless },
        _ => this,
    };
}

/// <summary>Somebody was told.</summary>
/// <param name="ToWhom">The authority, or those concerned.</param>
/// <param name="Law">Name of the pack whose duty it was.</param>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Note">How, for example the number of the case; may be empty.</param>
public sealed record BreachTold(BreachAddressee ToWhom, string Law, Instant At, string By, string Note);

/// <summary>A duty to tell, and whether it was done.</summary>
/// <param name="ToWhom">Whom.</param>
/// <param name="Law">Name of the law's pack.</param>
/// <param name="DueAt">The first instant at which it is late; <see cref="Instant.Never"/> where the law says "without delay" alone.</param>
/// <param name="IsDone">Whether they were told.</param>
public sealed record BreachDuty(BreachAddressee ToWhom, string Law, Instant DueAt, bool IsDone);

/// <summary>What is done with a breach.</summary>
internal enum BreachAct : byte
{
    /// <summary>It is put on record.</summary>
    Open = 1,

    /// <summary>Somebody was told.</summary>
    Tell = 2,

    /// <summary>It is closed.</summary>
    Close = 3,
}
