using Fulcrum.Rights;
using Fulcrum.Rights.Breaches;

namespace Fulcrum.Profiles;

/// <content>The breach register.</content>
internal static partial class EntryCodec
{
    private static void Write(EntryWriter writer, BreachEntry breach)
    {
        writer.Byte((byte)breach.Act);
        writer.Text(breach.Breach);
        writer.Text(breach.By);
        writer.Text(breach.Text);
        writer.Time(breach.At);
        writer.Time(breach.KnownAt);
        writer.Time(breach.From);
        writer.Time(breach.Until);
        writer.Text(breach.Source);
        writer.Boolean(breach.IsDrill);
        writer.Byte((byte)breach.ToWhom);
        writer.Text(breach.Law);
        writer.Boolean(breach.IsHarmless);
    }

    private static BreachEntry ReadBreach(ref EntryReader reader)
    {
        var (act, breach, by) = ((BreachAct)reader.AtMost(reader.Byte(), (byte)BreachAct.Close), reader.Text(), reader.Text());
        return new BreachEntry(act, breach, by, reader.Text(), reader.Time())
        {
            KnownAt = reader.Time(), From = reader.Time(), Until = reader.Time(), Source = reader.Text(), IsDrill = reader.Boolean(),
            ToWhom = (BreachAddressee)reader.AtMost(reader.Byte(), (byte)BreachAddressee.Subjects), Law = reader.Text(), IsHarmless = reader.Boolean(),
        };
    }
}
