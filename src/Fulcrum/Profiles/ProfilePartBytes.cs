using System.Buffers;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Identity;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A part as bytes, and back.</summary>
/// <remarks>
/// First byte: version of the form. Facts go by name and purposes by their bit, so that bytes outlive a workspace version
/// that folds the same way.
/// </remarks>
internal sealed partial class ProfilePart
{
    private const byte BytesVersion = 6;

    /// <summary>Before requests held what their subject is told.</summary>
    private const byte UnsaidVersion = 5;

    /// <summary>Before value exchanges were folded.</summary>
    private const byte UnexchangedVersion = 4;

    /// <summary>Before rights were folded.</summary>
    private const byte RightlessVersion = 3;

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
        WriteRights(writer);
        WriteExchanges(writer);
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
        part._rights = version > RightlessVersion ? ReadRights(ref reader, version) : PartRights.None;
        part._exchanges = version > UnexchangedVersion ? ReadExchanges(ref reader) : PartExchanges.None;
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

    private void WriteRights(EntryWriter writer)
    {
        writer.Time(_rights.RestrictedAt);
        writer.Count(_rights.Contested.Length);
        foreach (var (fact, at, isUpheld) in _rights.Contested)
        {
            writer.Text(fact);
            writer.Time(at);
            writer.Boolean(isUpheld);
        }

        writer.Count(_rights.Requests.Length);
        foreach (var request in _rights.Requests)
        {
            writer.Text(request.Id);
            writer.Byte((byte)request.Kind);
            writer.Byte((byte)request.State);
            writer.Time(request.OpenedAt);
            writer.Boolean(request.IsExtended);
            writer.Signed(request.Joined);
            writer.Time(request.ClosedAt);
            writer.Count(request.Pauses.Length);
            foreach (var (from, until) in request.Pauses)
            {
                writer.Time(from);
                writer.Time(until);
            }

            writer.Text(request.Said);
            writer.Byte((byte)request.Finding.Reason);
            writer.Byte((byte)request.Finding.Outcome);
        }
    }

    private void WriteExchanges(EntryWriter writer)
    {
        writer.Count(_exchanges.Standings.Length);
        foreach (var standing in _exchanges.Standings)
        {
            writer.Text(standing.Exchange);
            writer.Byte((byte)standing.State);
            writer.Time(standing.At);
            writer.Time(standing.AcceptedAt);
            writer.Time(standing.DueAt);
        }
    }

    private static PartExchanges ReadExchanges(ref EntryReader reader)
    {
        var standings = new ExchangeStanding[reader.Count(5)];
        for (var at = 0; at < standings.Length; at++)
        {
            standings[at] = new ExchangeStanding(
                SharedTexts.Share(reader.Text()), (ExchangeState)reader.AtMost(reader.Byte(), (byte)ExchangeState.Delivered), reader.Time(), reader.Time(), reader.Time());
        }

        return standings.Length == 0 ? PartExchanges.None : new PartExchanges([.. standings]);
    }

    private static PartRights ReadRights(ref EntryReader reader, byte version)
    {
        var restrictedAt = reader.Time();
        var contested = new ContestedFact[reader.Count(3)];
        for (var at = 0; at < contested.Length; at++)
        {
            contested[at] = new ContestedFact(SharedTexts.Share(reader.Text()), reader.Time(), reader.Boolean());
        }

        var requests = new RightsRequest[reader.Count(8)];
        for (var at = 0; at < requests.Length; at++)
        {
            requests[at] = ReadRequest(ref reader, version);
        }

        return restrictedAt == Instant.Never && contested.Length == 0 && requests.Length == 0 ? PartRights.None : new PartRights(restrictedAt, [.. contested], [.. requests]);
    }

    private static RightsRequest ReadRequest(ref EntryReader reader, byte version)
    {
        var request = new RightsRequest(
            reader.Text(), (RequestKind)reader.AtMost(reader.Byte(), (byte)RequestKind.Review), (RequestState)reader.AtMost(reader.Byte(), (byte)RequestState.Dropped), reader.Time())
        {
            IsExtended = reader.Boolean(),
            Joined = (int)Math.Clamp(reader.Signed(), 0, int.MaxValue),
            ClosedAt = reader.Time(),
        };
        var pauses = new (Instant From, Instant Until)[reader.Count(2)];
        for (var at = 0; at < pauses.Length; at++)
        {
            pauses[at] = (reader.Time(), reader.Time());
        }

        request = request with { Pauses = [.. pauses] };
        return version <= UnsaidVersion ? request : request with
        {
            Said = reader.Text(),
            Finding = new RequestFinding((DenialReason)reader.AtMost(reader.Byte(), (byte)DenialReason.Other), (ReviewOutcome)reader.AtMost(reader.Byte(), (byte)ReviewOutcome.Changed)),
        };
    }
}
