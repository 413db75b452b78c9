namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of <c>workspace.yaml</c>.</summary>
internal static class SettingsChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        if (before is null)
        {
            return;
        }

        var fields = new FieldChanges(changes, "workspace", after.Name);
        var (old, now) = (before.Settings, after.Settings);
        fields.Field("name", before.Name, after.Name);
        fields.Names("languages", before.Languages, after.Languages);
        fields.Field("phone-region", before.PhoneRegion, after.PhoneRegion);
        fields.Field("time-zone", old.Zone.Id, now.Zone.Id);
        fields.Field("decisions.durability", old.DecisionsDurable ? "disk" : "memory", now.DecisionsDurable ? "disk" : "memory");
        fields.Field("dedupe-window", old.DedupeWindow, now.DedupeWindow);
        fields.Field("quarantine-retention", old.QuarantineRetention, now.QuarantineRetention, now.QuarantineRetention > old.QuarantineRetention);
        Compare(fields, old.Retentions, now.Retentions);
        fields.Field("law.residence-fact", before.Laws.ResidenceFact, after.Laws.ResidenceFact, loosens: true);
        fields.Field("law.default-residence", before.Laws.Default, after.Laws.Default, loosens: true);
        fields.Field("law.age-fact", before.Laws.AgeFact, after.Laws.AgeFact, loosens: true);
        fields.Field("law.region", before.Laws.Region, after.Laws.Region, loosens: true);
        fields.Field("withdrawn-retention", old.WithdrawnRetention, now.WithdrawnRetention, now.WithdrawnRetention > old.WithdrawnRetention);
    }

    private static void Compare(FieldChanges fields, Retentions old, Retentions now)
    {
        fields.Field("retention.decisions", old.Decisions, now.Decisions, now.Decisions > old.Decisions);
        fields.Field("retention.look-ups", old.LookUps, now.LookUps, now.LookUps < old.LookUps);
        fields.Field("retention.consents", old.Consents, now.Consents, now.Consents < old.Consents);
        fields.Field("retention.links", old.Links, now.Links, now.Links > old.Links);
    }
}
