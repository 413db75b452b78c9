namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of identifier types and sources.</summary>
internal static class IntakeChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "identifier type",
            before?.IdentifierTypes,
            after.IdentifierTypes,
            _ => true,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("form", old.Form, now.Form);
                fields.Field("unique", old.Unique, now.Unique, old.Unique);
                fields.Field("values-max", old.ValuesMax, now.ValuesMax, now.ValuesMax > old.ValuesMax);
                fields.Field("priority", old.Priority, now.Priority);
                fields.Names("blocked", old.Blocked, now.Blocked, removeLoosens: true);
                fields.Names("from", old.From, now.From, addLoosens: true);
            });

        changes.Compare(
            "source",
            before?.Sources,
            after.Sources,
            _ => true,
            _ => false,
            (fields, old, now) =>
            {
                fields.Text("write-key", old.WriteKey, now.WriteKey);
                fields.Field("trusted", old.Trusted, now.Trusted, now.Trusted);
                fields.Names("contracts", old.Contracts.Select(contract => contract.Name), now.Contracts.Select(contract => contract.Name), addLoosens: true);
                fields.Names("verifies", old.Verifies, now.Verifies, addLoosens: true);
                fields.Field("notice", old.Notice, now.Notice);
                fields.Field("channel", old.Channel, now.Channel);
                fields.Field("language", old.Language, now.Language);
                fields.Names("consent-categories", Categories(old), Categories(now), addLoosens: true);
                fields.Names("origins", old.Origins, now.Origins);
                fields.Text("title", old.Title, now.Title);
            });
    }

    private static IEnumerable<string> Categories(Collect.Source source) => source.ConsentCategories.Select(category => $"{category.Key}={category.Value}");
}
