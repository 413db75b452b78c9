namespace Fulcrum.Prove.Results;

/// <summary>What so many failures in so many trials say about the true rate.</summary>
/// <remarks>Pure and safe from many threads.</remarks>
public static class Bound
{
    private const double Doubt = 0.05;

    /// <summary>
    /// The upper end of the one-sided 95 % confidence interval of a failure rate (Clopper and Pearson, 1934): with a greater
    /// rate, so few failures would be seen in less than one of twenty runs. For no failure it is 1 - 0.05^(1/trials), about 3/trials.
    /// </summary>
    /// <param name="failures">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">0 says nothing: the bound is 1.</param>
    /// <returns>A share, 0 to 1.</returns>
    public static double Upper(long failures, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, trials);
        if (failures == trials)
        {
            return 1;
        }

        if (failures == 0)
        {
            return 1 - Math.Exp(Math.Log(Doubt) / trials);
        }

        double low = (double)failures / trials, high = 1;
        for (var halving = 0; halving < 60; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(failures, trials, middle) > Doubt ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The chance of at most so many failures at a rate.</summary>
    private static double AtMost(long failures, long trials, double rate)
    {
        // Each term follows from the one before; in logarithms, because (1 - rate)^trials is soon no double.
        var logTerm = trials * Math.Log(1 - rate);
        var odds = Math.Log(rate) - Math.Log(1 - rate);
        var sum = Math.Exp(logTerm);
        for (long failure = 1; failure <= failures; failure++)
        {
            logTerm += odds + Math.Log((double)(trials - failure + 1) / failure);
            sum += Math.Exp(logTerm);
        }

        return sum;
    }
}
