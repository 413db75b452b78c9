using Fulcrum.Staff;

namespace Fulcrum.Profiles;

/// <content>Our own people.</content>
internal static partial class EntryCodec
{
    private static void Write(EntryWriter writer, StaffEntry staff)
    {
        writer.Byte((byte)staff.Change);
        writer.Text(staff.Member);
        writer.Text(staff.By);
        writer.Text(staff.Detail);
        writer.Time(staff.At);
        writer.Text(staff.Name);
        Write(writer, staff.Roles);
        writer.Time(staff.Until);
        writer.Bytes(staff.PublicKey.Span);
        writer.Signed(staff.Counter);
        writer.Boolean(staff.IsSyncable);
    }

    private static StaffEntry ReadStaff(ref EntryReader reader)
    {
        var (change, member, by) = ((StaffChange)reader.AtMost(reader.Byte(), (byte)StaffChange.Bind), reader.Text(), reader.Text());
        var (detail, at, name) = (reader.Text(), reader.Time(), reader.Text());
        return new StaffEntry(change, member, by, detail, at)
        {
            Name = name, Roles = ReadTexts(ref reader), Until = reader.Time(), PublicKey = reader.Bytes().ToArray(), Counter = reader.Signed(), IsSyncable = reader.Boolean(),
        };
    }
}
