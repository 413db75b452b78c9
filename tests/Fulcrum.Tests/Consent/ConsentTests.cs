using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Consent;

/// <summary>One subject's consent: what counts as a yes, and what stands after any order of them.</summary>
public sealed class ConsentTests
{
    private static readonly Gen<ConsentRecord> GenRecord = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[0, 50], Gen.Int[0, 50], Gen.Bool,
        (state, method, own, received, verified) => Record(Marketing, (ConsentState)state, Start + TimeSpan.FromHours(own), verified, (ConsentMethod)method) with
        {
            ReceivedAt = Start + TimeSpan.FromHours(received),
        });

    private static readonly Gen<ConsentRecord[]> GenRecords = GenRecord.Array[0, 12];

    [Theory]
    [InlineData("given", "given")]
    [InlineData("refused", "refused")]
    [InlineData("given withdrawn", "withdrawn")]
    [InlineData("given withdrawn given", "given")]
    [InlineData("given withdrawn early-given", "withdrawn")]
    [InlineData("given early-withdrawn", "withdrawn")]
    [InlineData("given implied", "given")]
    [InlineData("implied", "invalid")]
    [InlineData("bundled", "invalid")]
    [InlineData("silent", "invalid")]
    [InlineData("signal-yes", "invalid")]
    [InlineData("given signal-no", "refused")]
    [InlineData("withdrawn implied", "withdrawn")]
    [InlineData("short", "given")]
    [InlineData("short later", "expired")]
    [InlineData("short later given", "given")]
    [InlineData("gone", "invalid")]
    [InlineData("narrow", "invalid")]
    [InlineData("implied given", "given")]
    [InlineData("", "unknown")]
    public void Timelines_end_where_the_page_says(string steps, string ends)
    {
        var (part, at, sequence) = (new ProfilePart(new SubjectId(1)), Start, 0);
        foreach (var step in steps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            at += TimeSpan.FromHours(1);
            if (step == "later")
            {
                at += TimeSpan.FromDays(60);
                continue;
            }

            var record = Record(Marketing, step.EndsWith("withdrawn", StringComparison.Ordinal) ? ConsentState.Withdrawn : step is "refused" or "signal-no" ? ConsentState.Refused : ConsentState.Given, at);
            record = step switch
            {
                "early-given" or "early-withdrawn" => record with { At = Start + TimeSpan.FromMinutes(1) },
                "implied" => record with { Method = ConsentMethod.Implied },
                "bundled" => record with { Method = ConsentMethod.Bundled },
                "silent" => record with { Method = ConsentMethod.Silent },
                "signal-yes" or "signal-no" => record with { Method = ConsentMethod.Signal },
                "short" => record with { Notice = "short@1" },
                "gone" => record with { Notice = "gone@1" },
                "narrow" => record with { Notice = "narrow@1" },
                _ => record,
            };
            part.Apply(++sequence, new ConsentEntry(ConsentRules.Judge(record, Workspace)), Workspace);
        }

        Assert.Equal(ends, new Profile([part]).StandingOf(Marketing, at, Workspace).State.ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("notice", "notice-missing")]
    [InlineData("language", "language-missing")]
    [InlineData("channel", "channel-missing")]
    [InlineData("time", "time-missing")]
    [InlineData("purpose", "purpose-undeclared")]
    public void A_yes_that_lacks_a_piece_of_evidence_enables_nothing_and_says_which(string lacking, string fault)
    {
        var whole = Record(Marketing, ConsentState.Given, Start);
        var judged = ConsentRules.Judge(lacking switch
        {
            "notice" => whole with { Notice = "" },
            "language" => whole with { Language = " " },
            "channel" => whole with { Channel = "" },
            "time" => whole with { At = Instant.Never },
            _ => whole with { Purpose = "resale" },
        }, Workspace);
        Assert.Equal(ConsentState.Invalid, judged.State);
        Assert.Contains(fault, judged.Faults);
        Assert.Equal(ConsentState.Given, ConsentRules.Judge(whole, Workspace).State);
    }

    [Fact]
    public void A_time_in_the_future_counts_as_the_time_of_receipt() =>
        GenRecord.Sample(record => Assert.True(ConsentRules.Judge(record, Workspace).At <= record.ReceivedAt));

    [Fact]
    public void Judging_twice_says_the_same() =>
        GenRecord.Sample(record =>
        {
            var once = ConsentRules.Judge(record, Workspace);
            var twice = ConsentRules.Judge(once, Workspace);
            Assert.Equal(once with { Faults = [] }, twice with { Faults = [] });
            Assert.Equal(once.Faults.AsEnumerable(), twice.Faults);
        });

    [Fact]
    public void Nothing_is_permitted_from_a_no_until_a_whole_yes_that_is_not_older() =>
        GenRecords.Sample(records =>
        {
            var cell = ConsentCell.Unknown(Marketing.Bit);
            for (var at = 0; at < records.Length; at++)
            {
                var judged = ConsentRules.Judge(records[at], Workspace);
                var after = cell.Next(at + 1, judged);
                Assert.False(judged.State is ConsentState.Withdrawn or ConsentState.Refused && after.State == ConsentState.Given);
                if (after.State == ConsentState.Given && cell.State != ConsentState.Given)
                {
                    Assert.True(judged.State == ConsentState.Given && judged.Method == ConsentMethod.Express && judged.At >= cell.NoAt);
                }

                cell = after;
            }
        }, iter: 2_000);

    [Fact]
    public void A_repetition_changes_nothing_and_is_not_recorded() =>
        GenRecords.Sample(records =>
        {
            var part = new ProfilePart(new SubjectId(1));
            var profile = new Profile([part]);
            var sequence = 0;
            foreach (var record in records)
            {
                var judged = ConsentRules.Judge(record, Workspace);
                var told = ConsentRules.PartsToTell(profile, part.Subject, judged, Workspace);
                var before = profile.StandingOf(Marketing, Start, Workspace).State;
                if (!told.IsEmpty)
                {
                    part.Apply(++sequence, new ConsentEntry(judged), Workspace);
                }
                else
                {
                    part.Apply(++sequence, new ConsentEntry(judged), Workspace);
                    Assert.Equal(before == ConsentState.Given, profile.StandingOf(Marketing, Start, Workspace).State == ConsentState.Given);
                }

                Assert.Empty(ConsentRules.PartsToTell(profile, part.Subject, judged, Workspace));
            }
        }, iter: 1_000);

    [Fact]
    public void Unknown_is_no_objection_ends_an_interest_and_protection_needs_nobodys_leave()
    {
        Assert.Equal(Service.Alone | FoldWorkspace.Insight.Alone | Care.Alone, ConsentGate.Permitted(null, Start, Workspace));
        var part = new ProfilePart(new SubjectId(1));
        var profile = new Profile([part]);
        part.Apply(1, new ConsentEntry(Record(Marketing, ConsentState.Given, Start)), Workspace);
        part.Apply(2, new ConsentEntry(Record(FoldWorkspace.Insight, ConsentState.Withdrawn, Start)), Workspace);
        part.Apply(3, new ConsentEntry(Record(Care, ConsentState.Withdrawn, Start)), Workspace);
        part.Apply(4, new ConsentEntry(Record(Service, ConsentState.Refused, Start)), Workspace);
        Assert.Equal(Service.Alone | Marketing.Alone | Care.Alone, ConsentGate.Permitted(profile, Start, Workspace));
    }

    [Fact]
    public void What_happened_while_withdrawn_is_not_kept_though_a_yes_came_before_it_arrived()
    {
        var part = new ProfilePart(new SubjectId(1));
        var profile = new Profile([part]);
        Instant Hour(int hours) => Start + TimeSpan.FromHours(hours);
        part.Apply(1, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Hour(1))), Workspace);
        part.Apply(2, new ConsentEntry(Record(Marketing, ConsentState.Given, Hour(3))), Workspace);
        Assert.False(ConsentGate.Permitted(profile, Hour(4), Workspace, Hour(2)).Contains(Marketing));
        Assert.True(ConsentGate.Permitted(profile, Hour(4), Workspace, Hour(3)).Contains(Marketing));
    }
}
