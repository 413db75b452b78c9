namespace Meridian.Shop;

/// <summary>A customer of the shop's own books.</summary>
/// <param name="Id">The shop's number for them: what Fulcrum knows as the user id.</param>
/// <param name="Name">Their first name.</param>
/// <param name="Email">Their address, which the shop once confirmed.</param>
public sealed record Customer(string Id, string Name, string Email)
{
    /// <summary>The one customer of this sample; nobody reads her mail.</summary>
    public static Customer Mira { get; } = new("mira", "Mira", "mira@meridian-motors.example");

    /// <summary>Never an address.</summary>
    public override string ToString() => $"Customer({Id})";
}
