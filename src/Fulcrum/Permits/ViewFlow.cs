using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>What staff with a customer in front of them may see (the dealer view). Every look-up is journaled with who and why.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class ViewFlow
{
    private const int TurnsMax = 8;

    private readonly Door _door;
    private readonly SealedRows _rows;
    private readonly TimeProvider _clock;

    /// <summary>Staff has the customer in front of them.</summary>
    private const string InPerson = "in-person";

    internal ViewFlow(Door door, SealedRows rows, TimeProvider clock) => (_door, _rows, _clock) = (door, rows, clock);

    /// <summary>Looks a subject up under the view's purpose. The look-up is on disk before the answer.</summary>
    /// <returns>Null when nobody is known by the identifiers.</returns>
    /// <exception cref="StoreUnavailableException">The look-up could not be kept, so there is no answer.</exception>
    public async ValueTask<ViewOutcome?> LookUpAsync(
        ViewDefinition view, IReadOnlyList<Identifier> identifiers, string who, string why, CancellationToken cancellation)
    {
        var use = UseOf(view, who);
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            if (await _door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return null;
            }

            if (Ask(subject, use, view, why) is { } asked)
            {
                await asked.Ticket.Durable.WaitAsync(cancellation);
                return new ViewOutcome(asked.Ticket.FirstSequence, asked.Answer);
            }
        }

        throw new StoreUnavailableException("The profile changed hands while it was looked up. Asking again is safe.");
    }

    /// <summary>What a permit is asked for when staff look.</summary>
    internal static Use UseOf(ViewDefinition view, string who) => new(who, view.Purpose, null, view.Facts, null) { Channel = InPerson };

    /// <summary>Who is meant by an identifier; none for nobody known. Nothing of them is read.</summary>
    internal async ValueTask<SubjectId> FindAsync(Identifier identifier, CancellationToken cancellation) => await _door.FindAsync([identifier], cancellation) is { } subject ? subject.Id : SubjectId.None;

    private (PermitAnswer Answer, JournalTicket Ticket)? Ask(Subject subject, Use use, ViewDefinition view, string why)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        var at = Instant.From(_clock.GetUtcNow());
        var answer = session.Ask(use, at);
        var lookUp = new LookUpEntry(use.Who, view.Name, view.Purpose.Name, why, at);
        return (answer, session.IsUnreadable ? _rows.AppendLookUp(lookUp, session.Id) : session.Keep(lookUp));
    }
}

/// <summary>The answer to a look-up.</summary>
/// <param name="Sequence">Journal sequence of the look-up.</param>
/// <param name="Answer">A permit with its view, or a refusal.</param>
public sealed record ViewOutcome(long Sequence, PermitAnswer Answer);
