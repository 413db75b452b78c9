using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>workspace.yaml</c>: the company's name for it, languages, phone region and switches.</summary>
internal static class BasicsReader
{
    public static WorkspaceBasics Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("workspace.yaml");
        if (keys is null)
        {
            return WorkspaceBasics.Default;
        }

        var name = keys.NeedScalar("name", "Write the company's name for this workspace, for example \"name: Meridian Motors\".")?.Text ?? "";
        var languages = ReadLanguages(keys, draft.Faults);
        var region = ReadRegion(keys, draft.Faults);
        var settings = ReadSettings(keys, draft.Faults);
        draft.Laws = LawsReader.Read(draft, keys);
        keys.Done();
        return new WorkspaceBasics(name, languages, region, settings);
    }

    private static ImmutableArray<string> ReadLanguages(KeyReader keys, FaultList faults)
    {
        var languages = keys.Scalars("languages");
        foreach (var language in languages.Where(language => language.Text is not ("en" or "ru")))
        {
            faults.Add(language.At, "unknown-language", $"\"{YamlFile.Shown(language.Text)}\" is no language texts can be written in yet.", "Use en and ru.");
        }

        return languages.IsEmpty ? ["en", "ru"] : [.. languages.Select(language => language.Text).Distinct(StringComparer.Ordinal)];
    }

    private static string ReadRegion(KeyReader keys, FaultList faults)
    {
        const string Remedy = "Write the two letters of the country whose phone numbers come without a country code, for example GB.";
        var region = keys.NeedScalar("phone-region", Remedy);
        if (region is not null && (region.Text.Length != 2 || !region.Text.All(char.IsAsciiLetterUpper)))
        {
            faults.Add(region.At, "bad-region", "\"phone-region\" is no country.", Remedy);
        }

        return region?.Text ?? "GB";
    }

    private static WorkspaceSettings ReadSettings(KeyReader keys, FaultList faults)
    {
        var durable = true;
        if (keys.Find("decisions") is { } node)
        {
            var decisions = new KeyReader(node, "\"decisions\"", faults);
            durable = decisions.Choice("durability", true, ("disk", true), ("memory", false));
            decisions.Done();
        }

        var window = keys.FindSpan("dedupe-window") ?? TimeSpan.FromDays(7);
        if (window > TimeSpan.FromDays(7))
        {
            faults.Add(keys.PlaceOf("dedupe-window"), "out-of-range", "Message ids are remembered for 7 days at most.", "Write 7d or less.");
        }

        var retention = keys.FindSpan("quarantine-retention") ?? TimeSpan.FromDays(30);
        if (retention > TimeSpan.FromDays(30))
        {
            faults.Add(keys.PlaceOf("quarantine-retention"), "out-of-range", "Quarantined payloads are kept for 30 days at most.", "Write 30d or less.");
        }

        var withdrawn = keys.FindSpan("withdrawn-retention") ?? TimeSpan.FromDays(30);
        if (withdrawn > TimeSpan.FromDays(30))
        {
            faults.Add(keys.PlaceOf("withdrawn-retention"), "out-of-range", "What only withdrawn purposes justified is kept for 30 days at most.", "Write 30d or less.");
        }

        return new WorkspaceSettings(durable, window, retention, withdrawn)
        {
            Zone = ReadZone(keys.FindScalar("time-zone"), faults) ?? Zone.Utc,
            Retentions = ReadRetentions(keys, faults),
        };
    }

    private static Retentions ReadRetentions(KeyReader keys, FaultList faults)
    {
        if (keys.Find("retention") is not { } node)
        {
            return Retentions.Default;
        }

        var (kept, otherwise) = (new KeyReader(node, "\"retention\"", faults), Retentions.Default);
        var read = new Retentions(
            kept.FindSpan("decisions") ?? otherwise.Decisions,
            kept.FindSpan("look-ups") ?? otherwise.LookUps,
            kept.FindSpan("consents") ?? otherwise.Consents,
            kept.FindSpan("links") ?? otherwise.Links);
        kept.Done();
        return read;
    }

    /// <summary>A time zone by its IANA name; null when none is named, or it is none.</summary>
    public static Zone? ReadZone(YamlScalar? named, FaultList faults)
    {
        if (named is null)
        {
            return null;
        }

        if (Zone.TryFind(named.Text, out var zone))
        {
            return zone;
        }

        faults.Add(named.At, "unknown-zone", $"\"{YamlFile.Shown(named.Text)}\" is no time zone.", "Write an IANA name, for example Europe/Berlin or Asia/Singapore.");
        return null;
    }
}
