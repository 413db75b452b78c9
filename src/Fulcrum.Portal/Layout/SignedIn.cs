namespace Fulcrum.Portal.Layout;

/// <summary>What every page says about who is signed in.</summary>
/// <param name="Masked">Enough of their address for them to know it again.</param>
/// <param name="Token">What the form carries that signs them out.</param>
internal sealed record SignedIn(string Masked, string Token)
{
    /// <summary>Never an address, and no token.</summary>
    public override string ToString() => "SignedIn(…)";
}
