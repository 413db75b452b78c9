using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Tests.Consent.RulePacks;

/// <summary>The sample packs, as shipped.</summary>
internal static class Packs
{
    public static Rulebook Samples { get; } = Read(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "data", "rules"), "*.yaml")
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllText));

    public static RulePack Find(string name) => Samples.All.Single(pack => pack.Name == name);

    public static Rulebook Read(Dictionary<string, string> texts) =>
        RulePackReader.Read(texts) is { Packs: { } packs } ? packs : throw new InvalidOperationException(string.Join('\n', RulePackReader.Read(texts).Faults));

    public static Instant At(string time) => Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal));
}
