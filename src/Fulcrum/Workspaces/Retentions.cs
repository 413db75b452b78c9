namespace Fulcrum.Workspaces;

/// <summary>How long what is kept for its own sake stays (<c>retention</c>); the sweep deletes it within an hour after.</summary>
/// <param name="Decisions">Decisions and their outcomes, from when they were made; at least as long as a cap counts or a repeated request finds them.</param>
/// <param name="LookUps">Who looked whom up and why, from when it happened.</param>
/// <param name="Consents">Consent records that another one took the place of, from then on. What stands stays.</param>
/// <param name="Links">Links that were cut, from the cut on, and links that were refused. What is linked stays.</param>
public sealed record Retentions(TimeSpan Decisions, TimeSpan LookUps, TimeSpan Consents, TimeSpan Links)
{
    /// <summary>400 days for decisions, so that a year can be compared with the last; three years for look-ups and links; five for consents.</summary>
    public static Retentions Default { get; } = new(TimeSpan.FromDays(400), TimeSpan.FromDays(1_096), TimeSpan.FromDays(1_826), TimeSpan.FromDays(1_096));
}
