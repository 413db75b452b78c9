using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Rights;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum rules clock</c>: by when a request must be answered or a breach told, by which law, and how that moment was found.</summary>
internal static class RulesClockCommand
{
    private const string ToAuthority = "breach-authority";
    private const string ToSubjects = "breach-subjects";

    /// <summary>Makes the command.</summary>
    /// <param name="around">Screen and clock.</param>
    /// <param name="read">Reads a folder of rule packs.</param>
    public static Command Make(Surroundings around, Func<string, Rulebook> read)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder of rule packs (*.yaml)." };
        var law = new Option<string[]>("--law") { Description = "A pack that protects the subject, for example eu-gdpr; several when several laws do.", HelpName = "PACK" };
        var residence = new Option<string?>("--residence") { Description = "Where the subject lives instead, for example RU or US-CA; where nobody knows, leave both out: then every law counts." };
        var request = new Option<string>("--request") { Description = $"Which right, in the words of the packs, for example access, erasure or objection; or {ToAuthority}, {ToSubjects}.", Required = true, HelpName = "KIND" };
        var at = MakeMoment("--at", "When the request came in, or the breach became known.");
        at.Required = true;
        var extended = MakeMoment("--extended", "When the subject was told that it takes longer, and why.");
        var asked = new Option<string[]>("--asked") { Description = "When the subject was asked for what is needed and when they answered, FROM/UNTIL; or FROM alone while they have not. Repeat for several.", HelpName = "FROM/UNTIL" };
        var now = MakeMoment("--now", "The moment that counts as now.");
        var clock = new Command("clock", "Say by when a request must be answered, or a breach told, by which law, and how that day was found.") { folder, law, residence, request, at, extended, asked, now };
        clock.SetAction(line =>
        {
            var packs = PacksOf(read(line.GetRequiredValue(folder)), line.GetValue(law) ?? [], line.GetValue(residence));
            var (kind, received) = (line.GetRequiredValue(request), Instant.From(line.GetValue(at)!.Value));
            if (kind is ToAuthority or ToSubjects && (line.GetValue(asked) is { Length: > 0 } || line.GetValue(extended) is not null))
            {
                throw new CommandFault(new Fault("clock-never-stops", "The clock of a breach neither stops nor is extended.", "Leave --asked and --extended out."), ExitCode.Usage);
            }

            var moment = line.GetValue(now) is { } given ? Instant.From(given) : around.Now;
            var deadlines = kind switch
            {
                ToAuthority => BreachClock.Deadlines(BreachAddressee.Authority, received, packs),
                ToSubjects => BreachClock.Deadlines(BreachAddressee.Subjects, received, packs),
                _ => Clock(kind, received, line.GetValue(asked) ?? [], line.GetValue(extended)).Deadlines(packs, moment),
            };
            Show(deadlines, kind, packs, received, moment, line.GetValue(around.Json), around.Screen);
            return ExitCode.Ok;
        });
        return clock;
    }

    private static Option<DateTimeOffset?> MakeMoment(string name, string description) => new(name)
    {
        Description = description, HelpName = "TIME", CustomParser = result => Moment(result.Tokens[0].Value, result),
    };

    /// <summary>A time without an offset would be another moment on another machine.</summary>
    private static DateTimeOffset? Moment(string text, ArgumentResult? result)
    {
        if (TryRead(text) is { } moment)
        {
            return moment;
        }

        result?.AddError($"{text} is no moment. Write it with its offset, for example 2026-11-24T10:00Z or 2026-11-24T11:00+01:00.");
        return null;
    }

    private static DateTimeOffset? TryRead(string text)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.fffzzz"];
        return DateTimeOffset.TryParseExact(text.Replace("Z", "+00:00", StringComparison.Ordinal), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
    }

    private static ImmutableArray<RulePack> PacksOf(Rulebook book, string[] laws, string? residence)
    {
        if (laws.Length == 0)
        {
            return residence is null ? book.All
                : book.PacksOf(residence) is { IsEmpty: false } found ? found
                : throw new CommandFault(new Fault("law-unknown", "No pack is of this place.", $"The packs are of: {string.Join(", ", book.All.Select(pack => pack.Jurisdiction).Distinct())}."), ExitCode.NotFound, residence);
        }

        return
        [
            .. laws.Distinct(StringComparer.Ordinal).Select(name => book.All.FirstOrDefault(pack => pack.Name == name) ?? throw new CommandFault(
                new Fault("law-unknown", "There is no pack of this name.", $"The packs are: {string.Join(", ", book.All.Select(pack => pack.Name))}."), ExitCode.NotFound, name)),
        ];
    }

    private static RequestClock Clock(string kind, Instant received, string[] asked, DateTimeOffset? extended)
    {
        try
        {
            var clock = new RequestClock(kind, received);
            foreach (var span in asked)
            {
                var slash = span.IndexOf('/', StringComparison.Ordinal);
                clock = clock.Asked(Read(slash < 0 ? span : span[..slash]));
                clock = slash < 0 ? clock : clock.Answered(Read(span[(slash + 1)..]));
            }

            return extended is { } told ? clock.Extended(Instant.From(told)) : clock;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new CommandFault(
                new Fault("clock-times-disordered", "The times contradict each other.", "Give questions in order, each answered before the next, none before the request; only the last may be open."), ExitCode.Usage);
        }
    }

    private static Instant Read(string text) => TryRead(text) is { } moment
        ? Instant.From(moment)
        : throw new CommandFault(new Fault("bad-moment", "This is no moment.", "Write it with its offset, for example 2026-11-24T10:00Z."), ExitCode.Usage, text);

    private static void Show(ImmutableArray<Deadline> deadlines, string kind, ImmutableArray<RulePack> packs, Instant received, Instant now, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, request = kind, received = received.ToString(), due = deadlines.IsEmpty ? null : deadlines[0].DueAt.ToString(), deadlines = deadlines.Select(deadline => Form(deadline, now)) });
            return;
        }

        if (deadlines.IsEmpty)
        {
            var known = packs.SelectMany(pack => pack.InForce(received)).Where(rule => rule.Axis.Name == RequestClock.Axis).Select(rule => rule.Class).Distinct().Order(StringComparer.Ordinal);
            screen.Put($"No rule of {string.Join(", ", packs.Select(pack => pack.Name))} says by when, for {kind}, at {received}.");
            screen.Say($"They set clocks for: {string.Join(", ", known.Append(ToAuthority).Append(ToSubjects))}. What has no clock is owed without undue delay.");
            return;
        }

        screen.Put($"Due before {deadlines[0].DueAt}, by {deadlines[0].Pack.Name}: {Left(deadlines[0].LeftAt(now))}.");
        foreach (var deadline in deadlines)
        {
            screen.Put($"{deadline.Pack.Name}: {deadline.Rule.Value} for {deadline.Rule.Class}, late from {Local(deadline)}. Source: {deadline.Rule.Source} (sure: {deadline.Rule.Confidence.ToString().ToLowerInvariant()}).");
            foreach (var step in deadline.Steps)
            {
                screen.Put($"  {step}");
            }
        }
    }

    private static object Form(Deadline deadline, Instant now) => new
    {
        due = deadline.DueAt.ToString(), late = deadline.IsLateAt(now), law = deadline.Pack.Name, zone = deadline.Pack.Zone.Id, clock = deadline.Rule.Value.Words, @class = deadline.Rule.Class, extended = deadline.IsExtended,
        source = deadline.Rule.Source, confidence = deadline.Rule.Confidence.ToString().ToLowerInvariant(), steps = deadline.Steps,
    };

    private static string Local(Deadline deadline) =>
        $"{TimeZoneInfo.ConvertTime(deadline.DueAt.ToDateTimeOffset(), deadline.Pack.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} in {deadline.Pack.Zone.Id}";

    private static string Left(TimeSpan left) => left <= TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"late since {-left.TotalDays:0.#} days")
        : string.Create(CultureInfo.InvariantCulture, $"{left.TotalDays:0.#} days left");
}
