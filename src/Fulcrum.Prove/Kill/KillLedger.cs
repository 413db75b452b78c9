using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Kill;

/// <summary>What the clients were told, and what became of it: the other side of the server's own books. Safe from many threads.</summary>
internal sealed class KillLedger
{
    private static readonly LocalText Restarts = new("restarts", "перезапусков");

    private long _sent;
    private long _seen;
    private long _refused;
    private long _answers;

    /// <summary>Acknowledged events that are always kept; each counted once however often it was sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Acknowledged events that needed a yes and had it.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Acknowledged events that needed a yes and had none; those sent again are counted again.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Answers clients got, whatever about.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Every subject that was not erased.</summary>
    public ConcurrentBag<ProvedSubject> Subjects { get; } = [];

    /// <summary>Subjects whose erasure was acknowledged.</summary>
    public ConcurrentBag<ProvedSubject> Erased { get; } = [];

    /// <summary>Nothing acknowledged is gone.</summary>
    public Tally Lost { get; } = new("lost", new("lost something acknowledged", "потеряно подтверждённое"), Restarts);

    /// <summary>Nothing is there twice.</summary>
    public Tally Doubled { get; } = new("doubled", new("counted something twice", "посчитано дважды"), Restarts);

    /// <summary>Nothing is there that nobody sent.</summary>
    public Tally Ghosts { get; } = new("ghosts", new("held something nobody sent", "появилось то, чего никто не слал"), Restarts);

    /// <summary>What was sent again is taken.</summary>
    public Tally Taken { get; } = new("taken", new("did not take what was sent again", "повторно отправленное не принято"), new("requests", "запросов"));

    /// <summary>A no stays a no, and binds the next decision.</summary>
    public Tally Withdrawals { get; } = new("withdrawn", new("used or forgot a withdrawn consent", "использовано или забыто отозванное согласие"), new("checks", "проверок"));

    /// <summary>A yes stays a yes.</summary>
    public Tally Grants { get; } = new("granted", new("forgot a consent that was given", "забыто данное согласие"), new("checks", "проверок"));

    /// <summary>The erased stay unreadable.</summary>
    public Tally Erasures { get; } = new("erased", new("could still be read", "ещё читается"), new("checks of erased subjects", "проверок стёртых субъектов"));

    /// <summary>A repeated request id gives the same decision.</summary>
    public Tally Repeats { get; } = new("repeated", new("got another decision for the same request id", "другое решение на тот же запрос"), new("repeated requests", "повторных запросов"));

    /// <summary>Caps are never exceeded.</summary>
    public Tally Caps { get; } = new("caps", new("got more than the cap allows", "получили больше, чем разрешено"), new("subjects that asked for more", "субъектов, просивших больше"));

    /// <summary>received = stored + duplicate + quarantined + refused, by source and minute.</summary>
    public Tally Balance { get; } = new("balance", new("did not balance", "не сошлось"), new("sources and minutes", "источников и минут"));

    /// <summary>All of them.</summary>
    public ImmutableArray<Tally> Tallies => [Lost, Doubled, Ghosts, Taken, Withdrawals, Grants, Erasures, Repeats, Caps, Balance];

    /// <summary>How much was found so far.</summary>
    public long Violations => Tallies.Sum(tally => tally.Violations);

    /// <summary>A client got an answer.</summary>
    public void AddAnswer() => Interlocked.Increment(ref _answers);

    /// <summary>Acknowledged events that are always kept.</summary>
    public void AddSent(int count) => Interlocked.Add(ref _sent, count);

    /// <summary>Acknowledged events that need a yes.</summary>
    public void AddSeen(int count, bool allowed)
    {
        if (allowed)
        {
            Interlocked.Add(ref _seen, count);
        }
        else
        {
            Interlocked.Add(ref _refused, count);
        }
    }
}
