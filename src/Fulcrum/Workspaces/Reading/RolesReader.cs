using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Staff;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>roles.yaml</c>: which of our own people may do what, for what, and with which data.</summary>
internal static class RolesReader
{
    private static readonly (string Word, StaffPowers Power)[] Words =
    [
        ("find", StaffPowers.Find), ("reveal", StaffPowers.Reveal), ("emergency", StaffPowers.Emergency), ("rights", StaffPowers.Rights),
        ("quarantine", StaffPowers.Quarantine), ("decisions", StaffPowers.Decisions), ("audit", StaffPowers.Audit), ("staff", StaffPowers.Staff),
    ];

    /// <summary>What a power is called in the file.</summary>
    public static IEnumerable<string> WordsOf(StaffPowers powers) => Words.Where(word => powers.HasFlag(word.Power)).Select(word => word.Word);

    public static FrozenDictionary<string, StaffRole> Read(WorkspaceDraft draft)
    {
        if (draft.Files.Find("roles.yaml") is not { } keys)
        {
            return FrozenDictionary<string, StaffRole>.Empty;
        }

        keys.Need("roles", "List at least one role below \"roles:\".");
        var roles = keys.Named("roles").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return draft.ByName(roles, "role");
    }

    private static StaffRole ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        if (entry.Key == StaffRole.Owner.Name)
        {
            draft.Faults.Add(entry.At, "reserved-role", "\"owner\" is the role of whoever set the system up, and is always there.", "Give this role another name.");
        }

        var keys = new KeyReader(entry.Value, $"The role \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        keys.Need("may", "List what they may do: find, reveal, emergency, rights, quarantine, decisions, audit, staff.");
        var powers = ReadPowers(keys, draft.Faults);
        var purposes = ImmutableArray.CreateBuilder<Purpose>();
        foreach (var name in keys.Scalars("purposes"))
        {
            if (draft.Purposes.TryResolve(name, "purpose", draft.Faults, out var purpose))
            {
                purposes.Add(purpose);
            }
        }

        var labels = ReadLabels(keys, draft.Faults);
        var most = keys.Choice("sensitivity", Sensitivity.Ordinary, ("ordinary", Sensitivity.Ordinary), ("sensitive", Sensitivity.Sensitive), ("special", Sensitivity.Special));
        var ask = keys.Local("ask", "missing-text", "Say in en and ru whom to ask when it was refused: a name and how to reach them.");
        keys.Done();
        if (powers.HasFlag(StaffPowers.Find) && keys.IsMap && (keys.Find("purposes") is null || keys.Find("labels") is null))
        {
            draft.Faults.Add(entry.At, "role-sees-nothing", $"\"{YamlFile.Shown(entry.Key)}\" may find people, and nothing says for which purposes or which data.", "Add \"purposes:\" and \"labels:\", or take \"find\" out of \"may\".");
        }

        return new StaffRole(entry.Key, title, powers, purposes.ToImmutable(), labels, most, ask);
    }

    private static StaffPowers ReadPowers(KeyReader keys, FaultList faults)
    {
        var powers = StaffPowers.None;
        foreach (var word in keys.Scalars("may"))
        {
            if (Array.Find(Words, known => known.Word == word.Text) is { Word: not null } found)
            {
                powers |= found.Power;
            }
            else
            {
                faults.Add(word.At, "unknown-word", $"\"{YamlFile.Shown(word.Text)}\" is nothing that staff may do.", Nearest.Remedy(word.Text, Words.Select(known => known.Word)));
            }
        }

        return powers;
    }

    private static ImmutableArray<string> ReadLabels(KeyReader keys, FaultList faults)
    {
        var labels = ImmutableArray.CreateBuilder<string>();
        foreach (var label in keys.Scalars("labels"))
        {
            if (DataCategories.All.Contains(label.Text))
            {
                labels.Add(label.Text);
            }
            else
            {
                faults.Add(label.At, "unknown-category", $"\"{YamlFile.Shown(label.Text)}\" is no data category.", Nearest.Remedy(label.Text, DataCategories.All));
            }
        }

        return labels.ToImmutable();
    }
}
