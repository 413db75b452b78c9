using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Signals;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>purposes.yaml</c>: what personal data is used for, and why the law allows it.</summary>
internal static class PurposesReader
{
    private static readonly string[] ConsentModes =
        ["ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage", "personalization_storage", "security_storage"];

    private static readonly (string Word, LegalBasis Value)[] Bases =
    [
        ("consent", LegalBasis.Consent),
        ("contract", LegalBasis.Contract),
        ("legal-obligation", LegalBasis.LegalObligation),
        ("vital-interest", LegalBasis.VitalInterest),
        ("public-task", LegalBasis.PublicTask),
        ("legitimate-interest", LegalBasis.LegitimateInterest),
    ];

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
            if (draft.Purposes.TryGetValue(entry.Key, out var purpose) && (purpose.NeedsConsent || purpose.BasisIn.Values.Contains(LegalBasis.Consent)) && !purpose.Protective && !draft.Notices.Values.Any(notice => notice.Purposes.Contains(purpose)))
            {
                draft.Faults.AddUnresolved(entry.At, "never-asked", $"\"{purpose.Name}\" rests on consent, but no notice asks for it.", "Add it to a notice: nobody can agree to what they were never shown.");
            }
        }
    }

    /// <summary>Reports a tree of purposes that widens where it may only narrow, once contracts and facts are known.</summary>
    public static void CheckTree(WorkspaceDraft draft)
    {
        foreach (var entry in draft.Files.Find("purposes.yaml")?.Entries("purposes") ?? [])
        {
            if (!draft.Purposes.TryGetValue(entry.Key, out var purpose) || purpose.Parent.Length == 0)
            {
                continue;
            }

            if (!draft.Purposes.TryGetValue(purpose.Parent, out var parent))
            {
                draft.Faults.AddUnresolved(entry.At, "unknown-purpose", $"\"{purpose.Name}\" is a part of \"{YamlFile.Shown(purpose.Parent)}\", which is no purpose.", Nearest.Remedy(purpose.Parent, draft.Purposes.Keys));
            }
            else if (DepthOf(purpose, draft) is var depth && (depth < 0 || depth > Purpose.DepthMax))
            {
                draft.Faults.Add(entry.At, "purpose-loop", $"\"{purpose.Name}\" lies within itself, or deeper than {Purpose.DepthMax} purposes.", "Give it a parent that does not lie within it.");
            }
            else
            {
                CheckNarrower(entry.At, purpose, parent, draft);
            }
        }
    }

    private static void CheckNarrower(Place at, Purpose purpose, Purpose parent, WorkspaceDraft draft)
    {
        if (parent.NeedsConsent && !purpose.NeedsConsent && !purpose.Protective)
        {
            draft.Faults.Add(at, "wider-than-parent", $"\"{purpose.Name}\" needs no consent, but \"{parent.Name}\", which it is a part of, does.", "Write \"basis: consent\", or give it no parent.");
        }

        var beyond = draft.Contracts.Values.SelectMany(contract => contract.Events).SelectMany(rule => rule.Properties)
            .FirstOrDefault(property => property.Purposes.Contains(purpose) && !property.Purposes.Contains(parent));
        if (beyond is not null)
        {
            draft.Faults.Add(at, "wider-than-parent", $"\"{purpose.Name}\" may use \"{YamlFile.Shown(beyond.Path)}\", but \"{parent.Name}\", which it is a part of, may not.", "Allow it to the parent as well, or take it from the part.");
        }
    }

    private static int DepthOf(Purpose purpose, WorkspaceDraft draft)
    {
        var depth = 0;
        for (var at = purpose; at.Parent.Length > 0 && draft.Purposes.TryGetValue(at.Parent, out var parent); at = parent)
        {
            if (++depth > Purpose.DepthMax || parent.Name == purpose.Name)
            {
                return -1;
            }
        }

        return depth;
    }

    private static Purpose ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The purpose \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        keys.Need("basis", "Say why the law allows it: consent, contract, legal-obligation, vital-interest, public-task or legitimate-interest.");
        var basis = keys.Choice("basis", LegalBasis.Contract, Bases);
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

        var parent = keys.Text("parent");
        ImmutableArray<string> classes = [.. keys.Scalars("classes").Select(kind => kind.Text).Distinct(StringComparer.Ordinal)];
        var basisIn = ReadBasisIn(keys, draft.Faults);
        var signals = ReadSignals(keys, draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why the data is used.");
        DisclosuresReader.ReadPurpose(keys, entry.Key, draft);
        NoVariants.Check(keys, "A purpose", draft.Faults);
        keys.Done();

        if (entry.Key == ConsentRecord.EveryPurpose)
        {
            draft.Faults.Add(entry.At, "reserved-name", $"\"{ConsentRecord.EveryPurpose}\" stands for every purpose at once.", "Choose another name.");
        }

        if (!draft.PurposeNumbers.TryNumber(entry.Key, out var bit))
        {
            draft.Faults.Add(entry.At, "too-many-purposes", "This is the 65th purpose; names removed earlier count too.", "Use one of the 64 there are.");
        }

        return new Purpose(entry.Key, bit, basis, isProtective, title, reason) { RefusedByPrivacyControl = refused, Parent = parent, Classes = classes, BasisIn = basisIn, Signals = signals };
    }

    private static SignalMap ReadSignals(KeyReader keys, FaultList faults)
    {
        if (keys.Find("signals") is not { } node)
        {
            return SignalMap.None;
        }

        var signals = new KeyReader(node, "\"signals\"", faults);
        var tcf = ImmutableArray.CreateBuilder<int>();
        foreach (var written in signals.Scalars("tcf-purposes"))
        {
            if (int.TryParse(written.Text, out var id) && id is >= 1 and <= 11)
            {
                tcf.Add(id);
            }
            else
            {
                faults.Add(written.At, "out-of-range", "TCF purposes are numbered 1 to 11.", "Write for example \"tcf-purposes: [3, 4]\".");
            }
        }

        var gpp = ReadWords(signals, "gpp-fields", GppLayout.FieldNames, "unknown-word", faults);
        var mode = ReadWords(signals, "consent-mode", ConsentModes, "unknown-word", faults);
        var isTracking = signals.Flag("tracking", false);
        signals.Done();
        return new SignalMap(tcf.ToImmutable(), gpp, isTracking, mode);
    }

    private static ImmutableArray<string> ReadWords(KeyReader keys, string key, IReadOnlyCollection<string> known, string code, FaultList faults)
    {
        var words = keys.Scalars(key);
        foreach (var stranger in words.Where(word => !known.Contains(word.Text)))
        {
            faults.Add(stranger.At, code, $"\"{YamlFile.Shown(stranger.Text)}\" is none of the words of \"{key}\".", Nearest.Remedy(stranger.Text, known));
        }

        return [.. words.Select(word => word.Text)];
    }

    private static FrozenDictionary<string, LegalBasis> ReadBasisIn(KeyReader keys, FaultList faults)
    {
        if (keys.Find("basis-in") is not { } node)
        {
            return FrozenDictionary<string, LegalBasis>.Empty;
        }

        var places = new KeyReader(node, "\"basis-in\"", faults);
        var read = keys.Entries("basis-in").ToFrozenDictionary(entry => entry.Key, entry => places.Choice(entry.Key, LegalBasis.Consent, Bases), StringComparer.Ordinal);
        places.Done();
        return read;
    }
}
