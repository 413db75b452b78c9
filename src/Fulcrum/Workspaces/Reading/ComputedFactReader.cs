using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads one computed fact, and holds its label and purposes against the events it is computed from.</summary>
internal static class ComputedFactReader
{
    private const int TopMax = 100;

    public static FactDefinition Read(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The fact \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why it is computed.");
        var label = LabelReader.Read(keys, draft.Faults);
        var purposes = draft.ReadPurposes(keys, "purposes", "Name the purposes it may be used for.");
        var computation = ReadComputation(entry.Key, keys, draft, out var events, out var property, out var where);
        var provenance = ProvenanceReader.Read(keys, computation.Kind == ComputationKind.Score ? Provenance.Inferred : Provenance.Derived);
        keys.Done();

        var inputs = new ComputedInputs(entry, keys, draft).Resolve(events, property, where);
        var type = computation.Kind switch
        {
            ComputationKind.LastSeen => FactType.Time,
            ComputationKind.Top => FactType.TextList,
            ComputationKind.Last => inputs.Select(input => input.Type).OfType<FactType>().FirstOrDefault(FactType.Text),
            _ => FactType.Number,
        };
        CheckInputs(entry, keys, label, purposes, inputs, draft);
        CheckTypes(keys, computation, inputs, draft.Faults);
        return new FactDefinition(entry.Key, 0, type, label, purposes, provenance, reason, computation, title, entry.At);
    }

    private static Computation ReadComputation(
        string name, KeyReader keys, WorkspaceDraft draft, out ImmutableArray<YamlScalar> events, out YamlScalar? property, out ImmutableArray<YamlEntry> where)
    {
        keys.Need("kind", "Say what is computed: count, sum, last-seen, last, top, open-cases or score.");
        var kind = keys.Choice(
            "kind",
            ComputationKind.Count,
            ("count", ComputationKind.Count),
            ("sum", ComputationKind.Sum),
            ("last-seen", ComputationKind.LastSeen),
            ("last", ComputationKind.Last),
            ("top", ComputationKind.Top),
            ("open-cases", ComputationKind.OpenCases),
            ("score", ComputationKind.Score));
        (events, property, where) = ([], null, []);
        if (kind == ComputationKind.Score)
        {
            var formula = keys.NeedScalar("formula", "Write the formula, for example \"formula: min(100, test-drives * 40)\".");
            draft.Rules.Note(formula, RuleUse.Score, name);
            return new Computation(kind, [], "", null, 0, [], [], formula?.Text ?? "");
        }

        keys.Need("events", "Name the events that count, for example \"events: [page]\".");
        events = keys.Scalars("events");
        if (kind is ComputationKind.Sum or ComputationKind.Last or ComputationKind.Top or ComputationKind.OpenCases)
        {
            property = keys.NeedScalar("property", "Name the property it is computed from.");
        }

        ImmutableArray<YamlScalar> closedBy = [];
        if (kind == ComputationKind.OpenCases)
        {
            keys.Need("closed-by", "Name the events that close a case.");
            closedBy = keys.Scalars("closed-by");
        }

        var window = kind == ComputationKind.OpenCases ? null : keys.FindSpan("window");
        var top = kind == ComputationKind.Top ? keys.Whole("top", 5, 1, TopMax) : 0;
        where = [.. keys.Entries("where")];
        foreach (var test in where.Where(test => test.Value is not YamlScalar))
        {
            draft.Faults.Add(test.Value.At, "wrong-type", $"\"where\" holds single values; this is {test.Value.Kind}.", "Write the one value the property must have.");
        }

        ImmutableArray<string> names = [.. events.Select(name => name.Text)];
        ImmutableArray<KeyValuePair<string, string>> tests =
            [.. where.Where(test => test.Value is YamlScalar).Select(test => KeyValuePair.Create(test.Key, ((YamlScalar)test.Value).Text))];
        events = [.. events, .. closedBy];
        return new Computation(kind, names, property?.Text ?? "", window, top, tests, [.. closedBy.Select(name => name.Text)], "");
    }

    private static void CheckInputs(
        YamlEntry entry, KeyReader keys, Permits.DataLabel label, PurposeSet purposes, IReadOnlyList<ComputedInput> inputs, WorkspaceDraft draft)
    {
        foreach (var input in inputs)
        {
            if (label.WeakerThan(input.Label ?? label) is { } why)
            {
                draft.Faults.Add(keys.PlaceOf("label"), "label-weaker-than-input", $"The label of \"{YamlFile.Shown(entry.Key)}\" is weaker than that of {input.Name}: {why}.", "Make it at least as strict as its inputs.");
            }

            if (WorkspaceDraft.IsWider(purposes, input.Purposes))
            {
                var wider = draft.NamesOf(purposes - input.Purposes);
                draft.Faults.Add(keys.PlaceOf("purposes"), "purposes-wider-than-input", $"\"{YamlFile.Shown(entry.Key)}\" is for {wider}, but {input.Name} at {input.At} is not collected for that.", "Remove the purpose here, or add it to the contract with its reason.");
            }
        }
    }

    private static void CheckTypes(KeyReader keys, Computation computation, IReadOnlyList<ComputedInput> inputs, FaultList faults)
    {
        var types = inputs.Where(input => input.IsProperty).Select(input => input.Type).Distinct().ToArray();
        if (types.Length == 0)
        {
            return;
        }

        switch (computation.Kind)
        {
            case ComputationKind.Sum when types.Any(type => type != FactType.Number):
                faults.Add(keys.PlaceOf("property"), "wrong-type", "A sum needs a number property.", "Use a property of type number.");
                break;
            case ComputationKind.Top or ComputationKind.OpenCases when types.Any(type => type != FactType.Text):
                faults.Add(keys.PlaceOf("property"), "wrong-type", "This needs a text property.", "Use a property of type text.");
                break;
            case ComputationKind.Last when types.Length > 1:
                faults.Add(keys.PlaceOf("property"), "fact-type-conflict", "This property has different types in different contracts.", "Use the same type in every contract.");
                break;
        }
    }
}
