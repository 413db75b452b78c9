namespace Meridian.Shop;

/// <summary>Where the shop listens, and where and with which keys it asks Fulcrum. The defaults are those of <c>fulcrum demo</c>, but for the decide key.</summary>
public sealed record ShopSettings
{
    /// <summary>Port on this machine; 0 for any free one.</summary>
    public int Port { get; init; } = 5083;

    /// <summary>Fulcrum's address.</summary>
    public Uri Fulcrum { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>The privacy centre's address. Under the same host name as the shop's, so that both know the browser by one name.</summary>
    public Uri PrivacyCentre { get; init; } = new("http://127.0.0.1:5082");

    /// <summary>The public key that the pages send events with.</summary>
    public string WriteKey { get; init; } = "sample-key-web-for-development-only";

    /// <summary>The secret key with which this server says who is signed in.</summary>
    public string ServerKey { get; init; } = "sample-key-shop-for-development-only";

    /// <summary>The secret key with which this server asks decisions and records choices.</summary>
    public string DecideKey { get; init; } = "";

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"ShopSettings(port {Port})";
}
