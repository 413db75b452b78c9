using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>exchanges.yaml</c>: what the company gives for a use or a datum, and when nobody is asked for more.</summary>
internal static class ExchangesReader
{
    private static readonly TimeSpan WithinMax = TimeSpan.FromDays(366);

    public static ExchangeBook Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("exchanges.yaml");
        if (keys is null)
        {
            return ExchangeBook.None;
        }

        keys.Need("exchanges", "List at least one exchange below \"exchanges:\".");
        var policy = ReadPolicy(keys, draft);
        var exchanges = keys.Named("exchanges").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return new ExchangeBook(draft.ByName(exchanges, "exchange"), policy);
    }

    private static AskPolicy ReadPolicy(KeyReader keys, WorkspaceDraft draft)
    {
        if (keys.Find("hold-back") is not { } node)
        {
            return AskPolicy.Usual;
        }

        var held = new KeyReader(node, "\"hold-back\"", draft.Faults);
        var afterNo = held.FindSpan("after-no") ?? AskPolicy.Usual.AfterNo;
        var suppressions = held.Scalars("while");
        foreach (var name in suppressions.Where(name => !draft.ContactPolicy.Suppressions.Any(known => known.Name == name.Text)))
        {
            draft.Faults.Add(
                name.At, "unknown-suppression", $"The contact policy has no suppression \"{YamlFile.Shown(name.Text)}\".",
                Nearest.Remedy(name.Text, draft.ContactPolicy.Suppressions.Select(known => known.Name)));
        }

        held.Done();
        return new AskPolicy(afterNo, [.. suppressions.Select(name => name.Text)]);
    }

    private static ValueExchange ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The exchange \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        keys.Need("kind", "Say what sort of benefit it is: convenience, content, discount or early-access.");
        var kind = keys.Choice(
            "kind", BenefitKind.Convenience, ("convenience", BenefitKind.Convenience), ("content", BenefitKind.Content), ("discount", BenefitKind.Discount), ("early-access", BenefitKind.EarlyAccess));
        var purpose = PlacementsReader.ReadPurpose(keys, draft, "Name the purpose whose consent it is given for.");
        if (purpose.Name.Length > 0 && purpose.Basis != LegalBasis.Consent)
        {
            draft.Faults.Add(
                keys.PlaceOf("purpose"), "exchange-without-consent", $"\"{purpose.Name}\" does not rest on consent, so there is nothing to give in exchange.",
                "Name a purpose whose basis is consent.");
        }

        var fact = ReadFact(keys, purpose, draft);
        var benefit = keys.Local("benefit", "missing-text", "Say in en and ru what they get.");
        var refusal = keys.Local("refusal", "missing-text", "Say in en and ru what it is like without: nobody is asked without seeing that.");
        var withdrawal = keys.Local("withdrawal", "missing-text", "Say in en and ru what goes on and what ends when the consent is taken back.");
        keys.Need("within", "Say how soon the benefit is delivered, for example 7d: what is late raises an alarm.");
        var within = keys.FindSpan("within") ?? TimeSpan.FromDays(1);
        if (within > WithinMax)
        {
            draft.Faults.Add(keys.PlaceOf("within"), "out-of-range", "A benefit that takes longer than a year is no exchange.", "Write at most 366d.");
        }

        var (cost, currency) = ReadCost(keys, draft.Faults);
        NoVariants.Check(keys, "An exchange", draft.Faults);
        keys.Done();
        return new ValueExchange(entry.Key, kind, purpose, fact, title, benefit, refusal, withdrawal, within, cost, currency);
    }

    private static FactDefinition? ReadFact(KeyReader keys, Purpose purpose, WorkspaceDraft draft)
    {
        if (keys.FindScalar("fact") is not { } name || !draft.Facts.TryResolve(name, "fact", draft.Faults, out var fact))
        {
            return null;
        }

        if (fact.Computed is not null || fact.Provenance != Provenance.Declared)
        {
            draft.Faults.Add(name.At, "fact-not-stated", $"\"{fact.Name}\" is seen or worked out, so nobody can state it.", "Name a fact that people declare.");
        }
        else if (purpose.Name.Length > 0 && !fact.Purposes.Contains(purpose))
        {
            draft.Faults.Add(
                name.At, "fact-not-permitted", $"\"{fact.Name}\" is not for the purpose \"{purpose.Name}\", so what they state could not be used for it.", "Add the purpose to the fact, or name another fact.");
        }

        return fact;
    }

    private static (double Cost, string Currency) ReadCost(KeyReader keys, FaultList faults)
    {
        if (keys.Find("cost") is not { } node)
        {
            return (0, "");
        }

        var cost = new KeyReader(node, "\"cost\"", faults);
        cost.Need("amount", "Say what one costs you.");
        var amount = cost.Number("amount", 0);
        if (!double.IsFinite(amount) || amount < 0)
        {
            faults.Add(cost.PlaceOf("amount"), "out-of-range", "A cost is no less than nothing.", "Write what one costs you.");
        }

        var currency = cost.NeedScalar("currency", "Say in which currency, for example EUR.");
        if (currency is not null && !(currency.Text.Length == 3 && currency.Text.All(char.IsAsciiLetterUpper)))
        {
            faults.Add(currency.At, "bad-currency", $"\"{YamlFile.Shown(currency.Text)}\" is no currency code.", "Write three capital letters, for example EUR.");
        }

        cost.Done();
        return (amount, currency?.Text ?? "");
    }
}
