using Fulcrum.Collect;

namespace Fulcrum.Simulation;

/// <summary>
/// The model: what clients did and saw, and nothing else. It knows no store and no core, so it can only be right about
/// what was acknowledged; whatever had no answer may or may not have happened, and either way must be allowed.
/// </summary>
internal sealed class Ledger
{
    public List<Sending> Sendings { get; } = [];

    public List<Saying> Sayings { get; } = [];

    public List<Erasing> Erasings { get; } = [];

    public List<Cutting> Cuttings { get; } = [];

    public List<Asking> Askings { get; } = [];

    /// <summary>Sendings answered, by what they were told.</summary>
    public Dictionary<EventFateKind, int> Answered { get; } = Enum.GetValues<EventFateKind>().ToDictionary(kind => kind, _ => 0);

    /// <summary>Sendings that never were: counted or not, nobody knows.</summary>
    public int Unanswered { get; set; }

    /// <summary>Identifiers that lead to the same profile as this one for certain, from before a step until another; itself included.</summary>
    public HashSet<string> CertainlyLinked(int person, string identifier, int from, int until) => Closure(identifier, [.. Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0 && sent.IsKept && sent.IsAcknowledgedBefore(from)
            && !MayHaveParted(person, sent.Begun, until))]);

    /// <summary>Identifiers that may lead to the same profile at a step; itself included.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="identifier">Which.</param>
    /// <param name="from">Links that were certainly cut before this step count no more.</param>
    /// <param name="until">Links begun at or after this step do not count yet.</param>
    public HashSet<string> PossiblyLinked(int person, string identifier, int from, int until) =>
        Closure(identifier, HaveParted(person, from) ? [] : [.. Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0 && sent.Begun < until)]);

    /// <summary>The last withdrawal by an identifier acknowledged before a step; null when there is none.</summary>
    public Saying? LastWithdrawal(string identifier, int before) =>
        Sayings.Where(said => !said.Grants && said.Identifier == identifier && said.IsAcknowledgedBefore(before)).MaxBy(said => said.Begun);

    /// <summary>Whether a grant by this subject, by one of some others, or a verified one of the same person, may have come after a withdrawal and before a step.</summary>
    public bool MayBeGrantedAgain(Saying withdrawal, int until, IReadOnlySet<string> others)
    {
        var same = MayBeOneSubject(withdrawal.Person, withdrawal.Identifier, until);
        return Sayings.Any(said => said.Grants && said.Person == withdrawal.Person && said.Begun < until && said.MayActAfter(withdrawal.Begun)
            && (said.Verified || same.Contains(said.Identifier) || others.Contains(said.Identifier)));
    }

    /// <summary>
    /// Identifiers that may be names of one subject, not of two that were linked: an identify that brings a name nobody
    /// knew yet gives it to the subject of the other. Itself included.
    /// </summary>
    public HashSet<string> MayBeOneSubject(int person, string identifier, int until) => Closure(
        identifier,
        [.. Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0 && sent.Begun < until
            && !(IsCertainlyKnown(person, sent.Identifier, sent.Begun) && IsCertainlyKnown(person, sent.Other, sent.Begun)))]);

    /// <summary>Whether an identifier certainly had a subject before a step, by something it did alone.</summary>
    private bool IsCertainlyKnown(int person, string identifier, int before) =>
        Sendings.Any(sent => sent.Identifier == identifier && sent.Other.Length == 0 && sent.IsKept && sent.IsAcknowledgedBefore(before) && !MayBeErased(sent))
        || Sayings.Any(said => said.Person == person && said.Identifier == identifier && said.IsAcknowledgedBefore(before) && !MayBeErased(said));

    private static HashSet<string> Closure(string identifier, Sending[] links)
    {
        var linked = new HashSet<string> { identifier };
        while (links.Any(link => linked.Contains(link.Identifier) != linked.Contains(link.Other)))
        {
            foreach (var link in links.Where(link => linked.Contains(link.Identifier) || linked.Contains(link.Other)))
            {
                linked.Add(link.Identifier);
                linked.Add(link.Other);
            }
        }

        return linked;
    }

    /// <summary>Whether any grant that may reach an identifier's profile may be in force at a step, erasures and cuts considered.</summary>
    public bool MayBeGranted(int person, string identifier, int asked, int until)
    {
        var linked = PossiblyLinked(person, identifier, asked, until);
        return Sayings.Any(said => said.Grants && linked.Contains(said.Identifier) && said.Begun < until && !CertainlyErased(said, identifier, asked));
    }

    /// <summary>
    /// The last withdrawal that certainly reached an identifier's own part: by itself, or by one it was certainly linked with while
    /// the withdrawal was made. No later cut takes that back. Null for none.
    /// </summary>
    public Saying? LastReaching(int person, string identifier, int before) => Sayings
        .Where(said => !said.Grants && said.Person == person && said.IsAcknowledgedBefore(before) && !MayBeErased(said)
            && CertainlyLinked(person, identifier, said.Begun, said.Acknowledged).Contains(said.Identifier))
        .MaxBy(said => said.Begun);

    /// <summary>Whether an event or a yes must not be taken in: by its own time it is from before an erasure that was over when it was sent.</summary>
    public bool MustNotReturn(Deed deed, Instant own, int sent) => Erasings.Any(erased =>
        erased.Found && erased.Identifier == deed.Identifier && erased.IsAcknowledgedBefore(sent) && own <= erased.At);

    /// <summary>
    /// Whether what was said may rightly be told to be from before an erasure: there may have been one at or after the time it says it was
    /// said at, and, as a no protects whoever is new by the identifier, nobody certainly was when a no was sent.
    /// </summary>
    public bool MayBeFromBeforeErasure(Saying saying, int told, Instant now) =>
        Erasings.Any(erased => erased.Person == saying.Person && erased.Begun < told
            && (erased.Found ? saying.Record.At <= erased.Until : !erased.IsAcknowledgedBefore(told) && saying.Record.At <= now))
        && (saying.Grants || !IsCertainlyKnown(saying.Person, saying.Identifier, saying.Begun));

    /// <summary>Whether an erasure that reached what was done by an identifier was acknowledged after it was done and before a step.</summary>
    public bool CertainlyErased(Deed deed, string identifier, int before) =>
        Erasings.Any(erased => erased.Person == deed.Person && erased.IsAcknowledgedBefore(before) && deed.IsAcknowledgedBefore(erased.Begun)
            && CertainlyLinked(deed.Person, erased.Identifier, erased.Begun, erased.Begun) is var reached
            && reached.Contains(deed.Identifier) && reached.Contains(identifier));

    /// <summary>Whether an erasure of this person may have removed a deed, or kept it from being stored.</summary>
    public bool MayBeErased(Deed deed) => Erasings.Any(erased => erased.Person == deed.Person && erased.MayActAfter(deed.Begun));

    /// <summary>
    /// Whether the person's identifiers are certainly apart again: all that was ever said to belong together is one pair, said
    /// and acknowledged before a cut that found the link, and not said again since.
    /// </summary>
    private bool HaveParted(int person, int before)
    {
        var links = Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0).ToArray();
        return links.Length > 0
            && links.All(link => link.Identifier == links[0].Identifier && link.Other == links[0].Other)
            && !Erasings.Any(erased => erased.Person == person)
            && Cuttings.Any(cut => cut.Person == person && cut.Found && cut.IsAcknowledgedBefore(before)
                && links.All(link => link.IsKept && link.IsAcknowledgedBefore(cut.Begun)));
    }

    /// <summary>Whether a link made at a step may have been undone before another: by a cut or by an erasure.</summary>
    private bool MayHaveParted(int person, int made, int until) =>
        Cuttings.Any(cut => cut.Person == person && cut.Begun < until && cut.MayActAfter(made))
        || Erasings.Any(erased => erased.Person == person && erased.Begun < until && erased.MayActAfter(made));
}

/// <summary>A promise was broken.</summary>
internal sealed class BrokenPromiseException(string promise, string detail) : Exception($"{promise}: {detail}")
{
    /// <summary>Stable key of the promise.</summary>
    public string Promise => promise;
}
