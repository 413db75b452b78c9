namespace Fulcrum;

/// <summary>The store refuses to start. Says which file, what is wrong with it, and how to mend it; never holds personal data.</summary>
public sealed class StoreStartException : Exception
{
    /// <summary>Says why.</summary>
    public StoreStartException(Fault fault, Exception? inner = null)
        : base(fault.ToString(), inner) => Fault = fault;

    /// <summary>What, why and how to mend it.</summary>
    public Fault Fault { get; }
}
