namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of segments, placements, offers and views.</summary>
internal static class DecisionChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "segment",
            before?.Segments,
            after.Segments,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("rule", old.Rule, now.Rule);
                fields.Text("title", old.Title, now.Title);
            });

        changes.Compare(
            "placement",
            before?.Placements,
            after.Placements,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                // Another purpose is another consent relied on, unless the new one needs consent and the old one did not.
                fields.Field("purpose", old.Purpose.Name, now.Purpose.Name, !now.Purpose.NeedsConsent || old.Purpose.NeedsConsent);
                fields.Field("goal", old.Goal, now.Goal);
                fields.Names("kinds", old.Kinds.Select(kind => kind.ToString()), now.Kinds.Select(kind => kind.ToString()));
                fields.Field("channel", old.Channel, now.Channel);
                fields.Field("slots", old.Slots, now.Slots);
                fields.Field("age-max", old.AgeMax, now.AgeMax, now.AgeMax is null || now.AgeMax > old.AgeMax);
                fields.Field("impression-event", old.ImpressionEvent, now.ImpressionEvent);
                fields.Field("reservation-lapse", old.ReservationLapse, now.ReservationLapse);
                fields.Field("ranking", old.Ranking, now.Ranking);
                fields.Field("fallback", old.Fallback, now.Fallback);
                fields.Text("title", old.Title, now.Title);
            });

        changes.Compare(
            "offer",
            before?.Offers,
            after.Offers,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("kind", old.Kind, now.Kind);
                fields.Field("promotional", old.Promotional, now.Promotional, old.Promotional);
                fields.Names("placements", old.Placements, now.Placements);
                fields.Field("priority", old.Priority, now.Priority);
                fields.Field("value", old.Value, now.Value);
                fields.Field("rule", old.Rule, now.Rule);
                fields.Field("from", old.From, now.From);
                fields.Field("until", old.Until, now.Until);
                fields.Names("tags", old.Tags, now.Tags, removeLoosens: true);
                fields.Text("payload", old.Payload, now.Payload);
                fields.Text("title", old.Title, now.Title);
            });

        changes.Compare(
            "view",
            before?.Views,
            after.Views,
            _ => true,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("purpose", old.Purpose.Name, now.Purpose.Name, loosens: true);
                fields.Names("facts", old.Facts.Select(fact => fact.Name), now.Facts.Select(fact => fact.Name), addLoosens: true);
                fields.Text("title", old.Title, now.Title);
            });
    }
}
