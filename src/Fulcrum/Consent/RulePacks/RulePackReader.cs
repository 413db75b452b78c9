using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Consent.RulePacks;

/// <summary>Reads rule packs, one a file; what is wrong is placed and has a remedy.</summary>
public static class RulePackReader
{
    private const double HoursMax = 100_000;

    /// <summary>Reads packs. Faults make the reading unusable as a whole: half a law is no law.</summary>
    /// <param name="texts">Path to text.</param>
    public static RulePackReading Read(IReadOnlyDictionary<string, string> texts)
    {
        var faults = new FaultList();
        var packs = Read(texts, faults);
        return new RulePackReading(faults.IsEmpty ? packs : null, faults.Sorted());
    }

    /// <summary>Reads what can be read, and adds what cannot to the faults.</summary>
    internal static Rulebook Read(IReadOnlyDictionary<string, string> texts, FaultList faults)
    {
        var packs = ImmutableArray.CreateBuilder<RulePack>();
        foreach (var (path, text) in texts.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (YamlFile.Read(path, text, faults).Root is { } root)
            {
                packs.Add(ReadOne(new KeyReader(root, "A rule pack", faults), faults));
            }
            else if (!faults.HasUnreadableFile)
            {
                faults.Add(new Place(path, 1), "empty-file", "This file is empty.", "Fill it, or remove it where it is not needed.");
            }
        }

        foreach (var twice in packs.GroupBy(pack => pack.Name).Where(group => group.Count() > 1))
        {
            faults.Add(new Place(twice.Key, 1), "duplicate-name", $"There are two packs called \"{twice.Key}\".", "Give each a name of its own.");
        }

        return new Rulebook(packs.DrainToImmutable());
    }

    private static RulePack ReadOne(KeyReader keys, FaultList faults)
    {
        var name = keys.NeedScalar("pack", "Name the pack, for example \"pack: ru-152-fz\".");
        if (name is not null)
        {
            Names.Check(name.Text, name.At, faults);
        }

        var jurisdiction = keys.NeedScalar("jurisdiction", "Say whose law it is, for example \"jurisdiction: RU\" or \"US-CA\".");
        var version = keys.NeedScalar("version", "Say which version of the file this is, for example \"version: 2026-11\".");
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var owner = keys.NeedScalar("owner", "Say who keeps it.");
        var zone = ReadZone(keys, faults);
        var calendar = ReadCalendar(keys, faults);
        keys.Need("rules", "Write its rules: an axis, and what it demands from when.");
        var rules = keys.Entries("rules").SelectMany(entry => ReadAxis(entry, faults)).ToImmutableArray();
        keys.Done();
        return new RulePack(name?.Text ?? "", jurisdiction?.Text ?? "", version?.Text ?? "", title, owner?.Text ?? "", zone, rules, calendar);
    }

    private static TimeZoneInfo ReadZone(KeyReader keys, FaultList faults)
    {
        var named = keys.NeedScalar("zone", "Name the IANA time zone in which its days begin, for example Europe/Moscow.");
        if (named is null)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(named.Text, out var zone))
        {
            return zone;
        }

        faults.Add(named.At, "unknown-zone", $"There is no time zone \"{YamlFile.Shown(named.Text)}\".", "Write an IANA name, for example Europe/London.");
        return TimeZoneInfo.Utc;
    }

    private static WorkingCalendar ReadCalendar(KeyReader keys, FaultList faults)
    {
        if (keys.Find("calendar") is not { } node)
        {
            return WorkingCalendar.Plain;
        }

        var calendar = new KeyReader(node, "A calendar", faults);
        var rest = calendar.Scalars("rest-days").Select(day => Day(day, faults)).OfType<DayOfWeek>().ToFrozenSet();
        var holidays = calendar.Scalars("holidays").Select(day => Date(day, faults)).OfType<DateOnly>().ToFrozenSet();
        var worked = calendar.Scalars("worked-days").Select(day => Date(day, faults)).OfType<DateOnly>().ToFrozenSet();
        calendar.Done();
        return new WorkingCalendar(rest.Count > 0 ? rest : WorkingCalendar.Plain.RestDays, holidays, worked);
    }

    private static DayOfWeek? Day(YamlScalar day, FaultList faults)
    {
        if (Enum.TryParse<DayOfWeek>(day.Text, ignoreCase: true, out var read) && !char.IsAsciiDigit(day.Text[0]))
        {
            return read;
        }

        faults.Add(day.At, "unknown-word", $"\"{YamlFile.Shown(day.Text)}\" is no day of the week.", "Write saturday, for example.");
        return null;
    }

    private static DateOnly? Date(YamlScalar day, FaultList faults)
    {
        if (DateOnly.TryParseExact(day.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            return read;
        }

        faults.Add(day.At, "bad-time", $"\"{YamlFile.Shown(day.Text)}\" is no date.", "Write 2026-11-24.");
        return null;
    }

    private static IEnumerable<Rule> ReadAxis(YamlEntry entry, FaultList faults)
    {
        if (!RuleAxis.All.TryGetValue(entry.Key, out var axis))
        {
            faults.Add(entry.At, "unknown-axis", $"There is no axis \"{YamlFile.Shown(entry.Key)}\".", Nearest.Remedy(entry.Key, RuleAxis.All.Keys));
            return [];
        }

        if (entry.Value is YamlList list)
        {
            return [.. list.Items.Select(item => ReadRule(axis, item, faults)).OfType<Rule>()];
        }

        faults.Add(entry.Value.At, "wrong-type", $"\"{entry.Key}\" is a list; this is {entry.Value.Kind}.", "Start each rule with a dash.");
        return [];
    }

    private static Rule? ReadRule(RuleAxis axis, YamlNode item, FaultList faults)
    {
        var keys = new KeyReader(item, $"A rule about {axis.Name}", faults);
        var written = keys.NeedScalar("value", "Say what it demands.");
        var @class = keys.Text("class", Rulebook.Any);
        var from = keys.FindTime("from");
        if (keys.Need("from", "Say since when it holds, for example \"from: 2018-05-25\".") is null || from is null)
        {
            from = new Instant(0);
        }

        var until = keys.FindTime("until");
        var source = keys.NeedScalar("source", "Name the law, article and date.");
        var confidence = keys.Choice("confidence", Confidence.Low, ("high", Confidence.High), ("medium", Confidence.Medium), ("low", Confidence.Low));
        if (until is { } end && end <= from)
        {
            faults.Add(keys.PlaceOf("until"), "out-of-range", "It ends before it begins.", "Write a later date, or remove it.");
        }

        keys.Done();
        return written is not null && Value(axis, written, faults) is { } value
            ? new Rule(axis, @class, value, from.Value, until, source?.Text ?? "", confidence, keys.At)
            : null;
    }

    private static RuleValue? Value(RuleAxis axis, YamlScalar written, FaultList faults)
    {
        var text = written.Text;
        switch (axis.Scale)
        {
            case RuleScale.Flag when text is "true" or "false":
                return new RuleValue(text == "true" ? 1 : 0, text);
            case RuleScale.Words when axis.Words.Contains(text):
                return new RuleValue(axis.Words.IndexOf(text), text);
            case RuleScale.Greatest or RuleScale.Least
                when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= HoursMax:
                return new RuleValue(axis.Scale == RuleScale.Greatest ? number : -number, text);
            case RuleScale.Clock when RightsClock.TryParse(text, out var clock):
                return new RuleValue(-RoughDays(clock), text, clock);
            case RuleScale.Set when RuleValue.Parts(text) is { IsEmpty: false } parts && parts.All(part => axis.Words.Contains(part)):
                return RuleValue.OfSet(parts);
            case RuleScale.Region when text.Length is > 0 and <= 8:
                return new RuleValue(0, text);
        }

        faults.Add(written.At, "bad-value", $"\"{YamlFile.Shown(text)}\" says nothing on {axis.Name}. {axis.Meaning}", axis.Scale switch
        {
            RuleScale.Flag => "Write true or false.",
            RuleScale.Words => $"Write one of: {string.Join(", ", axis.Words)}.",
            RuleScale.Clock => "Write for example \"1 month + 2 months, stops\" or \"10 working days\".",
            RuleScale.Set => $"Write some of: {string.Join(", ", axis.Words)}; with commas between them.",
            RuleScale.Region => "Write the code of a country.",
            _ => "Write a number.",
        });
        return null;
    }

    // Which clock runs out first depends on the day it starts; compared are their usual lengths.
    private static double RoughDays(RightsClock clock) => clock.Unit switch
    {
        ClockUnit.Month => clock.Length * 30.4,
        ClockUnit.WorkingDay => clock.Length * 1.4,
        _ => clock.Length,
    };
}

/// <summary>What was read.</summary>
/// <param name="Packs">The packs; null when anything was wrong.</param>
/// <param name="Faults">What was wrong, by file and line.</param>
public sealed record RulePackReading(Rulebook? Packs, ImmutableArray<WorkspaceFault> Faults);
