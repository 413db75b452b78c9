namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of what is given for a use or a datum, and of when nobody is asked.</summary>
internal static class ExchangeChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "exchange",
            before?.Exchanges.Exchanges,
            after.Exchanges.Exchanges,
            _ => true,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("kind", old.Kind, now.Kind);
                fields.Field("purpose", old.Purpose.Name, now.Purpose.Name, loosens: true);
                fields.Field("fact", old.Fact?.Name ?? "", now.Fact?.Name ?? "", loosens: now.Fact is not null);
                fields.Text("title", old.Title, now.Title);
                fields.Text("benefit", old.Benefit, now.Benefit);
                fields.Text("refusal", old.Refusal, now.Refusal);
                fields.Text("withdrawal", old.Withdrawal, now.Withdrawal);
                fields.Field("within", old.Within, now.Within, loosens: now.Within > old.Within);
                fields.Field("cost", old.Cost, now.Cost);
                fields.Field("currency", old.Currency, now.Currency);
            });
        var (was, willBe) = (before?.Exchanges.Policy ?? after.Exchanges.Policy, after.Exchanges.Policy);
        var fields = new FieldChanges(changes, "exchanges", "hold-back");
        fields.Field("after-no", was.AfterNo, willBe.AfterNo, loosens: willBe.AfterNo < was.AfterNo);

        // None named is all of them.
        fields.Names("while", was.While, willBe.While, addLoosens: was.While.IsEmpty, removeLoosens: !willBe.While.IsEmpty);
    }
}
