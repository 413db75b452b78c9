using System.Collections.Immutable;
using System.Diagnostics;
using Fulcrum.Consent;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Profiles;

/// <content>What partners hand on, what systems are told, passkeys, and our own people.</content>
internal static partial class EntryCodec
{
    private static void WriteOthers(EntryWriter writer, Entry entry)
    {
        switch (entry)
        {
            case TellEntry tell:
                writer.Text(tell.Id);
                writer.Byte((byte)tell.Kind);
                Write(writer, tell.Systems);
                writer.Signed(tell.Identities);
                writer.Time(tell.At);
                Write(writer, tell.Subjects);
                Write(writer, tell.Withdrawn);
                writer.Text(tell.Law);
                writer.Text(tell.Fact);
                break;
            case TellActEntry act:
                writer.Text(act.Tell);
                writer.Text(act.System);
                writer.Byte((byte)act.State);
                writer.Time(act.At);
                break;
            case TellIdentitiesEntry of:
                writer.Text(of.Tell);
                Write(writer, of.Identifiers);
                writer.Time(of.At);
                Write(writer, of.Subjects);
                Write(writer, of.Withdrawn);
                writer.Text(of.Value);
                break;
            case ReferralEntry referral:
                writer.Text(referral.Id);
                writer.Byte((byte)referral.Act);
                writer.Text(referral.By);
                writer.Text(referral.Why);
                writer.Byte((byte)referral.Reason);
                writer.Signed(referral.Proven);
                writer.Time(referral.At);
                writer.Boolean(referral.Asked is not null);
                if (referral.Asked is { } asked)
                {
                    Write(writer, asked);
                }

                break;
            case ReferralIdentitiesEntry whose:
                writer.Text(whose.Referral);
                Write(writer, whose.Identifiers);
                writer.Time(whose.At);
                break;
            case ReferralDeliveryEntry delivery:
                writer.Text(delivery.Referral);
                writer.Signed(delivery.Change);
                writer.Signed(delivery.Address);
                writer.Text(delivery.Outcome);
                writer.Signed(delivery.Attempts);
                writer.Time(delivery.At);
                break;
            case PasskeyEntry passkey:
                Write(writer, passkey);
                break;
            case StaffEntry staff:
                Write(writer, staff);
                break;
            case BreachEntry breach:
                Write(writer, breach);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static Entry? ReadOthers(EntryKind kind, byte version, ref EntryReader reader) => kind switch
    {
        EntryKind.Tell when version == OwnedTell => ReadTell(ref reader) with { Subjects = ReadSubjects(ref reader), Withdrawn = ReadWithdrawn(ref reader), Law = reader.Text(), Fact = reader.Text() },
        EntryKind.Tell => ReadTell(ref reader),
        EntryKind.TellAct => new TellActEntry(reader.Text(), reader.Text(), (ToldState)reader.AtMost(reader.Byte(), (byte)ToldState.GivenUp), reader.Time()),
        EntryKind.TellIdentities when version == OwnedTell => ReadWhose(ref reader) with { Subjects = ReadSubjects(ref reader), Withdrawn = ReadWithdrawn(ref reader), Value = reader.Text() },
        EntryKind.TellIdentities => ReadWhose(ref reader),
        EntryKind.Referral => ReadReferral(ref reader),
        EntryKind.ReferralIdentities => new ReferralIdentitiesEntry(reader.Text(), ReadIdentifiers(ref reader), reader.Time()),
        EntryKind.ReferralDelivery => new ReferralDeliveryEntry(reader.Text(), reader.Signed(), ReadInt(ref reader), reader.Text(), ReadInt(ref reader), reader.Time()),
        EntryKind.Passkey => ReadPasskey(ref reader),
        EntryKind.Staff => ReadStaff(ref reader),
        EntryKind.Breach => ReadBreach(ref reader),
        _ => null,
    };

    private static RequestEntry ReadRequest(ref EntryReader reader) => new(
        reader.Text(), (RequestKind)reader.AtMost(reader.Byte(), (byte)RequestKind.Review), (RequestAct)reader.AtMost(reader.Byte(), (byte)RequestAct.Join), reader.Text(), reader.Text(), reader.Time());

    private static void Write(EntryWriter writer, RequestFinding finding)
    {
        if (finding != default)
        {
            writer.Byte((byte)finding.Reason);
            writer.Byte((byte)finding.Outcome);
        }
    }

    private static RequestFinding ReadFinding(ref EntryReader reader) =>
        new((DenialReason)reader.AtMost(reader.Byte(), (byte)DenialReason.Other), (ReviewOutcome)reader.AtMost(reader.Byte(), (byte)ReviewOutcome.Changed));

    private static TellEntry ReadTell(ref EntryReader reader) =>
        new(reader.Text(), (RequestKind)reader.AtMost(reader.Byte(), (byte)RequestKind.Review), ReadTexts(ref reader), reader.Signed(), reader.Time());

    private static TellIdentitiesEntry ReadWhose(ref EntryReader reader) => new(reader.Text(), ReadIdentifiers(ref reader), reader.Time());

    private static void Write(EntryWriter writer, ImmutableArray<SubjectId> subjects)
    {
        writer.Count(subjects.Length);
        foreach (var subject in subjects)
        {
            writer.Signed(subject.Value);
        }
    }

    private static ImmutableArray<SubjectId> ReadSubjects(ref EntryReader reader)
    {
        var subjects = new SubjectId[reader.Count(1)];
        for (var at = 0; at < subjects.Length; at++)
        {
            subjects[at] = new SubjectId(reader.Signed());
        }

        return Immutable(subjects);
    }

    private static void Write(EntryWriter writer, ImmutableArray<WithdrawnUse> withdrawn)
    {
        writer.Count(withdrawn.Length);
        foreach (var (purpose, scope) in withdrawn)
        {
            writer.Text(purpose);
            writer.Text(scope.Channel);
            writer.Text(scope.Category);
        }
    }

    private static ImmutableArray<WithdrawnUse> ReadWithdrawn(ref EntryReader reader)
    {
        var withdrawn = new WithdrawnUse[reader.Count(3)];
        for (var at = 0; at < withdrawn.Length; at++)
        {
            withdrawn[at] = new WithdrawnUse(reader.Text(), new ConsentScope(reader.Text(), reader.Text()));
        }

        return Immutable(withdrawn);
    }

    private static void Write(EntryWriter writer, ReferralAsked asked)
    {
        writer.Text(asked.Partner);
        writer.Byte((byte)asked.Protocol);
        writer.Text(asked.Reference);
        writer.Byte((byte)asked.Kind);
        writer.Time(asked.SubmittedAt);
        writer.Text(asked.Digest);
        writer.Text(asked.Terms);
        writer.Boolean(asked.IsTrusted);
        writer.Time(asked.BeginAt);
        writer.Time(asked.DueAt);
        Write(writer, asked.Callbacks);
        writer.Signed(asked.Identities);
    }

    private static ReferralEntry ReadReferral(ref EntryReader reader)
    {
        var (id, act, by, why) = (reader.Text(), (RequestAct)reader.AtMost(reader.Byte(), (byte)RequestAct.Join), reader.Text(), reader.Text());
        var (reason, proven, at) = ((DenialReason)reader.AtMost(reader.Byte(), (byte)DenialReason.Other), ReadInt(ref reader), reader.Time());
        return new ReferralEntry(id, act, by, why, at) { Reason = reason, Proven = proven, Asked = reader.Boolean() ? ReadAsked(ref reader) : null };
    }

    private static ReferralAsked ReadAsked(ref EntryReader reader)
    {
        var (partner, protocol, reference) = (reader.Text(), (ReferralProtocol)reader.AtMost(reader.Byte(), (byte)ReferralProtocol.DataRights), reader.Text());
        var (kind, submittedAt, digest) = ((RequestKind)reader.AtMost(reader.Byte(), (byte)RequestKind.Review), reader.Time(), reader.Text());
        var (terms, isTrusted, beginAt, dueAt) = (reader.Text(), reader.Boolean(), reader.Time(), reader.Time());
        return new ReferralAsked(partner, protocol, reference, kind, submittedAt, digest)
        {
            Terms = terms, IsTrusted = isTrusted, BeginAt = beginAt, DueAt = dueAt, Callbacks = ReadTexts(ref reader), Identities = reader.Signed(),
        };
    }

    private static void Write(EntryWriter writer, ImmutableArray<string> texts)
    {
        writer.Count(texts.Length);
        foreach (var text in texts)
        {
            writer.Text(text);
        }
    }

    private static ImmutableArray<string> ReadTexts(ref EntryReader reader)
    {
        var texts = new string[reader.Count(1)];
        for (var at = 0; at < texts.Length; at++)
        {
            texts[at] = reader.Text();
        }

        return Immutable(texts);
    }

    private static void Write(EntryWriter writer, ImmutableArray<KeptIdentifier> identifiers)
    {
        writer.Count(identifiers.Length);
        foreach (var (type, value, verified) in identifiers)
        {
            writer.Byte(type);
            writer.Text(value);
            writer.Boolean(verified);
        }
    }

    private static ImmutableArray<KeptIdentifier> ReadIdentifiers(ref EntryReader reader)
    {
        var identifiers = new KeptIdentifier[reader.Count(3)];
        for (var at = 0; at < identifiers.Length; at++)
        {
            identifiers[at] = new KeptIdentifier(reader.Byte(), reader.Text(), reader.Boolean());
        }

        return Immutable(identifiers);
    }
}
