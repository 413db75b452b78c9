using Fulcrum.Decisions;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of caps, quiet hours and suppressions: whatever holds less back loosens.</summary>
internal static class PolicyChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        var (old, now) = (before?.ContactPolicy, after.ContactPolicy);
        changes.Compare("cap", old?.Caps.Select(cap => KeyValuePair.Create(cap.Name, cap)), now.Caps.Select(cap => KeyValuePair.Create(cap.Name, cap)), _ => false, _ => true, CompareCaps);
        changes.Compare(
            "quiet hours", old is null ? null : ByChannel(old), ByChannel(now), _ => false, _ => true, (_, _, _) => { });
        changes.Compare(
            "suppression",
            old?.Suppressions.Select(suppression => KeyValuePair.Create(suppression.Name, suppression)),
            now.Suppressions.Select(suppression => KeyValuePair.Create(suppression.Name, suppression)),
            _ => false,
            _ => true,
            (fields, earlier, later) =>
            {
                fields.Field("fact", earlier.Fact.Name, later.Fact.Name, loosens: true);
                fields.Field("rule", earlier.Rule, later.Rule, loosens: true);
                fields.Text("reason", earlier.Reason, later.Reason);
            });
    }

    private static void CompareCaps(FieldChanges fields, Cap old, Cap now)
    {
        fields.Field("scope", old.Scope, now.Scope, loosens: true);
        fields.Field("of", old.Of, now.Of, loosens: true);
        fields.Field("contacts-max", old.ContactsMax, now.ContactsMax, now.ContactsMax > old.ContactsMax);
        fields.Field("span", old.Span, now.Span, now.Span < old.Span);
    }

    private static IEnumerable<KeyValuePair<string, QuietHours>> ByChannel(ContactPolicy policy) =>
        policy.QuietHours.Select(hours => KeyValuePair.Create($"{hours.Channel} {Time(hours.FromMinute)}-{Time(hours.UntilMinute)} {hours.Zone}", hours));

    private static string Time(int minute) => new TimeOnly(minute / 60, minute % 60).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
