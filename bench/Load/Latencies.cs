namespace Fulcrum.Bench.Load;

/// <summary>Counts latencies in buckets 1 % apart, from 1 microsecond to 100 s. One instance a connection; merged afterwards.</summary>
internal sealed class Latencies
{
    private const double Step = 1.01;
    private static readonly double LogStep = Math.Log(Step);
    private readonly long[] _buckets = new long[1_900];

    public long Count { get; private set; }

    public void Add(double microseconds)
    {
        var index = microseconds <= 1 ? 0 : Math.Min(_buckets.Length - 1, (int)(Math.Log(microseconds) / LogStep));
        _buckets[index]++;
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
    }

    /// <summary>The latency that a share of all stays below, in milliseconds.</summary>
    public double QuantileMs(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank)
            {
                return Math.Pow(Step, i + 1) / 1_000;
            }
        }

        return 0;
    }
}
