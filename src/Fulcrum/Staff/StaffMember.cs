using System.Collections.Immutable;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Staff;

/// <summary>One of ours, as the journal's rows say it. Immutable; a change makes another.</summary>
/// <param name="Id">Stands for them in every record, for example <c>s-4f9c02ab</c>; customers may see it.</param>
/// <param name="Name">What colleagues call them.</param>
/// <param name="Roles">Names of their roles.</param>
public sealed record StaffMember(string Id, string Name, ImmutableArray<string> Roles)
{
    /// <summary>Who added them.</summary>
    public string AddedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant AddedAt { get; init; }

    /// <summary>When they were removed; <see cref="Instant.Never"/> while they belong.</summary>
    public Instant RemovedAt { get; init; } = Instant.Never;

    /// <summary>What they sign in with, oldest first.</summary>
    public ImmutableArray<Passkey> Passkeys { get; init; } = [];

    /// <summary>Hashes of their accounts at the company's identity provider (<see cref="StaffDesk.AccountOf"/>), oldest first.</summary>
    internal ImmutableArray<string> Accounts { get; init; } = [];

    /// <summary>Whether they ever came in: they have something to sign in with.</summary>
    public bool HasComeIn => !Passkeys.IsEmpty || !Accounts.IsEmpty;

    /// <summary>When they passed which lesson last.</summary>
    public ImmutableSortedDictionary<string, Instant> Passed { get; init; } = ImmutableSortedDictionary<string, Instant>.Empty;

    /// <summary>SHA-256 of the set-up link that waits for them, as hex; empty for none.</summary>
    internal string LinkHash { get; init; } = "";

    /// <summary>From then on the link opens nothing.</summary>
    internal Instant LinkUntil { get; init; }

    /// <summary>Whether they do not belong any more.</summary>
    public bool IsRemoved => RemovedAt != Instant.Never;

    /// <summary>Whether a set-up link waits for them.</summary>
    public bool IsInvited(Instant now) => LinkHash.Length > 0 && now < LinkUntil;

    /// <summary>From when on a lesson they passed does not count any more; null when they never passed it.</summary>
    public Instant? CertifiedUntil(Lesson lesson, StaffBook book) => Passed.TryGetValue(lesson.Name, out var at) ? at + book.CertificateHolds : null;

    /// <summary>Whether a lesson they passed counts.</summary>
    public bool IsCertified(Lesson lesson, StaffBook book, Instant now) => CertifiedUntil(lesson, book) is { } until && now < until;

    /// <inheritdoc />
    public override string ToString() => Id;
}
