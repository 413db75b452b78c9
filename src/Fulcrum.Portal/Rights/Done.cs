using Fulcrum.Portal.Identity;

namespace Fulcrum.Portal.Rights;

/// <summary>What was just done, carried from the form to the page that says so; signed, so that no link can claim what the journal did not acknowledge.</summary>
/// <param name="What">What was done.</param>
/// <param name="About">What it was done to; nobody's data.</param>
internal sealed record Done(string What, string About)
{
    private const string Use = "done";

    /// <summary>As a query.</summary>
    public string ToQuery(Visit visit) => $"?done={What}.{About}.{visit.Mac(Use, $"{What}\n{About}")}";

    /// <summary>Reads a query; null for one that was not signed for this visitor.</summary>
    public static Done? Read(string query, Visit visit) =>
        query.Length is > 0 and < 300 && query.Split('.') is [var what, var about, var mac] && visit.IsMac(mac, Use, $"{what}\n{about}") ? new Done(what, about) : null;
}
