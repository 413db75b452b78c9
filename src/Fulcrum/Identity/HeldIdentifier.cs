using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Fulcrum.Identity;

/// <summary>An identifier a profile holds, as limits count it: enough to tell two values apart, not to read one.</summary>
/// <param name="Hash">Hash of the value, to compare within one profile; look-ups use <see cref="IdentifierKey"/>.</param>
/// <param name="Type"><see cref="IdentifierType.Code"/>.</param>
/// <param name="Verified">Whether any event brought it verified.</param>
internal readonly record struct HeldIdentifier(ulong Hash, byte Type, bool Verified)
{
    /// <summary>What is held when an event brings this identifier.</summary>
    internal static HeldIdentifier Of(int type, string value, bool verified) =>
        new(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.AsSpan()), type), (byte)type, verified);

    /// <summary>Whether both are the same value of the same type, whatever their standing.</summary>
    internal bool IsSameValue(HeldIdentifier other) => Hash == other.Hash && Type == other.Type;

    /// <summary>Never the hash.</summary>
    public override string ToString() => $"identifier type {Type}";
}
