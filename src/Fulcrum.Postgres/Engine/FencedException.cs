namespace Fulcrum.Postgres.Engine;

/// <summary>Another process owns the store now: the database refused this one's write. Final.</summary>
internal sealed class FencedException : Exception
{
    /// <summary>Says so.</summary>
    public FencedException()
        : base("Another process has taken the store over; the database refused this one's write.")
    {
    }
}
