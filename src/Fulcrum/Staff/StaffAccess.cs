using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>Whether one of ours may do something: role, purpose, label and training, in this order. Pure; nothing is remembered between two questions.</summary>
public static class StaffAccess
{
    /// <summary>Asks.</summary>
    /// <param name="member">Who.</param>
    /// <param name="power">What they want to do.</param>
    /// <param name="purpose">For which purpose; null for an act on nobody's data.</param>
    /// <param name="labels">With which data; empty for an act on nobody's data.</param>
    /// <param name="workspace">What the company decided.</param>
    /// <param name="now">When.</param>
    public static StaffAnswer Check(
        StaffMember member, StaffPowers power, Purpose? purpose, ImmutableArray<DataLabel> labels, Workspace workspace, Instant now)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(workspace);
        var book = workspace.Staff;
        var held = member.IsRemoved ? [] : member.Roles.Select(book.Find).OfType<StaffRole>().Where(role => role.Powers.HasFlag(power)).ToArray();
        if (held.Length == 0)
        {
            return StaffAnswer.No(StaffMissing.Role, Holder(book, power), workspace);
        }

        var fitting = purpose is null ? held : [.. held.Where(role => role.Purposes.Contains(purpose))];
        if (fitting.Length == 0)
        {
            return StaffAnswer.No(StaffMissing.Purpose, held[0], workspace);
        }

        // Enough of one role: two that each see a half do not add up to one that sees the whole.
        var seeing = labels.IsDefaultOrEmpty ? fitting : [.. fitting.Where(role => labels.All(role.Sees))];
        if (seeing.Length == 0)
        {
            return StaffAnswer.No(StaffMissing.Label, fitting[0], workspace);
        }

        foreach (var role in seeing)
        {
            if (book.LessonsOf(role).All(lesson => member.IsCertified(lesson, book, now)))
            {
                return new StaffAnswer(role, StaffMissing.Nothing, default, []);
            }
        }

        return StaffAnswer.No(StaffMissing.Training, seeing[0], workspace) with
        {
            Lessons = [.. book.LessonsOf(seeing[0]).Where(lesson => !member.IsCertified(lesson, book, now))],
        };
    }

    /// <summary>The first role that has a power: its people know who may get it.</summary>
    private static StaffRole? Holder(StaffBook book, StaffPowers power) =>
        book.Roles.Values.OrderBy(role => role.Name, StringComparer.Ordinal).FirstOrDefault(role => role.Powers.HasFlag(power));
}

/// <summary>The answer.</summary>
/// <param name="Role">The role it is done in; null when it may not be done.</param>
/// <param name="Missing">What was missing.</param>
/// <param name="Ask">Whom to ask for it.</param>
/// <param name="Lessons">For training: what is to be passed first.</param>
public sealed record StaffAnswer(StaffRole? Role, StaffMissing Missing, LocalText? Ask, ImmutableArray<Lesson> Lessons)
{
    /// <summary>Whether it may be done.</summary>
    public bool IsAllowed => Missing == StaffMissing.Nothing;

    internal static StaffAnswer No(StaffMissing missing, StaffRole? role, Workspace workspace) =>
        new(null, missing, role?.Ask ?? Controller(workspace), []);

    private static LocalText Controller(Workspace workspace) => workspace.Disclosures.Controller is { } controller
        ? new LocalText($"{controller.Contact.En}, {controller.Email}", $"{controller.Contact.Ru}, {controller.Email}")
        : StaffRole.Owner.Ask;
}

/// <summary>What was missing.</summary>
public enum StaffMissing
{
    /// <summary>Nothing: it may be done.</summary>
    Nothing,

    /// <summary>A role that has this power; also for whoever does not belong any more.</summary>
    Role,

    /// <summary>The role is not for this purpose.</summary>
    Purpose,

    /// <summary>The role does not see data of this kind.</summary>
    Label,

    /// <summary>A valid certificate.</summary>
    Training,
}
