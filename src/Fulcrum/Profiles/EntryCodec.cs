using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Exchanges;

namespace Fulcrum.Profiles;

/// <summary>Entries as the bytes that are sealed into journal rows, and back.</summary>
/// <remarks>
/// First byte: version of the form, 1; for consents 2 with scope and evidence, 3 where the evidence says how it was captured; for what systems are told 2 with whose it is and what was taken back. A form is never changed, only followed by another: rows are read for years. What
/// is read equals what was written; bytes that nothing wrote are told apart from an entry, whatever they are.
/// </remarks>
internal static partial class EntryCodec
{
    private const byte Version = 1;

    private const byte ScopedConsent = 2;

    private const byte CapturedConsent = 3;

    private const byte OwnedTell = 2;

    private const byte FoundRequest = 2;

    /// <summary>Whether rows of a kind hold an entry the fold reads.</summary>
    internal static bool IsFolded(EntryKind kind) =>
        kind is EntryKind.Event or EntryKind.Consent or EntryKind.Link or EntryKind.Cut or EntryKind.Decision or EntryKind.Outcome or EntryKind.LookUp
            or EntryKind.Access or EntryKind.Message or EntryKind.Delivery or EntryKind.Right or EntryKind.Request or EntryKind.Exchange
            or EntryKind.Referral or EntryKind.ReferralIdentities or EntryKind.ReferralDelivery or EntryKind.Passkey
            or EntryKind.Tell or EntryKind.TellAct or EntryKind.TellIdentities or EntryKind.Staff or EntryKind.Breach;

    /// <summary>The kind of row an entry goes into.</summary>
    internal static EntryKind KindOf(Entry entry) => entry switch
    {
        AcceptedEvent => EntryKind.Event,
        ConsentEntry => EntryKind.Consent,
        LinkEntry => EntryKind.Link,
        CutEntry => EntryKind.Cut,
        DecisionEntry => EntryKind.Decision,
        OutcomeEntry => EntryKind.Outcome,
        LookUpEntry => EntryKind.LookUp,
        AccessEntry => EntryKind.Access,
        MessageEntry => EntryKind.Message,
        DeliveryEntry => EntryKind.Delivery,
        RightEntry => EntryKind.Right,
        RequestEntry => EntryKind.Request,
        ExchangeEntry => EntryKind.Exchange,
        ReferralEntry => EntryKind.Referral,
        ReferralIdentitiesEntry => EntryKind.ReferralIdentities,
        ReferralDeliveryEntry => EntryKind.ReferralDelivery,
        PasskeyEntry => EntryKind.Passkey,
        TellEntry => EntryKind.Tell,
        TellActEntry => EntryKind.TellAct,
        TellIdentitiesEntry => EntryKind.TellIdentities,
        StaffEntry => EntryKind.Staff,
        BreachEntry => EntryKind.Breach,
        _ => throw new UnreachableException(),
    };

    /// <summary>Writes an entry.</summary>
    internal static void Write(Entry entry, IBufferWriter<byte> output)
    {
        var writer = new EntryWriter(output);
        writer.Byte(entry switch { ConsentEntry written => FormOf(written.Record), TellEntry or TellIdentitiesEntry => OwnedTell, RequestEntry { Finding: var found } when found != default => FoundRequest, _ => Version });
        switch (entry)
        {
            case AcceptedEvent happened:
                Write(writer, happened);
                break;
            case ConsentEntry consent:
                Write(writer, consent.Record);
                WriteEvidence(writer, consent.Record);
                if (FormOf(consent.Record) == CapturedConsent)
                {
                    WriteCapture(writer, consent.Record.Evidence);
                }

                break;
            case LinkEntry link:
                writer.Signed(link.Other.Value);
                writer.Text(link.Reason);
                writer.Boolean(link.Verified);
                writer.Text(link.IdentifierType);
                writer.Signed(link.Source);
                writer.Time(link.At);
                break;
            case CutEntry cut:
                writer.Signed(cut.Other.Value);
                writer.Text(cut.By);
                writer.Text(cut.Why);
                writer.Time(cut.At);
                break;
            case DecisionEntry decision:
                Write(writer, decision);
                break;
            case OutcomeEntry outcome:
                writer.Signed(outcome.Decision);
                writer.Text(outcome.Offer);
                writer.Text(outcome.Kind);
                writer.Time(outcome.At);
                break;
            case LookUpEntry lookUp:
                writer.Text(lookUp.Who);
                writer.Text(lookUp.View);
                writer.Text(lookUp.Purpose);
                writer.Text(lookUp.Why);
                writer.Time(lookUp.At);
                break;
            default:
                WriteRights(writer, entry);
                break;
        }
    }

    private static void WriteRights(EntryWriter writer, Entry entry)
    {
        switch (entry)
        {
            case AccessEntry access:
                writer.Text(access.By);
                writer.Text(access.Surface);
                writer.Text(access.What);
                writer.Text(access.Why);
                writer.Time(access.At);
                break;
            case MessageEntry message:
                writer.Text(message.Id);
                writer.Text(message.Channel);
                writer.Text(message.Address);
                writer.Text(message.Template);
                writer.Text(message.Language);
                writer.Text(message.Subject);
                writer.Text(message.Body);
                writer.Time(message.ExpiresAt);
                writer.Time(message.At);
                break;
            case RequestEntry request:
                writer.Text(request.Id);
                writer.Byte((byte)request.Kind);
                writer.Byte((byte)request.Act);
                writer.Text(request.By);
                writer.Text(request.Why);
                writer.Time(request.At);
                Write(writer, request.Finding);
                break;
            case ExchangeEntry exchange:
                writer.Text(exchange.Exchange);
                writer.Byte((byte)exchange.Act);
                writer.Text(exchange.By);
                writer.Text(exchange.Why);
                writer.Time(exchange.DueAt);
                writer.Time(exchange.At);
                break;
            case RightEntry right:
                writer.Byte((byte)right.Act);
                writer.Text(right.Fact);
                writer.Text(right.By);
                writer.Text(right.Why);
                writer.Time(right.At);
                break;
            case DeliveryEntry delivery:
                writer.Signed(delivery.Message);
                writer.Text(delivery.Id);
                writer.Text(delivery.Channel);
                writer.Text(delivery.Template);
                writer.Text(delivery.Outcome);
                writer.Signed(delivery.Attempts);
                writer.Time(delivery.At);
                break;
            default:
                WriteOthers(writer, entry);
                break;
        }
    }

    /// <summary>Reads the entry of a row; false for bytes that are none. Never throws for what the bytes say.</summary>
    internal static bool TryRead(EntryKind kind, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Entry? entry)
    {
        var reader = new EntryReader(bytes);
        entry = null;
        var version = reader.Byte();
        if (version != Version && !(version is ScopedConsent or CapturedConsent && kind == EntryKind.Consent) && !(version == OwnedTell && kind is EntryKind.Tell or EntryKind.TellIdentities or EntryKind.Request))
        {
            return false;
        }

        Entry? read = kind switch
        {
            EntryKind.Event => ReadEvent(ref reader),
            EntryKind.Consent when version == CapturedConsent => new ConsentEntry(ReadCapture(ref reader, ReadEvidence(ref reader, ReadConsent(ref reader)))),
            EntryKind.Consent when version == ScopedConsent => new ConsentEntry(ReadEvidence(ref reader, ReadConsent(ref reader))),
            EntryKind.Consent => new ConsentEntry(ReadConsent(ref reader)),
            EntryKind.Link => new LinkEntry(new SubjectId(reader.Signed()), reader.Text(), reader.Boolean(), reader.Text(), ReadInt(ref reader), reader.Time()),
            EntryKind.Cut => new CutEntry(new SubjectId(reader.Signed()), reader.Text(), reader.Text(), reader.Time()),
            EntryKind.Decision => ReadDecision(ref reader),
            EntryKind.Outcome => new OutcomeEntry(reader.Signed(), reader.Text(), reader.Text(), reader.Time()),
            EntryKind.LookUp => new LookUpEntry(reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Time()),
            EntryKind.Message => new MessageEntry(
                reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Time(), reader.Time()),
            EntryKind.Request when version == FoundRequest => ReadRequest(ref reader) with { Finding = ReadFinding(ref reader) },
            EntryKind.Request => ReadRequest(ref reader),
            EntryKind.Exchange => new ExchangeEntry(
                reader.Text(), (ExchangeAct)reader.AtMost(reader.Byte(), (byte)ExchangeAct.Deliver), reader.Text(), reader.Text(), reader.Time(), reader.Time()),
            EntryKind.Right => new RightEntry((RightAct)reader.AtMost(reader.Byte(), (byte)RightAct.Dismiss), reader.Text(), reader.Text(), reader.Text(), reader.Time()),
            EntryKind.Delivery => new DeliveryEntry(
                reader.Signed(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), ReadInt(ref reader), reader.Time()),
            EntryKind.Access => new AccessEntry(reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Time()),
            _ => ReadOthers(kind, version, ref reader),
        };
        entry = reader.IsWhole ? read : null;
        return entry is not null;
    }

    private static void Write(EntryWriter writer, AcceptedEvent happened)
    {
        writer.Byte((byte)happened.Type);
        writer.Text(happened.Name);
        writer.Time(happened.ReceivedAt);
        writer.Signed(unchecked(happened.ReceivedAt.UnixMs - happened.OccurredAt.UnixMs));
        writer.Signed(happened.Source);
        writer.Unsigned(happened.Kept.Bits);
        Write(writer, happened.Identifiers);

        writer.Count(happened.Properties.Length);
        foreach (var (path, value, kept) in happened.Properties)
        {
            writer.Text(path);
            writer.Value(value);
            writer.Unsigned(kept.Bits);
        }

        writer.Bytes(happened.Undeclared.Span);
        writer.Text(happened.MessageId);
    }

    private static AcceptedEvent ReadEvent(ref EntryReader reader)
    {
        var type = reader.AtMost(reader.Byte(), (byte)EventType.Alias);
        var name = reader.Text();
        var receivedAt = reader.Time();
        var occurredAt = new Instant(unchecked(receivedAt.UnixMs - reader.Signed()));
        var source = ReadInt(ref reader);
        var kept = new PurposeSet(reader.Unsigned());
        var identifiers = ReadIdentifiers(ref reader);
        var properties = new KeptProperty[reader.Count(3)];
        for (var at = 0; at < properties.Length; at++)
        {
            properties[at] = new KeptProperty(reader.Text(), reader.Value(), new PurposeSet(reader.Unsigned()));
        }

        var undeclared = reader.Bytes().ToArray();
        return new AcceptedEvent(
            (EventType)type, name, occurredAt, receivedAt, source, kept, identifiers, Immutable(properties), undeclared, reader.Text());
    }

    private static void Write(EntryWriter writer, ConsentRecord record)
    {
        writer.Text(record.Purpose);
        writer.Byte((byte)record.State);
        writer.Text(record.Notice);
        writer.Text(record.Language);
        writer.Time(record.At);
        writer.Time(record.ReceivedAt);
        writer.Text(record.Channel);
        writer.Byte((byte)record.Method);
        writer.Boolean(record.Verified);
        writer.Text(record.Source);
        Write(writer, record.Faults);
        writer.Boolean(record.Synthetic);
    }

    private static ConsentRecord ReadConsent(ref EntryReader reader)
    {
        var purpose = reader.Text();
        var state = (ConsentState)reader.AtMost(reader.Byte(), (byte)ConsentState.Requested);
        var (notice, language, at, receivedAt, channel) = (reader.Text(), reader.Text(), reader.Time(), reader.Time(), reader.Text());
        var method = (ConsentMethod)reader.AtMost(reader.Byte(), (byte)ConsentMethod.Signal);
        var (verified, source) = (reader.Boolean(), reader.Text());
        return new ConsentRecord(
            purpose, state, notice, language, at, receivedAt, channel, method, verified, source, ReadTexts(ref reader), reader.Boolean());
    }

    private static void WriteEvidence(EntryWriter writer, ConsentRecord record)
    {
        writer.Text(record.Scope.Channel);
        writer.Text(record.Scope.Category);
        writer.Text(record.Evidence.Surface);
        writer.Text(record.Evidence.Operator);
        writer.Text(record.Evidence.Reference);
        writer.Byte(record.Evidence.IsSeparate switch { null => 0, false => 1, true => 2 });
        writer.Text(record.Evidence.Guardian);
        writer.Text(record.Evidence.Answer);
        writer.Text(record.Evidence.Signal);
        writer.Text(record.Evidence.SignalValue);
        writer.Text(record.Evidence.Law);
    }

    private static ConsentRecord ReadEvidence(ref EntryReader reader, ConsentRecord record)
    {
        var scope = new ConsentScope(reader.Text(), reader.Text());
        var evidence = new ConsentEvidence
        {
            Surface = reader.Text(),
            Operator = reader.Text(),
            Reference = reader.Text(),
            IsSeparate = reader.AtMost(reader.Byte(), 2) switch { 0 => null, 1 => false, _ => true },
            Guardian = reader.Text(),
            Answer = reader.Text(),
            Signal = reader.Text(),
            SignalValue = reader.Text(),
            Law = reader.Text(),
        };
        return record with { Scope = scope, Evidence = evidence == ConsentEvidence.None ? ConsentEvidence.None : evidence };
    }

    private static byte FormOf(ConsentRecord record) => record.Evidence is { Kind: EvidenceKind.None, Hash: "", AgeBand: "", GuardianProof: null } ? ScopedConsent : CapturedConsent;

    private static void WriteCapture(EntryWriter writer, ConsentEvidence evidence)
    {
        writer.Byte((byte)evidence.Kind);
        writer.Text(evidence.Hash);
        writer.Text(evidence.AgeBand);
        writer.Boolean(evidence.GuardianProof is not null);
        if (evidence.GuardianProof is { } guardian)
        {
            writer.Text(guardian.Who);
            writer.Text(guardian.Method);
            writer.Time(guardian.At);
            writer.Text(guardian.Reference);
            writer.Text(guardian.Hash);
        }
    }

    private static ConsentRecord ReadCapture(ref EntryReader reader, ConsentRecord record)
    {
        var evidence = record.Evidence with
        {
            Kind = (EvidenceKind)reader.AtMost(reader.Byte(), (int)EvidenceKind.ImportRecord),
            Hash = reader.Text(),
            AgeBand = reader.Text(),
            GuardianProof = reader.Boolean() ? new GuardianProof(reader.Text(), reader.Text(), reader.Time(), reader.Text(), reader.Text()) : null,
        };
        return record with { Evidence = evidence };
    }

    private static void Write(EntryWriter writer, DecisionEntry decision)
    {
        writer.Wide(decision.RequestKey);
        writer.Time(decision.At);
        writer.Text(decision.Placement);
        writer.Count(decision.Contacts.Length);
        foreach (var offer in decision.Contacts)
        {
            writer.Text(offer);
        }

        writer.Time(decision.LapsesAt);
        writer.Bytes(decision.Record.Span);
    }

    private static DecisionEntry ReadDecision(ref EntryReader reader)
    {
        var (requestKey, at, placement) = (reader.Wide(), reader.Time(), reader.Text());
        var contacts = new string[reader.Count(1)];
        for (var index = 0; index < contacts.Length; index++)
        {
            contacts[index] = reader.Text();
        }

        return new DecisionEntry(requestKey, at, placement, Immutable(contacts), reader.Time(), reader.Bytes().ToArray());
    }

    private static int ReadInt(ref EntryReader reader)
    {
        var value = reader.Signed();
        if (value is < int.MinValue or > int.MaxValue)
        {
            reader.Fail();
            return 0;
        }

        return (int)value;
    }

    private static ImmutableArray<T> Immutable<T>(T[] array) => System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(array);
}
