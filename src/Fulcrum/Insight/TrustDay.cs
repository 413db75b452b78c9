using Fulcrum.Consent;

namespace Fulcrum.Insight;

/// <summary>The sums of one day. Not safe from many threads.</summary>
internal sealed class TrustDay
{
    /// <summary>Waits of those who said no themselves.</summary>
    public WaitTally Waits { get; } = new();

    /// <summary>Waits from an erasure to the moment its last bytes had left the disk.</summary>
    public WaitTally Erasures { get; } = new();

    /// <summary>Waits of those who asked for a right, to the answer.</summary>
    public WaitTally Answers { get; } = new();

    public long Granted { get; private set; }

    public long Refused { get; private set; }

    public long Withdrawn { get; private set; }

    public long Synthetic { get; private set; }

    public long Erased { get; set; }

    public long Personal { get; set; }

    public long LookUps { get; set; }

    public long Complaints { get; set; }

    /// <summary>Counts an answer. One that another system told us of says nothing about how long we let anybody wait.</summary>
    public void Add(ConsentRecord record)
    {
        if (record.Synthetic)
        {
            Synthetic++;
            return;
        }

        Granted += record.State == ConsentState.Given ? 1 : 0;
        Refused += record.State == ConsentState.Refused ? 1 : 0;
        Withdrawn += record.State == ConsentState.Withdrawn ? 1 : 0;
        if (record.State is ConsentState.Refused or ConsentState.Withdrawn && record.Channel != "import" && record.Method != ConsentMethod.Signal)
        {
            Waits.Add(record.ReceivedAt - record.At);
        }
    }

    /// <summary>Takes another day's sums in.</summary>
    public void Add(TrustDay other)
    {
        Waits.Add(other.Waits);
        Erasures.Add(other.Erasures);
        Answers.Add(other.Answers);
        (Granted, Refused, Withdrawn, Synthetic) = (Granted + other.Granted, Refused + other.Refused, Withdrawn + other.Withdrawn, Synthetic + other.Synthetic);
        (Erased, Personal, LookUps, Complaints) = (Erased + other.Erased, Personal + other.Personal, LookUps + other.LookUps, Complaints + other.Complaints);
    }
}
