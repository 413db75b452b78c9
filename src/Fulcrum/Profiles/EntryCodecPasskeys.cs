using Fulcrum.Rights.Proof;

namespace Fulcrum.Profiles;

/// <content>Passkeys.</content>
internal static partial class EntryCodec
{
    private static void Write(EntryWriter writer, PasskeyEntry passkey)
    {
        writer.Byte((byte)passkey.Act);
        writer.Text(passkey.Id);
        writer.Text(passkey.Handle);
        writer.Bytes(passkey.PublicKey.Span);
        writer.Signed(passkey.Counter);
        writer.Boolean(passkey.IsSyncable);
        writer.Text(passkey.Name);
        Write(writer, passkey.Address);
        writer.Time(passkey.At);
    }

    private static PasskeyEntry ReadPasskey(ref EntryReader reader)
    {
        var (act, id, handle) = ((PasskeyAct)reader.AtMost(reader.Byte(), (byte)PasskeyAct.Remove), reader.Text(), reader.Text());
        var (publicKey, counter) = (reader.Bytes().ToArray(), reader.Signed());
        return new PasskeyEntry(act, id, handle, publicKey, counter, reader.Boolean(), reader.Text(), ReadIdentifiers(ref reader), reader.Time());
    }
}
