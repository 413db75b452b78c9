using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads the rule packs in <c>laws/</c>, and what <c>workspace.yaml</c> says about whose law applies to whom.</summary>
internal static class LawsReader
{
    private const string Folder = "laws/";

    public static LawSettings Read(WorkspaceDraft draft, KeyReader? keys)
    {
        var packs = RulePackReader.Read(draft.Files.TextsIn(Folder), draft.Faults);
        if (keys?.Find("law") is not { } node)
        {
            return LawSettings.None with { Packs = packs };
        }

        var law = new KeyReader(node, "\"law\"", draft.Faults);
        var settings = new LawSettings(packs, law.Text("residence-fact"), law.Text("default-residence"), law.Text("age-fact"), law.Text("region"));
        law.Done();
        return settings;
    }

    /// <summary>Holds the settings against the facts and packs, once both are known.</summary>
    public static void Check(WorkspaceDraft draft)
    {
        var (settings, at) = (draft.Laws, new Place("workspace.yaml", 1));
        foreach (var (name, isFit, what) in new (string, Func<FactType, bool>, string)[]
        {
            (settings.ResidenceFact, type => type == FactType.Text, "text, for example RU or US-CA"),
            (settings.AgeFact, type => type is FactType.Text or FactType.Number, "a number of years, or text such as 2011-05-30 or 13-15"),
        })
        {
            if (name.Length == 0)
            {
                continue;
            }

            if (!draft.Facts.TryGetValue(name, out var fact))
            {
                draft.Faults.AddUnresolved(at, "unknown-fact", $"\"law\" names the fact \"{YamlFile.Shown(name)}\", which is not declared.", Nearest.Remedy(name, draft.Facts.Keys));
            }
            else if (fact.Computed is not null || !isFit(fact.Type))
            {
                draft.Faults.Add(at, "wrong-type", $"\"{fact.Name}\" cannot tell whose law applies.", $"Name a fact that events set, and that is {what}.");
            }
        }

        if (settings.Region.Length == 0 && settings.Packs.All.FirstOrDefault(pack => pack.Rules.Any(rule => rule.Axis.Scale == RuleScale.Region)) is { } bound)
        {
            draft.Faults.Add(at, "region-missing", $"\"{bound.Name}\" says where data must be written first, but the workspace does not say where this store is.", "Write \"law: {region: GB}\" with the country of the store.");
        }
    }
}
