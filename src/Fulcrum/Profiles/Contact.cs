namespace Fulcrum.Profiles;

/// <summary>One time an offer was put in front of a subject, as caps count it.</summary>
/// <param name="Decision">Journal sequence of the decision.</param>
/// <param name="Offer">Name of the offer.</param>
/// <param name="Placement">Name of the placement.</param>
/// <param name="At">When it was decided, or reported where impressions are reported.</param>
/// <param name="LapsesAt">When it stops counting unless reported; <see cref="Instant.Never"/> when it counts for good.</param>
public readonly record struct Contact(long Decision, string Offer, string Placement, Instant At, Instant LapsesAt)
{
    /// <summary>Whether it counts at an instant: reported, or not yet lapsed.</summary>
    public bool CountsAt(Instant at) => LapsesAt == Instant.Never || at < LapsesAt;
}
