using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Staff;

/// <content>Who belongs, and how they get in.</content>
public sealed partial class StaffDesk
{
    /// <summary>How long a set-up link waits.</summary>
    public static readonly TimeSpan LinkMax = TimeSpan.FromHours(72);

    /// <summary>Whoever the machine acts for when it is started.</summary>
    private const string Machine = "fulcrum";

    /// <summary>Makes the first set-up link while no owner has ever come in; an earlier one opens nothing then.</summary>
    /// <returns>The link's secret, seen only now; null when an owner came in.</returns>
    public async ValueTask<string?> BeginAsync(CancellationToken cancellation)
    {
        var members = await _roster.AllAsync(cancellation);
        var owners = members.Values.Where(member => !member.IsRemoved && member.Roles.Contains(StaffRole.Owner.Name)).ToArray();
        if (owners.Any(owner => owner.HasComeIn))
        {
            return null;
        }

        var (token, now) = (Sessions.Draw(), Now);
        var entry = owners.Length == 0
            ? new StaffEntry(StaffChange.Add, NewId(), Machine, StaffSessions.HashOf(token), now) { Name = "Owner", Roles = [StaffRole.Owner.Name], Until = now + LinkMax }
            : new StaffEntry(StaffChange.Invite, owners[0].Id, Machine, StaffSessions.HashOf(token), now) { Until = now + LinkMax };
        return await _roster.KeepAsync(entry, "staff-set-up-link", member => member is null or { HasComeIn: false }, cancellation) is null ? null : token;
    }

    /// <summary>Whom a set-up link is for; null for one that was used, is too old, or never was.</summary>
    public async ValueTask<StaffMember?> FindLinkAsync(string token, CancellationToken cancellation)
    {
        var (hash, now) = (StaffSessions.HashOf(token), Now);
        return (await _roster.AllAsync(cancellation)).Values.FirstOrDefault(member => !member.IsRemoved && member.LinkHash == hash && member.IsInvited(now));
    }

    /// <summary>Adds the passkey of whoever holds a link, which opens nothing afterwards, and signs them in.</summary>
    /// <returns>The session's token; null when the link opens nothing.</returns>
    public async ValueTask<string?> EnrolAsync(string token, Passkey passkey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        if (await FindLinkAsync(token, cancellation) is not { } member)
        {
            return null;
        }

        var hash = StaffSessions.HashOf(token);
        var entry = new StaffEntry(StaffChange.Enrol, member.Id, By(member), passkey.Id, Now)
        {
            Name = passkey.Name, PublicKey = passkey.PublicKey, Counter = passkey.Counter, IsSyncable = passkey.IsSyncable,
        };
        return await _roster.KeepAsync(entry, "staff-enrolled", known => known is { IsRemoved: false } && known.LinkHash == hash, cancellation) is { } enrolled ? Sessions.Open(enrolled) : null;
    }

    /// <summary>Somebody who belongs, by what their device says; null for whoever does not.</summary>
    public async ValueTask<StaffMember?> FindMemberAsync(string id, CancellationToken cancellation) =>
        await _roster.FindAsync(id, cancellation) is { IsRemoved: false } member ? member : null;

    /// <summary>Takes a signature that was checked: signs them in.</summary>
    /// <returns>The session's token; null when it counts for nothing.</returns>
    public async ValueTask<string?> SignInAsync(string id, string passkey, uint counter, CancellationToken cancellation) =>
        await UseAsync(id, passkey, counter, "staff-signed-in", cancellation) is { } member ? Sessions.Open(member) : null;

    /// <summary>Takes a signature that was checked, of whoever is signed in: dangerous acts are open to them for five minutes.</summary>
    public async ValueTask<bool> StepUpAsync(StaffSession session, string id, string passkey, uint counter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (id != session.Member.Id || await UseAsync(id, passkey, counter, "staff-stepped-up", cancellation) is null)
        {
            return false;
        }

        Sessions.Prove(session);
        return true;
    }

    /// <summary>Everybody who belongs or did, by name.</summary>
    public async ValueTask<ImmutableArray<StaffMember>> ListMembersAsync(StaffSession session, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Staff, null, [], "staff-members", cancellation);
        return [.. (await _roster.AllAsync(cancellation)).Values.OrderBy(member => member.IsRemoved).ThenBy(member => member.Name, StringComparer.Ordinal)];
    }

    /// <summary>Adds somebody.</summary>
    /// <returns>The member, and the secret of their set-up link, seen only now.</returns>
    public async ValueTask<(StaffMember Member, string Link)> AddAsync(StaffSession session, string name, ImmutableArray<string> roles, CancellationToken cancellation)
    {
        RequireReason(name);
        await RequireManagerAsync(session, "staff-added", cancellation);
        RequireRoles(roles);
        var (token, now) = (Sessions.Draw(), Now);
        var entry = new StaffEntry(StaffChange.Add, NewId(), By(session.Member), StaffSessions.HashOf(token), now) { Name = name.Trim(), Roles = roles, Until = now + LinkMax };
        var added = await _roster.KeepAsync(entry, "staff-added", known => known is null, cancellation);
        return (added ?? throw new StaffRefusedException(StaffRefusal.Unknown), token);
    }

    /// <summary>Adds somebody for whoever runs this server, who let the first owner in the same way.</summary>
    /// <param name="by">Who, as the machine knows them.</param>
    /// <param name="name">What colleagues call them.</param>
    /// <param name="roles">Names of their roles.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The member, and the secret of their set-up link, seen only now.</returns>
    /// <exception cref="StaffRefusedException">The name is missing or too long, or there is no such role.</exception>
    public async ValueTask<(StaffMember Member, string Link)> AddFromMachineAsync(string by, string name, ImmutableArray<string> roles, CancellationToken cancellation)
    {
        RequireReason(name);
        RequireRoles(roles);
        var (token, now) = (Sessions.Draw(), Now);
        var entry = new StaffEntry(StaffChange.Add, NewId(), by, StaffSessions.HashOf(token), now) { Name = name.Trim(), Roles = roles, Until = now + LinkMax };
        return (await _roster.KeepAsync(entry, "staff-added", known => known is null, cancellation) ?? throw new StaffRefusedException(StaffRefusal.Unknown), token);
    }

    /// <summary>Gives somebody another set-up link for whoever runs this server; an earlier link opens nothing.</summary>
    /// <exception cref="StaffRefusedException">Nobody who belongs has that number.</exception>
    public async ValueTask<(StaffMember Member, string Link)> InviteFromMachineAsync(string by, string id, CancellationToken cancellation)
    {
        var (token, now) = (Sessions.Draw(), Now);
        var entry = new StaffEntry(StaffChange.Invite, id, by, StaffSessions.HashOf(token), now) { Until = now + LinkMax };
        return (await _roster.KeepAsync(entry, "staff-invited", known => known is { IsRemoved: false }, cancellation) ?? throw new StaffRefusedException(StaffRefusal.Unknown), token);
    }

    /// <summary>Gives somebody another set-up link, for a lost device; an earlier link opens nothing.</summary>
    public async ValueTask<string> InviteAsync(StaffSession session, string id, CancellationToken cancellation)
    {
        await RequireManagerAsync(session, "staff-invited", cancellation);
        await RequireOtherAsync(session, id, "staff-invited", cancellation);
        var (token, now) = (Sessions.Draw(), Now);
        var entry = new StaffEntry(StaffChange.Invite, id, By(session.Member), StaffSessions.HashOf(token), now) { Until = now + LinkMax };
        return await _roster.KeepAsync(entry, "staff-invited", known => known is { IsRemoved: false }, cancellation) is null ? throw new StaffRefusedException(StaffRefusal.Unknown) : token;
    }

    /// <summary>Says which roles somebody has. Nobody says so of themselves.</summary>
    public async ValueTask SetRolesAsync(StaffSession session, string id, ImmutableArray<string> roles, CancellationToken cancellation)
    {
        await RequireManagerAsync(session, "staff-roles", cancellation);
        await RequireOtherAsync(session, id, "staff-roles", cancellation);
        RequireRoles(roles);
        var entry = new StaffEntry(StaffChange.Roles, id, By(session.Member), "", Now) { Roles = roles };
        _ = await _roster.KeepAsync(entry, "staff-roles", known => known is { IsRemoved: false }, cancellation) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
    }

    /// <summary>Removes somebody: from its end on nothing of theirs is let in, wherever they are signed in.</summary>
    public async ValueTask RemoveAsync(StaffSession session, string id, CancellationToken cancellation)
    {
        await RequireManagerAsync(session, "staff-removed", cancellation);
        await RequireOtherAsync(session, id, "staff-removed", cancellation);
        var entry = new StaffEntry(StaffChange.Remove, id, By(session.Member), "", Now);
        _ = await _roster.KeepAsync(entry, "staff-removed", known => known is { IsRemoved: false }, cancellation) ?? throw new StaffRefusedException(StaffRefusal.Unknown);
        Sessions.CloseAll(id);
    }

    private async ValueTask<StaffMember?> UseAsync(string id, string passkey, uint counter, string what, CancellationToken cancellation)
    {
        if (await FindMemberAsync(id, cancellation) is not { } member)
        {
            return null;
        }

        // Of two copies of a key that counts, the second to come says too low a number.
        return await _roster.KeepAsync(
            new StaffEntry(StaffChange.Use, id, By(member), passkey, Now) { Counter = counter }, what,
            known => known is { IsRemoved: false } && known.Passkeys.Any(one => one.Id == passkey && (counter > one.Counter || (counter == 0 && one.Counter == 0))), cancellation);
    }

    private async ValueTask RequireManagerAsync(StaffSession session, string what, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Staff, null, [], what, cancellation);
        await RequireProofAsync(session, what, cancellation);
    }

    private async ValueTask RequireOtherAsync(StaffSession session, string id, string what, CancellationToken cancellation)
    {
        if (id == session.Member.Id)
        {
            await RecordAsync(session, "staff-refused", $"{what} missing=second-person", cancellation);
            throw new StaffRefusedException(StaffRefusal.Self);
        }
    }

    private void RequireRoles(ImmutableArray<string> roles)
    {
        if (roles.IsDefaultOrEmpty || roles.Any(role => Book.Find(role) is null))
        {
            throw new StaffRefusedException(StaffRefusal.Unknown);
        }
    }

    private string NewId() => $"s-{StaffSessions.HashOf(Sessions.Draw())[..10]}";
}
