using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Disclosures;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Notices;

/// <summary>The machine-readable side of a built notice: <c>notices/built/NAME@VERSION/facts.yaml</c>. Pure.</summary>
internal static class FactsFile
{
    private static readonly (string Word, LegalBasis Value)[] Bases =
    [
        ("consent", LegalBasis.Consent), ("contract", LegalBasis.Contract), ("legal-obligation", LegalBasis.LegalObligation),
        ("vital-interest", LegalBasis.VitalInterest), ("public-task", LegalBasis.PublicTask), ("legitimate-interest", LegalBasis.LegitimateInterest),
    ];

    private static readonly (string Word, RecipientRole Value)[] Roles =
    [
        ("processor", RecipientRole.Processor), ("controller", RecipientRole.Controller),
        ("joint-controller", RecipientRole.JointController), ("authority", RecipientRole.Authority),
    ];

    private static readonly (string Word, PlaceUse Value)[] Uses = [("both", PlaceUse.Both), ("storage", PlaceUse.Storage), ("processing", PlaceUse.Processing)];

    private static readonly (string Word, Sensitivity Value)[] Sensitivities =
        [("ordinary", Sensitivity.Ordinary), ("sensitive", Sensitivity.Sensitive), ("special", Sensitivity.Special)];

    public static string Word(LegalBasis basis) => Bases.First(known => known.Value == basis).Word;

    public static string Word(RecipientRole role) => Roles.First(known => known.Value == role).Word;

    public static string Word(PlaceUse use) => Uses.First(known => known.Value == use).Word;

    public static string Word(Sensitivity sensitivity) => Sensitivities.First(known => known.Value == sensitivity).Word;

    /// <summary>Digest of a page, whatever its line ends: SHA-256 in hex.</summary>
    public static string DigestOf(string page) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.ReplaceLineEndings("\n"))));

    /// <summary>Writes it.</summary>
    public static string Write(NoticeFacts facts, IEnumerable<KeyValuePair<string, string>> pages, bool isGated)
    {
        var text = new StringBuilder("# What people are told, for the machine. Written by \"fulcrum notice build\"; not for editing.\n");
        text.Append($"notice: {facts.Notice}\ncontroller: {Quoted(facts.Controller)}\nreadability: {(isGated ? "passed" : "not-checked")}\n");
        text.Append($"identifiers: [{string.Join(", ", facts.Identifiers)}]\n");
        text.Append($"kept: {{{string.Join(", ", facts.Kept.Select(kept => $"{kept.Key}: {Span.Text(kept.Value)}"))}}}\n");
        Block(text, "recipients", facts.Recipients.Select(recipient => $"{recipient.Key}: {{role: {Word(recipient.Value.Role)}, country: {recipient.Value.Country}}}"));
        Block(text, "places", facts.Places.Select(place => $"{place.Key}: {{country: {place.Value.Country}, use: {Word(place.Value.Use)}}}"));
        text.Append("purposes:\n");
        foreach (var (name, purpose) in facts.Purposes)
        {
            text.Append($"  {name}:\n    asked: {(purpose.Asked ? "true" : "false")}\n    basis: {Word(purpose.Basis)}\n");
            text.Append(purpose.Retention is { } kept ? $"    retention: {Span.Text(kept)}\n" : "");
            text.Append($"    recipients: [{string.Join(", ", purpose.Recipients)}]\n    places: [{string.Join(", ", purpose.Places)}]\n");
            text.Append($"    categories: {{{string.Join(", ", purpose.Categories.Select(category => $"{category.Key}: {Word(category.Value)}"))}}}\n");
            text.Append($"    digest: {facts.DigestOf(name)}\n");
        }

        Block(text, "pages", pages.Select(page => $"{page.Key}: {DigestOf(page.Value)}"));
        return text.ToString();
    }

    /// <summary>Reads it, with the pages beside it; what is wrong goes to the faults.</summary>
    /// <param name="id">The notice its folder is named after.</param>
    /// <param name="keys">The file.</param>
    /// <param name="page">The text of a page beside it; null when there is none.</param>
    /// <param name="faults">Takes what is wrong with the file.</param>
    /// <param name="pageFaults">Takes what is wrong with its pages.</param>
    public static BuiltNotice Read(string id, KeyReader keys, Func<string, string?> page, FaultList faults, FaultList pageFaults)
    {
        const string Rebuild = "Nobody edits this file: delete its folder and run \"fulcrum notice build\" again, or bring back the one that was built.";
        var named = keys.NeedScalar("notice", Rebuild);
        if (named is not null && named.Text != id)
        {
            faults.Add(named.At, "notice-elsewhere", $"This is the folder of {YamlFile.Shown(id)}, and the file tells of \"{YamlFile.Shown(named.Text)}\".", Rebuild);
        }

        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        var digests = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        var facts = new NoticeFacts(
            id,
            keys.Text("controller"),
            [.. keys.Scalars("identifiers").Select(form => form.Text)],
            keys.Entries("kept").Select(entry => (entry.Key, Span: ReadSpan(entry, faults))).ToImmutableSortedDictionary(kept => kept.Key, kept => kept.Span, StringComparer.Ordinal),
            keys.Named("recipients").ToImmutableSortedDictionary(entry => entry.Key, entry => ReadRecipient(entry, faults), StringComparer.Ordinal),
            keys.Named("places").ToImmutableSortedDictionary(entry => entry.Key, entry => ReadPlace(entry, faults), StringComparer.Ordinal),
            keys.Named("purposes").ToImmutableSortedDictionary(entry => entry.Key, entry => ReadPurpose(entry, places, digests, faults), StringComparer.Ordinal));
        var gated = keys.Choice("readability", true, ("passed", true), ("not-checked", false));
        var pages = ReadPages(keys, page, pageFaults);
        keys.Done();

        foreach (var purpose in facts.Purposes.Keys)
        {
            if (facts.Purposes[purpose] is { } told && (told.Recipients.Any(name => !facts.Recipients.ContainsKey(name)) || told.Places.Any(name => !facts.Places.ContainsKey(name))))
            {
                faults.Add(places[purpose], "facts-edited", $"\"{purpose}\" names a recipient or place that this file does not describe.", Rebuild);
            }
            else if (digests.TryGetValue(purpose, out var digest) && digest.Text != facts.DigestOf(purpose))
            {
                faults.Add(digest.At, "facts-edited", $"What is told of \"{purpose}\" does not have this digest: it was changed after it was built.", Rebuild);
            }
        }

        return new BuiltNotice(facts, pages, gated) { At = keys.At, PurposePlaces = places.ToFrozenDictionary(StringComparer.Ordinal) };
    }

    private static void Block(StringBuilder text, string key, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        text.Append(all.Length == 0 ? $"{key}: {{}}\n" : $"{key}:\n  {string.Join("\n  ", all)}\n");
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static TimeSpan ReadSpan(YamlEntry entry, FaultList faults)
    {
        if (entry.Value is YamlScalar { Text: var text } && Span.TryParse(text, out var span))
        {
            return span;
        }

        faults.Add(entry.Value.At, "bad-span", $"\"{YamlFile.Shown(entry.Key)}\" is no span of time.", "Write a whole number and a unit: 30s, 10m, 12h or 30d.");
        return TimeSpan.Zero;
    }

    private static RecipientFact ReadRecipient(YamlEntry entry, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, "A recipient", faults);
        var read = new RecipientFact(keys.Choice("role", RecipientRole.Controller, Roles), keys.Text("country"));
        keys.Done();
        return read;
    }

    private static PlaceFact ReadPlace(YamlEntry entry, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, "A place", faults);
        var read = new PlaceFact(keys.Text("country"), keys.Choice("use", PlaceUse.Both, Uses));
        keys.Done();
        return read;
    }

    private static PurposeFacts ReadPurpose(YamlEntry entry, Dictionary<string, Place> places, Dictionary<string, YamlScalar> digests, FaultList faults)
    {
        var keys = new KeyReader(entry.Value, "A purpose", faults);
        places[entry.Key] = entry.At;
        if (keys.NeedScalar("digest", "Build the notice again: the file is not whole.") is { } digest)
        {
            digests[entry.Key] = digest;
        }

        var read = new PurposeFacts(
            keys.Flag("asked", false),
            keys.Choice("basis", LegalBasis.Consent, Bases),
            keys.FindSpan("retention"),
            [.. keys.Scalars("recipients").Select(name => name.Text)],
            [.. keys.Scalars("places").Select(name => name.Text)],
            keys.Entries("categories").ToImmutableSortedDictionary(category => category.Key, category => ReadSensitivity(category, faults), StringComparer.Ordinal));
        keys.Done();
        return read;
    }

    private static Sensitivity ReadSensitivity(YamlEntry entry, FaultList faults)
    {
        foreach (var (word, value) in Sensitivities)
        {
            if (entry.Value is YamlScalar { Text: var text } && text == word)
            {
                return value;
            }
        }

        faults.Add(entry.Value.At, "unknown-word", "This is no sensitivity.", "Build the notice again.");
        return Sensitivity.Special;
    }

    private static FrozenDictionary<string, string> ReadPages(KeyReader keys, Func<string, string?> page, FaultList faults)
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in keys.Entries("pages"))
        {
            var (name, digest) = (entry.Key, (entry.Value as YamlScalar)?.Text ?? "");
            var isHtml = name.EndsWith(".html", StringComparison.Ordinal);
            if (page(name) is { } text)
            {
                if (DigestOf(text) != digest)
                {
                    faults.Add(entry.At, "page-edited", $"The page {YamlFile.Shown(name)} is not the one that was built.", "Bring it back, or build the notice again: nobody edits a built page, its words come from the workspace.");
                }

                if (isHtml)
                {
                    pages[name[..^5]] = text;
                }
            }
            else if (isHtml)
            {
                faults.Add(entry.At, "page-missing", $"The page {YamlFile.Shown(name)} is not beside this file.", "Bring it back, or build the notice again.");
            }
        }

        return pages.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
