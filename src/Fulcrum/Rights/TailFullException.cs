namespace Fulcrum.Rights;

/// <summary>There was no room for records of the tail log, and nothing of them counts: the same may be written again once there is room. A failed sync is never told so.</summary>
public sealed class TailFullException : IOException
{
    /// <summary>Says so.</summary>
    public TailFullException(IOException fault)
        : base(fault?.Message, fault)
    {
    }
}
