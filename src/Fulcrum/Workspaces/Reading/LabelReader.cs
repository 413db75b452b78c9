using System.Collections.Immutable;
using Fulcrum.Permits;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads labels: <c>label: user.contact.email</c>, or category, sensitivity and marks below it.</summary>
internal static class LabelReader
{
    private const string Remedy = "Say what it is, with a category of fideslang, for example \"label: user.contact.email\".";

    public static DataLabel Read(KeyReader keys, FaultList faults)
    {
        var node = keys.Find("label");
        if (node is null)
        {
            if (keys.IsMap)
            {
                faults.Add(keys.At, "missing-label", "\"label\" is missing here.", Remedy);
            }

            return new DataLabel("user", Sensitivity.Ordinary, []);
        }

        if (node is YamlScalar category)
        {
            return Checked(category, DataCategories.LeastOf(category.Text), [], category.At, faults);
        }

        var parts = new KeyReader(node, "\"label\"", faults);
        var named = parts.NeedScalar("category", Remedy);
        var least = named is null ? Sensitivity.Ordinary : DataCategories.LeastOf(named.Text);
        var sensitivity = parts.Choice(
            "sensitivity", least, ("ordinary", Sensitivity.Ordinary), ("sensitive", Sensitivity.Sensitive), ("special", Sensitivity.Special));
        var marks = parts.Scalars("marks");
        foreach (var mark in marks.Where(mark => !mark.Text.StartsWith("contract.", StringComparison.Ordinal) && !mark.Text.StartsWith("identity.", StringComparison.Ordinal)))
        {
            faults.Add(mark.At, "bad-mark", $"\"{YamlFile.Shown(mark.Text)}\" is no mark.", "A mark starts with contract. or identity., for example contract.no-export.");
        }

        parts.Done();
        ImmutableArray<string> sorted = [.. marks.Select(mark => mark.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return named is null
            ? new DataLabel("user", sensitivity, sorted)
            : Checked(named, sensitivity, sorted, parts.PlaceOf("sensitivity"), faults);
    }

    /// <summary>Why a label is weaker than one it is made from; null when it is not.</summary>
    public static string? WeakerThan(this DataLabel label, DataLabel input)
    {
        if (label.Sensitivity < input.Sensitivity)
        {
            return $"its sensitivity is {Word(label.Sensitivity)}, the input's is {Word(input.Sensitivity)}";
        }

        return input.Marks.FirstOrDefault(mark => !label.Marks.Contains(mark)) is { } missing ? $"it lacks the input's mark {missing}" : null;
    }

    private static DataLabel Checked(YamlScalar category, Sensitivity sensitivity, ImmutableArray<string> marks, Place at, FaultList faults)
    {
        if (!DataCategories.All.Contains(category.Text))
        {
            faults.Add(category.At, "unknown-category", $"\"{YamlFile.Shown(category.Text)}\" is no data category.", Nearest.Remedy(category.Text, DataCategories.All));
        }
        else if (sensitivity < DataCategories.LeastOf(category.Text))
        {
            faults.Add(at, "label-too-weak", $"{category.Text} is a special category of data.", "Write \"sensitivity: special\", or leave it out.");
        }

        return new DataLabel(category.Text, sensitivity, marks);
    }

    private static string Word(Sensitivity sensitivity) => sensitivity switch
    {
        Sensitivity.Ordinary => "ordinary",
        Sensitivity.Sensitive => "sensitive",
        _ => "special",
    };
}
