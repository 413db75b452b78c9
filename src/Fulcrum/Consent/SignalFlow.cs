using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent.Signals;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>Takes in what machines say for a subject, settles it against what the subject chose, and records what that changes.</summary>
/// <remarks>Safe from many threads. Only changes are journaled; of somebody nobody knows nothing is written.</remarks>
public sealed class SignalFlow
{
    private readonly CollectParts _parts;
    private readonly Door _door;
    private readonly ConsentFlow _consents;

    internal SignalFlow(CollectParts parts, Door door, ConsentFlow consents) => (_parts, _door, _consents) = (parts, door, consents);

    /// <summary>Settles every signal for every purpose it is about; the answer is given once what it changes is on disk.</summary>
    /// <param name="identifiers">Whose signals.</param>
    /// <param name="report">What the machines said.</param>
    /// <param name="caller">Who reports it, for the records.</param>
    /// <param name="channel">By what way the signals came, for the records.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>One a purpose and signal that says no to it; empty for a subject nobody knows.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; reporting the same again is safe.</exception>
    public async ValueTask<ImmutableArray<ResolvedSignal>> ReportAsync(
        IReadOnlyList<Identifier> identifiers, SignalReport report, string caller, string channel, CancellationToken cancellation)
    {
        var now = Instant.From(_parts.Clock.GetUtcNow());
        var resolved = await ResolveAsync(identifiers, report, now, cancellation);
        ImmutableArray<ConsentRecord> noes =
        [
            .. resolved.Where(one => one.Outcome == SignalOutcome.Refuses).DistinctBy(one => one.Purpose.Name).Select(one => new ConsentRecord(
                one.Purpose.Name, one.Before.State == ConsentState.Given ? ConsentState.Withdrawn : ConsentState.Refused,
                "", "", now, now, channel, ConsentMethod.Signal, Verified: false, caller, [], Synthetic: false)
            {
                Evidence = new ConsentEvidence { Signal = one.Signal.Kind.ToString().ToLowerInvariant(), SignalValue = one.Signal.Value, Law = one.Law },
            }),
        ];
        if (noes.Length > 0)
        {
            await _consents.RecordAsync(new ConsentRequest(identifiers, "", noes), cancellation);
        }

        return resolved;
    }

    private async ValueTask<ImmutableArray<ResolvedSignal>> ResolveAsync(
        IReadOnlyList<Identifier> identifiers, SignalReport report, Instant now, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return [];
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return session.Resolve(report, now);
            }
        }

        throw Turns.Spent("its signals were settled");
    }
}

/// <summary>A machine's no to a purpose, and what became of it.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Signal">What said no.</param>
/// <param name="Before">What stood before.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Law">The rule that decided, as <c>pack/axis</c>; empty when none had to.</param>
/// <param name="Sentence">The same for the person.</param>
/// <param name="IsToBeShown">Whether the subject's law wants them to be shown that it was honoured.</param>
public sealed record ResolvedSignal(
    Purpose Purpose, SignalNo Signal, ConsentStanding Before, SignalOutcome Outcome, string Law, LocalText Sentence, bool IsToBeShown);
