using System.Globalization;

namespace Fulcrum.Prove.Consent;

/// <summary>The made-up subjects: a few hot ones at a time, so that clients meet, and other ones after a while, so that none grows without end.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class ConsentSubjects(ConsentPlan plan, string run)
{
    private const int HotAtOnce = 12;

    private long _operations;

    /// <summary>Operations written down so far.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>One more was written down.</summary>
    public void Count() => Interlocked.Increment(ref _operations);

    /// <summary>One of the hot ones.</summary>
    public int Draw(Random chance) => (int)((Operations / plan.OperationsAGeneration * HotAtOnce) + chance.Next(HotAtOnce));

    /// <summary>Those that are hot, and those that were before them.</summary>
    public IEnumerable<int> Recent()
    {
        var first = (int)(Operations / plan.OperationsAGeneration * HotAtOnce);
        return Enumerable.Range(Math.Max(0, first - HotAtOnce), Math.Min(2 * HotAtOnce, first + HotAtOnce));
    }

    /// <summary>The key of a subject and a purpose in the history.</summary>
    public int KeyOf(int subject, int spot) => (subject * plan.Spots.Length) + spot;

    /// <summary>A name nobody has.</summary>
    public string NameOf(int subject) => string.Create(CultureInfo.InvariantCulture, $"prove-{run}-{subject}");
}
