using System.Buffers;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Consent.Capture;
using Fulcrum.Profiles;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Proof;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Staff;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Profiles;

public sealed class EntryCodecTests
{
    private static readonly Entry[] Samples =
    [
        From(Page(Start, "/a", receivedAt: Start + Week), EmailType, "ann@example.com", verified: true) with { MessageId = "m", Undeclared = new byte[] { 1, 2 } },
        Purchase(new Instant(-5), double.NegativeZero) with { Identifiers = [new KeptIdentifier(255, "ы", false)] },
        Page(Start, "") with { Properties = [new("t", FactValue.Of(["a", ""]), All), new("b", FactValue.Of(true), All), new("at", FactValue.Of(Instant.Never), All), new("none", default, All)] },
        new ConsentEntry(Record(Marketing, ConsentState.Invalid, Start) with { Faults = ["notice-missing", "implied"], Synthetic = true, Method = ConsentMethod.Signal }),
        new ConsentEntry(Record(Marketing, ConsentState.Requested, Start) with
        {
            Scope = new ConsentScope("e-mail", "user.location"),
            Evidence = new ConsentEvidence
            {
                Surface = "s", Operator = "o", Reference = "r", IsSeparate = false, Guardian = "g", Answer = "a", Signal = "tcf", SignalValue = "C", Law = "eu-gdpr/consent-age",
            },
        }),
        new ConsentEntry(Record(Marketing, ConsentState.Given, Start) with
        {
            Evidence = new ConsentEvidence
            {
                Surface = "shop", Operator = "clerk-7", Kind = EvidenceKind.PaperForm, Reference = "form 12", Hash = new string('a', 64), AgeBand = "13-15",
                GuardianProof = new GuardianProof("case 9", "identity-document", Start, "doc 4", new string('b', 64)),
            },
        }),
        new LinkEntry(new SubjectId(9), "alias", true, "email", 3, Start),
        new CutEntry(new SubjectId(9), "staff:1", "two people", Start),
        new DecisionEntry(UInt128.MaxValue, Start, "home", ["a", "b"], Instant.Never, new byte[] { 9 }),
        new OutcomeEntry(long.MaxValue, "a", "impression", Start),
        new LookUpEntry("staff:1", "dealer", "sales", "walk-in", Start),
        new AccessEntry("clerk-7", "api", "export", "asked in writing", Start),
        new MessageEntry("id", "email", "ann@example.com", "code", "ru", "s", "b\n", Start, Start),
        new RequestEntry("id", RequestKind.Review, RequestAct.Join, "clerk-7", "why", Start),
        new RequestEntry("id", RequestKind.Review, RequestAct.Complete, "clerk-7", "why", Start) { Finding = new RequestFinding(DenialReason.None, ReviewOutcome.Changed) },
        new ExchangeEntry("guide", ExchangeAct.Accept, "self", "city", Start, Start),
        new PasskeyEntry(PasskeyAct.Add, "id", "handle", new byte[] { 7 }, uint.MaxValue, true, "phone", [new KeptIdentifier(2, "ann@example.com", true)], Start),
        new RightEntry(RightAct.Contest, "lead-score", "self", "I only look", Start),
        new ReferralEntry("id", RequestAct.Refuse, "self", "not me", Start) { Reason = DenialReason.SuspectedFraud, Proven = 2 },
        new ReferralEntry("id", RequestAct.Open, "partner:fleet", "", Start)
        {
            Asked = new ReferralAsked("fleet", ReferralProtocol.OpenDsr, "ref", RequestKind.Erasure, Start, "d1") { Terms = "gdpr", IsTrusted = true, BeginAt = Start, DueAt = Start, Identities = 9 },
        },
        new ReferralDeliveryEntry("id", 12, 1, "sent", 3, Start),
        new TellEntry("id", RequestKind.Restriction, ["mail-house", "processor"], 9, Start),
        new TellEntry("id", RequestKind.Withdrawal, ["mail-house"], 9, Start)
        {
            Subjects = [new SubjectId(7)], Withdrawn = [new WithdrawnUse("newsletter", new ConsentScope("e-mail", "user.location"))], Law = "eu-gdpr", Fact = "city",
        },
        new TellActEntry("id", "mail-house", ToldState.GivenUp, Start),
        new TellIdentitiesEntry("id", [], Start),
        new TellIdentitiesEntry("id", [], Start) { Subjects = [new SubjectId(7)], Withdrawn = [new WithdrawnUse("newsletter", ConsentScope.Whole)], Value = "Kazan" },
        new ReferralIdentitiesEntry("id", [], Start),
        new StaffEntry(StaffChange.Enrol, "s-1", "staff:s-1", "key", Start) { Name = "phone", Roles = ["dealer"], Until = Start, PublicKey = new byte[] { 7 }, Counter = 9, IsSyncable = true },
        new DeliveryEntry(7, "id", "sms", "code", "sent", 3, Start),
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(Indexes))]
    public void An_entry_reads_back_equal(int index)
    {
        var entry = Samples[index];
        Assert.True(EntryCodec.TryRead(EntryCodec.KindOf(entry), Bytes(entry), out var read));
        Assert.Equivalent(entry, read, strict: true);
        Assert.Equal(Bytes(entry), Bytes(read));
    }

    [Fact]
    public void Any_history_reads_back_to_the_same_bytes() =>
        Histories.Gen_.Sample(rows =>
        {
            foreach (var row in rows)
            {
                Assert.True(EntryCodec.TryRead(EntryCodec.KindOf(row.Entry), Bytes(row.Entry), out var read));
                Assert.Equal(Bytes(row.Entry), Bytes(read));
            }
        }, iter: 200);

    [Fact]
    public void Mutated_bytes_are_an_entry_or_none_and_never_throw() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 400], Gen.Int[0, 18]).Sample((index, at, value, length, kind) =>
        {
            var bytes = Bytes(Samples[index]);
            bytes[at % bytes.Length] = value;
            EntryCodec.TryRead((EntryKind)kind, bytes.AsSpan(0, Math.Min(length, bytes.Length)), out _);
        }, iter: 20_000);

    [Fact]
    public void A_length_beyond_the_bytes_at_hand_is_refused_before_anything_is_allocated()
    {
        byte[] bytes = [1, 1, 0xff, 0xff, 0xff, 0xff, 0x07];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(EntryCodec.TryRead(EntryKind.Event, bytes, out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    [Fact]
    public void Bytes_cut_short_or_with_something_behind_are_no_entry()
    {
        foreach (var entry in Samples)
        {
            var bytes = Bytes(entry);
            Assert.False(EntryCodec.TryRead(EntryCodec.KindOf(entry), bytes.AsSpan(0, bytes.Length - 1), out _));
            Assert.False(EntryCodec.TryRead(EntryCodec.KindOf(entry), [.. bytes, 0], out _));
        }
    }

    private static byte[] Bytes(Entry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryCodec.Write(entry, output);
        return output.WrittenSpan.ToArray();
    }
}
