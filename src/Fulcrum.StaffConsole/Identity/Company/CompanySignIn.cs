namespace Fulcrum.StaffConsole.Identity.Company;

/// <summary>The identity provider of a company, which says who somebody is (OpenID Connect Core 1.0, authorization code with PKCE).</summary>
/// <param name="Name">What staff call it.</param>
/// <param name="Issuer">Where it is; its discovery document lies below. <c>https</c>, but for this machine.</param>
/// <param name="ClientId">What it calls this console.</param>
/// <param name="ClientSecret">What this console shows it.</param>
public sealed record CompanySignIn(string Name, Uri Issuer, string ClientId, string ClientSecret)
{
    /// <summary>Where the provider sends people back to, below the console's address: to be registered there.</summary>
    public const string ReturnPath = "/company/back";

    /// <summary>Whether it may be asked over this address: in the open only on this machine.</summary>
    public static bool IsSafe(Uri issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        return issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback);
    }

    /// <summary>Name and place, never the secret.</summary>
    public override string ToString() => $"{Name} at {Issuer}";
}

/// <summary>What somebody shows the provider who they are for.</summary>
internal enum CompanyUse
{
    /// <summary>To sign in.</summary>
    Enter,

    /// <summary>To bind their account with a set-up link.</summary>
    SetUp,

    /// <summary>To do something dangerous: the provider asks them anew.</summary>
    Prove,
}
