namespace Fulcrum.Exchanges;

/// <summary>How an exchange fares.</summary>
/// <param name="Exchange">Its name.</param>
/// <param name="Accepted">How many took it.</param>
/// <param name="Declined">How often it was declined.</param>
/// <param name="Stated">How many stated a datum for it.</param>
/// <param name="Delivered">How many have the benefit.</param>
/// <param name="Late">How many wait for it longer than was said.</param>
/// <param name="Withdrawn">How many took their consent back after they had accepted. They keep the benefit.</param>
/// <param name="Cost">What was delivered has cost, in <paramref name="Currency"/>; 0 where no cost was said.</param>
/// <param name="Currency">ISO 4217 code; empty where no cost was said.</param>
/// <remarks>People are counted as long as they are not erased.</remarks>
public sealed record ExchangeFigures(string Exchange, long Accepted, long Declined, long Stated, long Delivered, long Late, long Withdrawn, double Cost, string Currency)
{
    /// <summary>Of those who were asked and answered, the part that took it; 0 to 1, and 0 when nobody answered.</summary>
    public double TakeUp => Accepted + Declined == 0 ? 0 : Accepted / (double)(Accepted + Declined);
}
