using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>What a company decided about its own people: roles, and what somebody learns before they may look.</summary>
/// <param name="Roles">Roles by name, as the workspace declares them.</param>
/// <param name="Lessons">Lessons, in the order written.</param>
/// <param name="CertificateHolds">How long a passed lesson counts.</param>
public sealed record StaffBook(FrozenDictionary<string, StaffRole> Roles, ImmutableArray<Lesson> Lessons, TimeSpan CertificateHolds)
{
    /// <summary>How long a passed lesson counts where nobody said.</summary>
    public static TimeSpan CertificateUsual { get; } = TimeSpan.FromDays(365);

    /// <summary>A workspace that says nothing: there is the owner, and nobody may look at anything.</summary>
    public static StaffBook None { get; } = new(FrozenDictionary<string, StaffRole>.Empty, [], CertificateUsual);

    /// <summary>A role by its name; the owner's is always there.</summary>
    public StaffRole? Find(string role) => role == StaffRole.Owner.Name ? StaffRole.Owner : Roles.GetValueOrDefault(role);

    /// <summary>What somebody with a role has to have passed.</summary>
    public IEnumerable<Lesson> LessonsOf(StaffRole role) => Lessons.Where(lesson => lesson.Roles.Contains(role.Name));
}

/// <summary>What one kind of staff may do, for what, and with which data.</summary>
/// <param name="Name">For example <c>service-desk</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Powers">What they may do.</param>
/// <param name="Purposes">The purposes they may look for.</param>
/// <param name="Labels">Categories of data they may see, each with what lies below it.</param>
/// <param name="Most">The most sensitive data they may see.</param>
/// <param name="Ask">Whom to ask when it was refused: a name and how to reach them.</param>
public sealed record StaffRole(
    string Name, LocalText Title, StaffPowers Powers, ImmutableArray<Purpose> Purposes, ImmutableArray<string> Labels, Sensitivity Most, LocalText Ask)
{
    /// <summary>The role of whoever set the system up: looks after staff, and sees nobody's data.</summary>
    public static StaffRole Owner { get; } = new(
        "owner", new LocalText("Owner", "Владелец"), StaffPowers.Staff, [], [], Sensitivity.Ordinary,
        new LocalText("whoever runs this server", "того, кто ведёт этот сервер"));

    /// <summary>Whether they may see data with a label.</summary>
    public bool Sees(DataLabel label) =>
        label.Sensitivity <= Most && Labels.Any(category => label.Category == category || label.Category.StartsWith($"{category}.", StringComparison.Ordinal));

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>What staff may do.</summary>
[Flags]
public enum StaffPowers
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Find a person and see a masked card of them.</summary>
    Find = 1,

    /// <summary>See values in full, each time with a reason.</summary>
    Reveal = 2,

    /// <summary>Look beyond the role in an emergency, for a while and reviewed later.</summary>
    Emergency = 4,

    /// <summary>Work on requests about rights.</summary>
    Rights = 8,

    /// <summary>See what was kept aside.</summary>
    Quarantine = 16,

    /// <summary>See decisions and why they were made.</summary>
    Decisions = 32,

    /// <summary>Read and take along the log of acts, and review emergencies.</summary>
    Audit = 64,

    /// <summary>Add and remove staff, and say which role they have.</summary>
    Staff = 128,
}
