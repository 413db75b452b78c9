namespace Fulcrum.Prove.Servers;

/// <summary>The keys an instrument asks with.</summary>
/// <param name="Decide">Asks decisions and records consents.</param>
/// <param name="Admin">Erases and reads counts; empty when the instrument does neither.</param>
public sealed record ServerKeys(string Decide, string Admin)
{
    /// <summary>Always <c>ServerKeys(…)</c>.</summary>
    public override string ToString() => "ServerKeys(…)";
}
