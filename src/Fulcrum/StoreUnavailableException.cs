namespace Fulcrum;

/// <summary>The store could not do what was asked. What was not acknowledged has an unknown outcome; sending the same again is safe.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what failed, without personal data.</summary>
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
