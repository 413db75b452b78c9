using Fulcrum.Profiles;

namespace Fulcrum.Staff;

/// <content>Coming in with an account of the company, where its identity provider says who somebody is.</content>
/// <remarks>
/// An account opens nothing until whoever holds a set-up link bound it: neither its name nor its address counts, which others can be given one day.
/// What is kept of it is a hash. Roles and training are ours to give; the provider says who, and never what they may do.
/// </remarks>
public sealed partial class StaffDesk
{
    /// <summary>What stands for an account: nobody else's is ever the same (OpenID Connect Core 1.0, section 5.7).</summary>
    /// <param name="issuer">The provider, as its tokens say and as was checked.</param>
    /// <param name="subject">The account there.</param>
    public static string AccountOf(string issuer, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return StaffSessions.HashOf($"{issuer}\n{subject}");
    }

    /// <summary>Binds the account of whoever holds a link, which opens nothing afterwards, and signs them in.</summary>
    /// <param name="token">The link's secret.</param>
    /// <param name="account">What stands for the account; the provider said a moment ago whose it is.</param>
    /// <param name="provedAt">When they showed the provider who they are; null where it does not say.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The session's token; null when the link opens nothing, or the account is a colleague's.</returns>
    public async ValueTask<string?> BindAsync(string token, string account, Instant? provedAt, CancellationToken cancellation)
    {
        if (await FindLinkAsync(token, cancellation) is not { } member || (await FindAccountAsync(account, cancellation) is { } holder && holder.Id != member.Id))
        {
            return null;
        }

        // Two who bind one account at one moment: the second of them finds both, and FindAccountAsync lets neither in with it.
        var (hash, entry) = (StaffSessions.HashOf(token), new StaffEntry(StaffChange.Bind, member.Id, By(member), account, Now));
        return await _roster.KeepAsync(entry, "staff-enrolled", known => known is { IsRemoved: false } && known.LinkHash == hash, cancellation) is { } bound ? Sessions.Open(bound, Proved(provedAt)) : null;
    }

    /// <summary>Signs in whoever bound an account.</summary>
    /// <returns>The session's token; null when nobody who belongs did.</returns>
    public async ValueTask<string?> SignInAsync(string account, Instant? provedAt, CancellationToken cancellation) =>
        await UseAccountAsync(account, "staff-signed-in", cancellation) is { } member ? Sessions.Open(member, Proved(provedAt)) : null;

    /// <summary>Takes it that whoever is signed in showed the provider once more who they are: dangerous acts are open to them for five minutes from then on.</summary>
    public async ValueTask<bool> StepUpAsync(StaffSession session, string account, Instant provedAt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (Now - Proved(provedAt) >= StaffSessions.ProofMax || (await FindAccountAsync(account, cancellation))?.Id != session.Member.Id
            || await UseAccountAsync(account, "staff-stepped-up", cancellation) is null)
        {
            return false;
        }

        Sessions.Prove(session, Proved(provedAt));
        return true;
    }

    private async ValueTask<StaffMember?> UseAccountAsync(string account, string what, CancellationToken cancellation) =>
        await FindAccountAsync(account, cancellation) is { } member
            ? await _roster.KeepAsync(
                new StaffEntry(StaffChange.Use, member.Id, By(member), account, Now), what, known => known is { IsRemoved: false } && known.Accounts.Contains(account), cancellation)
            : null;

    /// <summary>Whose an account is; null for nobody who belongs, and for one that would be two people's.</summary>
    private async ValueTask<StaffMember?> FindAccountAsync(string account, CancellationToken cancellation)
    {
        var found = (await _roster.AllAsync(cancellation)).Values.Where(member => !member.IsRemoved && member.Accounts.Contains(account)).Take(2).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>A clock of the provider's that is ahead of ours proves nothing for longer; what it does not say was long ago.</summary>
    private Instant Proved(Instant? at) => at is not { } said ? new Instant(0) : said < Now ? said : Now;
}
