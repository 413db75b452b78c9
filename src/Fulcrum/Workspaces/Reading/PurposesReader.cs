using System.Collections.Frozen;
using Fulcrum.Consent;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>purposes.yaml</c>: what personal data is used for, and why the law allows it.</summary>
internal static class PurposesReader
{
    public static FrozenDictionary<string, Purpose> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("purposes.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, Purpose>.Empty;
        }

        keys.Need("purposes", "List at least one purpose below \"purposes:\".");
        var purposes = keys.Named("purposes").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return draft.ByName(purposes, "purpose");
    }

    /// <summary>Reports purposes that need a consent nobody can give, once the notices are known.</summary>
    public static void CheckAsked(WorkspaceDraft draft)
    {
        foreach (var entry in draft.Files.Find("purposes.yaml")?.Entries("purposes") ?? [])
        {
            if (draft.Purposes.TryGetValue(entry.Key, out var purpose) && purpose.NeedsConsent && !purpose.Protective && !draft.Notices.Values.Any(notice => notice.Purposes.Contains(purpose)))
            {
                draft.Faults.AddUnresolved(entry.At, "never-asked", $"\"{purpose.Name}\" rests on consent, but no notice asks for it.", "Add it to a notice: nobody can agree to what they were never shown.");
            }
        }
    }

    private static Purpose ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The purpose \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        keys.Need("basis", "Say why the law allows it: consent, contract, legal-obligation, vital-interest, public-task or legitimate-interest.");
        var basis = keys.Choice(
            "basis",
            LegalBasis.Contract,
            ("consent", LegalBasis.Consent),
            ("contract", LegalBasis.Contract),
            ("legal-obligation", LegalBasis.LegalObligation),
            ("vital-interest", LegalBasis.VitalInterest),
            ("public-task", LegalBasis.PublicTask),
            ("legitimate-interest", LegalBasis.LegitimateInterest));
        var isProtective = keys.Flag("protective", false);
        if (isProtective && basis == LegalBasis.Consent)
        {
            draft.Faults.Add(
                keys.PlaceOf("basis"), "protective-consent", "A protective purpose rests on consent here: a refusal would take the protection away.", "Choose another basis, or remove \"protective\".");
        }

        var refused = keys.Choice<bool?>("privacy-control", null, ("refuses", true), ("leaves", false));
        if (isProtective && refused == true)
        {
            draft.Faults.Add(
                keys.PlaceOf("privacy-control"), "protective-refused", "A protective purpose is refused by a privacy signal here: the signal would take the protection away.", "Write leaves, or remove \"privacy-control\".");
        }

        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why the data is used.");
        DisclosuresReader.ReadPurpose(keys, entry.Key, draft);
        keys.Done();

        if (!draft.PurposeNumbers.TryNumber(entry.Key, out var bit))
        {
            draft.Faults.Add(entry.At, "too-many-purposes", "This is the 65th purpose; names removed earlier count too.", "Use one of the 64 there are.");
        }

        return new Purpose(entry.Key, bit, basis, isProtective, title, reason) { RefusedByPrivacyControl = refused };
    }
}
