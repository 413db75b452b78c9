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

    /// <summary>Identifiers that lead to the same profile as this one for certain, from before a step until another; itself included.</summary>
    public HashSet<string> CertainlyLinked(int person, string identifier, int from, int until) => Closure(identifier, [.. Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0 && sent.IsKept && sent.IsAcknowledgedBefore(from)
            && !MayHaveParted(person, sent.Begun, until))]);

    /// <summary>Identifiers that may lead to the same profile at or before a step; itself included.</summary>
    public HashSet<string> PossiblyLinked(int person, string identifier, int until) => Closure(identifier, [.. Sendings.Where(sent => sent.Person == person && sent.Other.Length > 0 && sent.Begun < until)]);

    /// <summary>The last withdrawal by an identifier acknowledged before a step; null when there is none.</summary>
    public Saying? LastWithdrawal(string identifier, int before) =>
        Sayings.Where(said => !said.Grants && said.Identifier == identifier && said.IsAcknowledgedBefore(before)).MaxBy(said => said.Begun);

    /// <summary>Whether a grant by this subject, or a verified one of the same person, may have come after a withdrawal and before a step.</summary>
    public bool MayBeGrantedAgain(Saying withdrawal, int until)
    {
        var same = MayBeOneSubject(withdrawal.Person, withdrawal.Identifier, until);
        return Sayings.Any(said => said.Grants && said.Person == withdrawal.Person && said.Begun < until && said.MayActAfter(withdrawal.Begun)
            && (said.Verified || same.Contains(said.Identifier)));
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

    /// <summary>Whether any grant of the person may be in force at a step, erasures considered.</summary>
    public bool MayBeGranted(int person, string identifier, int asked, int until) =>
        Sayings.Any(said => said.Grants && said.Person == person && said.Begun < until && !CertainlyErased(said, identifier, asked));

    /// <summary>Whether an erasure that reached what was done by an identifier was acknowledged after it was done and before a step.</summary>
    public bool CertainlyErased(Deed deed, string identifier, int before) =>
        Erasings.Any(erased => erased.Person == deed.Person && erased.IsAcknowledgedBefore(before) && deed.IsAcknowledgedBefore(erased.Begun)
            && CertainlyLinked(deed.Person, erased.Identifier, erased.Begun, erased.Begun) is var reached
            && reached.Contains(deed.Identifier) && reached.Contains(identifier));

    /// <summary>Whether an erasure of this person may have removed a deed, or kept it from being stored.</summary>
    public bool MayBeErased(Deed deed) => Erasings.Any(erased => erased.Person == deed.Person && erased.MayActAfter(deed.Begun));

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
