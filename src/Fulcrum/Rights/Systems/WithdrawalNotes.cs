using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Rights.Systems;

/// <summary>Notes, in the same append as a withdrawal, that somebody has to hear of it: so neither is ever on disk without the other, whatever way it came.</summary>
/// <remarks>
/// Costs nothing where no system asks to hear. What was noted waits here until <see cref="TellFlow"/> makes of it what each system is told;
/// a start finds again in the journal what was not made yet. Safe from many threads.
/// </remarks>
internal sealed class WithdrawalNotes(Sealing sealing)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Sequence, TellIdentitiesEntry Note)> _waiting = [];

    /// <summary>Called when something waits.</summary>
    public Action Noted { get; set; } = static () => { };

    /// <summary>An id for a note.</summary>
    public string NewId() => sealing.NewId();

    /// <summary>A note is in the journal.</summary>
    public void Add(long sequence, TellIdentitiesEntry note)
    {
        lock (_gate)
        {
            _waiting.Enqueue((sequence, note));
        }

        Noted();
    }

    /// <summary>The oldest that waits; it goes on waiting until it is <see cref="Settle"/>d.</summary>
    public (long Sequence, TellIdentitiesEntry Note)? Peek()
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out var note) ? note : null;
        }
    }

    /// <summary>The oldest waits no more.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            _waiting.Dequeue();
        }
    }
}

/// <summary>A use that somebody took a yes back for, or said no to.</summary>
/// <param name="Purpose">Name of the purpose, or <see cref="ConsentRecord.EveryPurpose"/>.</param>
/// <param name="Scope">How much of it.</param>
public readonly record struct WithdrawnUse(string Purpose, ConsentScope Scope);
