using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Identity;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>identifiers.yaml</c>: the kinds of identifier, their limits and the values never taken.</summary>
internal static class IdentifiersReader
{
    private static readonly string[] OwnFields = ["userId", "anonymousId"];
    private static readonly string[] Prefixes = ["traits.", "properties.", "context."];

    public static FrozenDictionary<string, IdentifierType> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("identifiers.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, IdentifierType>.Empty;
        }

        keys.Need("identifiers", "List at least one identifier type below \"identifiers:\".");
        var entries = keys.Named("identifiers");
        var types = entries.Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();

        foreach (var same in types.GroupBy(type => type.Item3.Priority).Where(same => same.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(type => type.Key));
            draft.Faults.Add(same.Last().At, "same-priority", $"{names} have the same priority.", "Give each its own: the smaller decides whose an event is.");
        }

        return draft.ByName(types, "identifier type");
    }

    private static IdentifierType ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The identifier type \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        keys.Need("form", "Say its normal form: opaque, email or phone.");
        var form = keys.Choice("form", IdentifierForm.Opaque, ("opaque", IdentifierForm.Opaque), ("email", IdentifierForm.Email), ("phone", IdentifierForm.Phone));
        var isUnique = keys.Flag("unique", false);
        keys.Need("values-max", "Say how many values one customer can have.");
        var valuesMax = keys.Whole("values-max", 1, 1, 1000);
        keys.Need("priority", "Say how strong it is; 1 is the strongest.");
        var priority = keys.Whole("priority", 1, 1, 1000);
        var blocked = keys.Scalars("blocked").Select(value => value.Text).Distinct(StringComparer.Ordinal).ToImmutableArray();
        keys.Need("from", "Say where events carry it, for example userId or traits.email.");
        var from = keys.Scalars("from");
        foreach (var path in from.Where(path => !IsPath(path.Text)))
        {
            draft.Faults.Add(path.At, "bad-path", $"\"{YamlFile.Shown(path.Text)}\" is no place in an event.", "Write userId, anonymousId, or a path below traits., properties. or context.");
        }

        keys.Done();
        if (!draft.IdentifierNumbers.TryNumber(entry.Key, out var code))
        {
            draft.Faults.Add(entry.At, "too-many-identifier-types", "This is the 256th identifier type; names removed earlier count too.", "Use one of the 255 there are.");
        }

        return new IdentifierType(entry.Key, code, form, isUnique, valuesMax, priority, blocked, [.. from.Select(path => path.Text)]);
    }

    private static bool IsPath(string path) =>
        OwnFields.Contains(path) || Prefixes.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length && !path.EndsWith('.'));
}
