using System.Collections.Immutable;

namespace Fulcrum.Tests.Consent.Laws;

/// <summary>The motors workspace with every sample rule pack, a residence and an age among its facts.</summary>
internal static class LawfulMotors
{
    /// <summary>A pack under which a legitimate interest needs a yes in Singapore.</summary>
    public const string OptIn = """
        pack: sg-new
        jurisdiction: SG
        version: "1"
        title: {en: New, ru: Новый}
        owner: test
        zone: Asia/Singapore
        rules:
          consent-model:
            - {value: opt-in, from: 2026-01-01, source: "Test Act s. 2", confidence: high}
        """;

    /// <summary>The files; with other packs in place of the samples' where given.</summary>
    public static ImmutableSortedDictionary<string, string> Files(string extraPack = "", string region = "GB", string defaultResidence = "GB")
    {
        var files = Samples.MotorsFiles.ToBuilder();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Samples.Root, "samples", "rules"), "*.yaml"))
        {
            files[$"laws/{Path.GetFileName(path)}"] = File.ReadAllText(path);
        }

        if (extraPack.Length > 0)
        {
            files["laws/test.yaml"] = extraPack;
        }

        var basics = files["workspace.yaml"];
        files["workspace.yaml"] = basics[..basics.IndexOf("\nlaw:", StringComparison.Ordinal)] + $"""

            law:
              residence-fact: country
              default-residence: {defaultResidence}
              age-fact: age-band
              region: {region}
            """;
        files["contracts/account.yaml"] = files["contracts/account.yaml"].Replace(
            "      city:\n",
            """
                  country:
                    type: text
                    label: user.contact.address.country
                    purposes: [service]
                    reason: {en: Tells which law protects you., ru: "Показывает, какой закон вас защищает."}
                    fact: country
                  ageBand:
                    type: text
                    label: user.demographic.age_range
                    purposes: [service]
                    reason: {en: Protects the young., ru: Защищает юных.}
                    fact: age-band
                  city:

            """,
            StringComparison.Ordinal);
        files["facts.yaml"] = files["facts.yaml"].Replace(
            "facts:\n",
            """
            facts:
              country:
                title: {en: Country, ru: Страна}
              age-band:
                title: {en: Age, ru: Возраст}

            """,
            StringComparison.Ordinal);
        files["purposes.yaml"] = files["purposes.yaml"]
            .Replace("  marketing-email:\n    basis: consent\n    classes: [marketing]   # which rules of a law speak about it\n", "  marketing-email:\n    basis: consent\n    classes: [marketing, targeted-ads]\n    signals: {tcf-purposes: [3, 4], gpp-fields: [SaleOptOut], tracking: true, consent-mode: [ad_storage]}\n", StringComparison.Ordinal)
            .Replace("  analytics:\n    basis: consent\n", "  analytics:\n    basis: consent\n    basis-in: {SG: legitimate-interest, IN: contract}\n", StringComparison.Ordinal);
        return files.ToImmutable();
    }
}
