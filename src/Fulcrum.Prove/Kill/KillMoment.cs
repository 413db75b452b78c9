using Fulcrum.Prove.Servers;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Kill;

/// <summary>What the server is doing when it is killed.</summary>
/// <param name="Key">In kebab-case.</param>
/// <param name="Name">In plain words.</param>
/// <param name="Watched">What inside the store shows that it is under way: a file, or a folder with a slash behind it; empty when chance alone decides.</param>
public sealed record KillMoment(string Key, LocalText Name, string Watched)
{
    private const int AfterwardsMsMax = 12;
    private const int AnswersMax = 300;
    private const int StartMsMax = 1_000;
    private const int WaitMsMax = 8_000;

    /// <summary>While clients send.</summary>
    public static KillMoment Load { get; } = new("load", new("while clients send", "пока клиенты шлют"), "");

    /// <summary>Before it answers.</summary>
    public static KillMoment StartUp { get; } = new("start-up", new("while it starts", "во время запуска"), "");

    /// <summary>While snapshots are written behind; the first time after a start the retention sweep follows at once.</summary>
    public static KillMoment Snapshots { get; } = new("snapshots", new("while it writes snapshots and sweeps", "во время записи снимков и чистки"), "store/snapshots.db-wal");

    /// <summary>While the write-ahead log is copied into the journal.</summary>
    public static KillMoment Checkpoint { get; } = new("checkpoint", new("while it copies its log into the journal", "во время переноса журнала"), "store/journal.db");

    /// <summary>While index runs are written or merged.</summary>
    public static KillMoment Indexes { get; } = new("indexes", new("while it writes and merges indexes", "во время записи и слияния индексов"), "store/index/");

    /// <summary>While the runs of message ids are written or merged.</summary>
    public static KillMoment Dedupe { get; } = new("dedupe", new("while it writes and merges message ids", "во время записи идентификаторов сообщений"), "store/dedupe/");

    /// <summary>For the program as it is, whose snapshots come every five seconds: mostly load, now and then the rest.</summary>
    public static IReadOnlyList<KillMoment> Usual { get; } = [Load, Load, StartUp, Load, Load, Load, StartUp, Load, Snapshots, Load];

    /// <summary>Everything, as often as each other: for long runs, and for a server with small sizes.</summary>
    public static IReadOnlyList<KillMoment> All { get; } = [Load, StartUp, Snapshots, Checkpoint, Indexes, Dedupe];

    /// <summary>Waits for the moment while clients send.</summary>
    /// <returns>Whether what is watched was seen to change; always true when chance alone decides.</returns>
    internal async Task<bool> WaitAsync(ScratchStore store, KillLedger ledger, Random chance, CancellationToken cancellation)
    {
        // So many answers, whatever they take: on a busy machine as on an idle one there is something to lose.
        var answers = ledger.Answers + chance.Next(1, AnswersMax);
        var path = Path.Combine(store.Folder, Watched);
        var before = Look(path);
        var until = Environment.TickCount64 + WaitMsMax;
        while (Environment.TickCount64 < until)
        {
            if (ledger.Answers >= answers && (Watched.Length == 0 || Look(path) != before))
            {
                await Task.Delay(chance.Next(0, AfterwardsMsMax), cancellation);
                return true;
            }

            before = ledger.Answers < answers ? Look(path) : before;
            await Task.Delay(1, cancellation);
        }

        return false;
    }

    /// <summary>Waits for a moment of a start that does not live to serve, or hardly.</summary>
    internal static Task WaitStartAsync(Random chance, CancellationToken cancellation) => Task.Delay(chance.Next(10, StartMsMax), cancellation);

    /// <summary>Something that differs once a file is written, or a folder has another file.</summary>
    private static (long Ticks, int Files) Look(string path)
    {
        if (!path.EndsWith('/'))
        {
            return File.Exists(path) ? (File.GetLastWriteTimeUtc(path).Ticks, 1) : (0, 0);
        }

        return Directory.Exists(path) ? (Directory.GetLastWriteTimeUtc(path).Ticks, 1) : (0, 0);
    }
}
