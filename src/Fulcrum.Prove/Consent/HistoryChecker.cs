using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Prove.Results;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Consent;

/// <summary>
/// Does a history of grants, withdrawals, decisions and reads keep what is promised about consent? Each key by itself: a sort,
/// a running maximum and a search, so n log n over all.
/// </summary>
/// <remarks>
/// <para>V1: a personal decision D has a grant that began before D ended; and for each withdrawal acknowledged before D began
/// there is a grant that began before D ended and ended after that withdrawal began.</para>
/// <para>V2: consents named in answers never go back between operations that do not overlap, and a personal decision names a grant, never a withdrawal.</para>
/// <para>V3: what a read shows is as good as V1; and a yes acknowledged before it, with no withdrawal possibly after that, is shown.</para>
/// <para>V4: what was not acknowledged forbids nothing and permits nothing but itself: as a grant it may have been done, as a withdrawal too.</para>
/// <para>V6: of the decisions that began after an acknowledged yes, with no withdrawal possibly after that, nearly all are personal. A server that never personalizes would keep the rest.</para>
/// </remarks>
public static class HistoryChecker
{
    /// <summary>Checks a whole history, in any order.</summary>
    public static HistoryVerdict Check(ReadOnlySpan<Operation> history)
    {
        var sorted = history.ToArray();
        Array.Sort(sorted, static (left, right) => left.Key.CompareTo(right.Key));
        var verdict = new HistoryVerdict();
        for (var from = 0; from < sorted.Length;)
        {
            var until = from;
            while (until < sorted.Length && sorted[until].Key == sorted[from].Key)
            {
                until++;
            }

            CheckKey(sorted.AsSpan(from, until - from), verdict);
            from = until;
        }

        return verdict;
    }

    private static void CheckKey(ReadOnlySpan<Operation> key, HistoryVerdict verdict)
    {
        var grants = Timeline.ByInvoke(key, static one => one.Kind == OperationKind.Grant, static one => one.End);
        var withdrawals = Timeline.ByInvoke(key, static one => one.Kind == OperationKind.Withdraw, static one => one.End);
        var granted = Timeline.ByEnd(key, static one => one is { Kind: OperationKind.Grant, IsSure: true }, static one => one.Invoke);
        var withdrawn = Timeline.ByEnd(key, static one => one is { Kind: OperationKind.Withdraw, IsSure: true }, static one => one.Invoke);
        var epochs = Timeline.ByEnd(key, static one => one is { IsSure: true, Epoch: > 0 }, static one => one.Epoch);
        var ended = new HashSet<long>();
        foreach (var one in key)
        {
            if (one is { Kind: OperationKind.Withdraw, IsSure: true, Epoch: > 0 })
            {
                ended.Add(one.Epoch);
            }
        }

        bool MayBeYes(Operation one) =>
            grants.MaxBefore(one.End) is { } lastYes && !(withdrawn.MaxBefore(one.Invoke) >= lastYes);

        // Before anything is said nothing stands, and that is no yes.
        bool MayBeNo(Operation one) =>
            granted.MaxBefore(one.Invoke) is not { } lastYes || withdrawals.MaxBefore(one.End) > lastYes;

        foreach (var one in key)
        {
            if (!one.IsSure)
            {
                continue;
            }

            if (one.Epoch > 0)
            {
                var isPast = epochs.MaxBefore(one.Invoke) is { } newest && newest > one.Epoch;
                verdict.Epochs.Add(!isPast && !(one is { Kind: OperationKind.Decide, Yes: true } && ended.Contains(one.Epoch)), one, isPast ? "names an older consent than an answer before it" : "names a withdrawal as its permission");
            }

            if (one.Kind is OperationKind.Decide or OperationKind.Read)
            {
                // The rule for each withdrawal acknowledged before it holds for all when it holds for the one that began last.
                CheckAnswer(one, MayBeYes(one), MayBeNo(one), verdict);
            }
        }
    }

    /// <param name="one">A decision or a read.</param>
    /// <param name="mayBeYes">Whether a yes can stand while it runs.</param>
    /// <param name="mayBeNo">Whether something other than a yes can stand while it runs.</param>
    /// <param name="verdict">Is told.</param>
    private static void CheckAnswer(Operation one, bool mayBeYes, bool mayBeNo, HistoryVerdict verdict)
    {
        if (one.Kind == OperationKind.Read)
        {
            if (one.Yes)
            {
                verdict.Reads.Add(mayBeYes, one, "shows a consent that is withdrawn");
            }
            else
            {
                verdict.Missed.Add(mayBeNo, one, "does not show a consent that was given");
            }

            return;
        }

        if (one.Yes)
        {
            verdict.Uses.Add(mayBeYes, one, "used personal data after the consent was withdrawn, or without one");
        }

        if (!mayBeNo)
        {
            verdict.Progress.Add(one.Yes, one, "was not personal though a consent stood");
        }
    }

    /// <summary>Operations in the order of one of their times, with the running maximum of another.</summary>
    private sealed class Timeline
    {
        private readonly long[] _times;
        private readonly long[] _most;

        private Timeline(long[] times, long[] most)
        {
            (_times, _most) = (times, most);
            Array.Sort(_times, _most);
            for (var at = 1; at < _most.Length; at++)
            {
                _most[at] = Math.Max(_most[at], _most[at - 1]);
            }
        }

        public static Timeline ByInvoke(ReadOnlySpan<Operation> key, Predicate<Operation> which, Func<Operation, long> most) => Of(key, which, static one => one.Invoke, most);

        public static Timeline ByEnd(ReadOnlySpan<Operation> key, Predicate<Operation> which, Func<Operation, long> most) => Of(key, which, static one => one.End, most);

        /// <summary>The maximum over everything whose time lies before; null for nothing.</summary>
        public long? MaxBefore(long time)
        {
            var found = Array.BinarySearch(_times, time);
            var count = found < 0 ? ~found : found;
            while (count > 0 && _times[count - 1] == time)
            {
                count--;
            }

            return count == 0 ? null : _most[count - 1];
        }

        private static Timeline Of(ReadOnlySpan<Operation> key, Predicate<Operation> which, Func<Operation, long> time, Func<Operation, long> most)
        {
            var (times, mosts) = (new List<long>(), new List<long>());
            foreach (var one in key)
            {
                if (which(one))
                {
                    times.Add(time(one));
                    mosts.Add(most(one));
                }
            }

            return new Timeline([.. times], [.. mosts]);
        }
    }
}

/// <summary>What a check found, rule by rule. Filled on one thread.</summary>
public sealed class HistoryVerdict
{
    /// <summary>V1: no use of what was withdrawn.</summary>
    public RuleCount Uses { get; } = new("V1");

    /// <summary>V2: consents named in answers do not go back.</summary>
    public RuleCount Epochs { get; } = new("V2");

    /// <summary>V3: reads show no consent that was withdrawn.</summary>
    public RuleCount Reads { get; } = new("V3");

    /// <summary>V3, the other way: reads show a consent that was given.</summary>
    public RuleCount Missed { get; } = new("V3");

    /// <summary>V6: decisions are personal where they may be.</summary>
    public RuleCount Progress { get; } = new("V6");

    /// <summary>Violations of V1 to V3; progress is no safety.</summary>
    public long Violations => Uses.Violations + Epochs.Violations + Reads.Violations + Missed.Violations;

    /// <summary>What is promised, with what was found.</summary>
    public ImmutableArray<Claim> Claims() =>
    [
        Claim("uses", new("used withdrawn consent, or none (V1)", "использовано отозванное согласие (V1)"), new("personal decisions", "личных решений"), Uses),
        Claim("epochs", new("named an older or withdrawn consent (V2)", "названо старое или отозванное согласие (V2)"), new("answers that name their consent", "ответов, называющих согласие"), Epochs),
        Claim("reads", new("showed a consent that was withdrawn (V3)", "показано отозванное согласие (V3)"), new("reads that showed a yes", "чтений, показавших согласие"), Reads),
        Claim("missed", new("did not show a consent that was given (V3)", "не показано данное согласие (V3)"), new("reads that showed none", "чтений, не показавших согласия"), Missed),
    ];

    private static Claim Claim(string key, LocalText what, LocalText unit, RuleCount rule) => new(key, what, rule.Violations, rule.Trials, unit);
}

/// <summary>How often one rule was tried and how often it broke.</summary>
/// <param name="rule">Its name.</param>
public sealed class RuleCount(string rule)
{
    private const int FindingsMax = 20;
    private readonly List<string> _findings = [];

    /// <summary>How often it was tried.</summary>
    public long Trials { get; private set; }

    /// <summary>How often it broke.</summary>
    public long Violations { get; private set; }

    /// <summary>The first violations, a sentence each.</summary>
    public ImmutableArray<string> Findings => [.. _findings];

    internal void Add(bool holds, Operation one, string what)
    {
        Trials++;
        if (!holds)
        {
            Violations++;
            if (_findings.Count < FindingsMax)
            {
                _findings.Add(string.Create(CultureInfo.InvariantCulture, $"{rule}: key {one.Key}, {one.Kind} [{one.Invoke}, {one.End}], epoch {one.Epoch}: {what}"));
            }
        }
    }
}
