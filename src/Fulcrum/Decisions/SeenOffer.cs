namespace Fulcrum.Decisions;

/// <summary>An offer of a decision that somebody saw, or did something about.</summary>
/// <param name="Decision">Journal sequence of the decision.</param>
/// <param name="Subject">Whose decision; none for one that belongs to nobody.</param>
/// <param name="Offer">One of those it chose.</param>
internal sealed record SeenOffer(long Decision, SubjectId Subject, string Offer);
