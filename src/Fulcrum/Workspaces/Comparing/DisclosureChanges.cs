using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of what people must be told: controller, recipients, places, and what each purpose says of them.</summary>
internal static class DisclosureChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        var (old, now) = (before?.Disclosures, after.Disclosures);
        changes.Compare("controller", Controllers(after.Name, old), Controllers(after.Name, now), _ => false, _ => true, CompareControllers);
        changes.Compare(
            "recipient",
            old?.Recipients,
            now.Recipients,
            _ => true,
            _ => false,
            (fields, was, @is) =>
            {
                fields.Text("title", was.Title, @is.Title);
                fields.Field("role", was.Role, @is.Role, was.Role == RecipientRole.Processor);
                fields.Field("country", was.Country, @is.Country, loosens: true);
            });
        changes.Compare(
            "place",
            old?.Places,
            now.Places,
            _ => true,
            _ => false,
            (fields, was, @is) =>
            {
                fields.Text("title", was.Title, @is.Title);
                fields.Field("country", was.Country, @is.Country, loosens: true);
                fields.Field("use", was.Use, @is.Use);
            });
        changes.Compare("category title", old?.Categories, now.Categories, _ => false, _ => false, (fields, was, @is) => fields.Text("text", was, @is));

        // A purpose that is new says all of this for the first time; that it is new was said already.
        foreach (var purpose in after.Purposes.Keys.Where(purpose => before?.Purposes.ContainsKey(purpose) == true).Order(StringComparer.Ordinal))
        {
            ComparePurposes(new FieldChanges(changes, "purpose", purpose), old!.Of(purpose), now.Of(purpose));
        }
    }

    private static Dictionary<string, Controller> Controllers(string workspace, DisclosureBook? book) =>
        book?.Controller is { } controller ? new(StringComparer.Ordinal) { [workspace] = controller } : [];

    private static void CompareControllers(FieldChanges fields, Controller was, Controller @is)
    {
        fields.Field("name", was.Name.En, @is.Name.En);
        fields.Text("name in ru", was.Name.Ru, @is.Name.Ru);
        fields.Text("address", was.Address, @is.Address);
        fields.Text("contact", was.Contact, @is.Contact);
        fields.Text("email", was.Email, @is.Email);
        fields.Field("url", was.Url, @is.Url);
        fields.Text("data-protection-officer", was.Officer, @is.Officer, loosens: @is.Officer is null);
    }

    private static void ComparePurposes(FieldChanges fields, PurposeDisclosure was, PurposeDisclosure @is)
    {
        fields.Names("recipients", was.Recipients.Select(recipient => recipient.Name), @is.Recipients.Select(recipient => recipient.Name), addLoosens: true);
        fields.Field("retention", was.Retention, @is.Retention, was.Retention is { } kept && (@is.Retention is not { } longer || longer > kept));
        fields.Names("places", was.Places.Select(place => place.Name), @is.Places.Select(place => place.Name), addLoosens: true);
        fields.Text("withdrawal", was.Withdrawal, @is.Withdrawal, loosens: @is.Withdrawal is null);
    }
}
