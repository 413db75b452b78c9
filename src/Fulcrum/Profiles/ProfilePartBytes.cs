using System.Buffers;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A part as bytes, and back.</summary>
/// <remarks>
/// First byte: version of the form. Facts go by name and purposes by their bit, so that bytes outlive a workspace version
/// that folds the same way.
/// </remarks>
internal sealed partial class ProfilePart
{
    private const byte BytesVersion = 3;

    /// <summary>Before it held which purposes events were kept for since they last ended.</summary>
    private const byte UncountedVersion = 2;

    /// <summary>Before consents had a scope.</summary>
    private const byte UnscopedVersion = 1;

    private static readonly PurposeSet Unknown = new(ulong.MaxValue);

    /// <summary>The part as bytes, for a snapshot.</summary>
    public byte[] ToBytes(Workspace workspace)
    {
        var plan = Align(workspace);
        var output = new ArrayBufferWriter<byte>(512);
        var writer = new EntryWriter(output);
        writer.Byte(BytesVersion);
        writer.Signed(Sequence);
        writer.Time(_receivedAt);
        WriteConsents(writer);
        writer.Unsigned(_kept.Bits);
        WriteIdentity(writer);
        WriteContacts(writer);
        _facts.Write(writer, plan);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a part back; the bytes were authenticated when they were opened.</summary>
    /// <exception cref="InvalidDataException">The bytes are no part; refold it from the journal.</exception>
    public static ProfilePart FromBytes(SubjectId subject, ReadOnlySpan<byte> bytes, Workspace workspace, Staleness staleness = default)
    {
        var reader = new EntryReader(bytes);
        var version = reader.Byte();
        if (version is < UnscopedVersion or > BytesVersion)
        {
            throw new InvalidDataException($"The snapshot of {subject} is not of version {UnscopedVersion} to {BytesVersion}.");
        }

        var part = new ProfilePart(subject) { _plan = FoldPlan.Of(workspace), Sequence = reader.Signed(), _receivedAt = reader.Time(), Staleness = staleness };
        part.ReadConsents(ref reader, version);
        part._kept = version > UncountedVersion ? new PurposeSet(reader.Unsigned()) : Unknown;
        part.ReadIdentity(ref reader);
        part.ReadContacts(ref reader);
        part._facts = PartFacts.Read(ref reader, part._plan);
        return reader.IsWhole ? part : throw new InvalidDataException($"The snapshot of {subject} is damaged.");
    }

    private void WriteConsents(EntryWriter writer)
    {
        writer.Count(_consents.Length);
        foreach (var cell in _consents)
        {
            writer.Byte(cell.Bit);
            writer.Byte((byte)cell.State);
            writer.Boolean(cell.Verified);
            writer.Boolean(cell.Synthetic);
            writer.Signed(cell.Sequence);
            writer.Time(cell.At);
            writer.Time(cell.NoAt);
            writer.Text(cell.Notice);
            writer.Text(cell.Scope.Channel);
            writer.Text(cell.Scope.Category);
        }
    }

    private void ReadConsents(ref EntryReader reader, byte version)
    {
        _consents = new ConsentCell[reader.Count(8)];
        for (var at = 0; at < _consents.Length; at++)
        {
            var bit = reader.Byte();
            _consents[at] = new ConsentCell(
                bit == ConsentCell.EveryPurpose ? bit : reader.AtMost(bit, 63),
                (ConsentState)reader.AtMost(reader.Byte(), (byte)ConsentState.Requested),
                reader.Boolean(),
                reader.Boolean(),
                reader.Signed(),
                reader.Time(),
                reader.Time(),
                SharedTexts.Share(reader.Text()))
            {
                Scope = version == UnscopedVersion ? ConsentScope.Whole : new ConsentScope(SharedTexts.Share(reader.Text()), SharedTexts.Share(reader.Text())),
            };
        }

        _isScoped = Array.Exists(_consents, cell => !cell.Scope.IsWhole);
    }

    private void WriteIdentity(EntryWriter writer)
    {
        writer.Count(_identifiers.Length);
        foreach (var (hash, type, verified) in _identifiers)
        {
            writer.Unsigned(hash);
            writer.Byte(type);
            writer.Boolean(verified);
        }

        writer.Count(_links.Length);
        foreach (var link in _links)
        {
            writer.Signed(link.Other.Value);
            writer.Signed(link.Sequence);
            writer.Text(link.Reason);
            writer.Text(link.IdentifierType);
            writer.Boolean(link.Verified);
            writer.Time(link.At);
            writer.Boolean(link.IsBirth);
        }
    }

    private void ReadIdentity(ref EntryReader reader)
    {
        _identifiers = new HeldIdentifier[reader.Count(3)];
        for (var at = 0; at < _identifiers.Length; at++)
        {
            _identifiers[at] = new HeldIdentifier(reader.Unsigned(), reader.Byte(), reader.Boolean());
        }

        _links = new PartLink[reader.Count(7)];
        for (var at = 0; at < _links.Length; at++)
        {
            _links[at] = new PartLink(
                new SubjectId(reader.Signed()), reader.Signed(), SharedTexts.Share(reader.Text()), SharedTexts.Share(reader.Text()), reader.Boolean(), reader.Time(), reader.Boolean());
        }
    }

    private void WriteContacts(EntryWriter writer)
    {
        writer.Count(_contacts.Contacts.Length);
        foreach (var contact in _contacts.Contacts)
        {
            writer.Signed(contact.Decision);
            writer.Text(contact.Offer);
            writer.Text(contact.Placement);
            writer.Time(contact.At);
            writer.Time(contact.LapsesAt);
        }

        writer.Count(_contacts.Requests.Length);
        foreach (var request in _contacts.Requests)
        {
            writer.Wide(request.Key);
            writer.Signed(request.Decision);
            writer.Time(request.At);
        }
    }

    private void ReadContacts(ref EntryReader reader)
    {
        var contacts = new Contact[reader.Count(5)];
        for (var at = 0; at < contacts.Length; at++)
        {
            contacts[at] = new Contact(
                reader.Signed(), SharedTexts.Share(reader.Text()), SharedTexts.Share(reader.Text()), reader.Time(), reader.Time());
        }

        var requests = new RequestKey[reader.Count(18)];
        for (var at = 0; at < requests.Length; at++)
        {
            requests[at] = new RequestKey(reader.Wide(), reader.Signed(), reader.Time());
        }

        _contacts.Restore(contacts, requests);
    }
}
