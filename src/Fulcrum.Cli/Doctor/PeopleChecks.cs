using Fulcrum.Rights.Systems;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether people wait for something: a request, a system that has to hear, a message, an event kept aside.</summary>
internal static class PeopleChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);
    private const int MessagesMany = 100;
    private const int EventsFew = 100;

    /// <summary>All of them, for a core over the store.</summary>
    public static async Task<List<Check>> OfAsync(FulcrumCore core, Instant now, CancellationToken cancellation)
    {
        var open = await core.Requests.ListOpenAsync(cancellation);
        var told = await core.Tells.ListOpenAsync(cancellation);
        var counts = await core.Store.Intake.ReadCountsAsync(Instant.From(now.ToDateTimeOffset() - Lately), new Instant(now.UnixMs + 60_000), cancellation);
        return
        [
            Requests([.. open.Select(one => one.Request.DueAt)], now),
            Systems([.. told.SelectMany(tell => tell.Systems).Where(system => system.State is ToldState.GivenUp or ToldState.Failed).Select(system => system.Name)], told.Length),
            Messages(core.Messages.Count),
            Quarantine(counts.Sum(count => count.Received), counts.Sum(count => count.Quarantined)),
        ];
    }

    /// <summary>Requests by the day they are due.</summary>
    public static Check Requests(IReadOnlyList<Instant> due, Instant now)
    {
        var late = due.Count(at => at <= now);
        var soon = due.Count(at => at > now && at.ToDateTimeOffset() - now.ToDateTimeOffset() <= Soon);
        return (late, soon) switch
        {
            ( > 0, _) => Check.Mend("requests", $"{late} of {due.Count} open requests are late", "Answer them today: the desk lists them with their day, and what the law wants told."),
            (_, > 0) => Check.Look("requests", $"{soon} of {due.Count} open requests are due within 3 days", "Answer them, or tell their subjects why it takes longer, where the law allows that."),
            _ => Check.Good("requests", $"{due.Count} open, none due within 3 days"),
        };
    }

    /// <summary>Systems that were told and did not do it.</summary>
    public static Check Systems(IReadOnlyList<string> given, int open) => given.Count > 0
        ? Check.Mend("systems", $"{given.Count} rights are not done by {string.Join(", ", given.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}", "Ask their people; systems.yaml names them. Once it is done: POST /v1/systems/told.")
        : Check.Good("systems", $"{open} rights on their way to connected systems, none given up");

    /// <summary>Messages that wait.</summary>
    public static Check Messages(int waiting) => waiting switch
    {
        > MessagesMany => Check.Mend("mail", $"{waiting} messages wait to be sent", "Look whether the mail server answers and takes them (--mail-to); codes and answers to people are among them, and are given up after 3 days."),
        > 0 => Check.Look("mail", $"{waiting} messages wait to be sent", "They go out once it is served with --mail-to."),
        _ => Check.Good("mail", "nothing waits to be sent"),
    };

    /// <summary>Events of the last day that were kept aside.</summary>
    public static Check Quarantine(long received, long quarantined) => (received, quarantined * 100) switch
    {
        ( >= EventsFew, var part) when part > received * 20 => Check.Mend("quarantine", $"{quarantined} of {received} events of the last day were kept aside", "See why: fulcrum quarantine list. Mend the contract or the sender, then replay; what is kept aside is deleted after 30 days."),
        ( > 0, var part) when part > received * 2 => Check.Look("quarantine", $"{quarantined} of {received} events of the last day were kept aside", "See why: fulcrum quarantine list. What is kept aside is deleted after 30 days."),
        _ => Check.Good("quarantine", $"{quarantined} of {received} events of the last day were kept aside"),
    };
}
