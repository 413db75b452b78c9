using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Consent;

/// <summary>In a store restored without its tail no earlier yes is relied on; a no stays, and what is said since is heard.</summary>
public sealed class StalenessTests
{
    private static readonly Instant Restored = Start + TimeSpan.FromDays(1);

    [Theory]
    [InlineData(ConsentState.Given, ConsentState.Stale)]
    [InlineData(ConsentState.Withdrawn, ConsentState.Withdrawn)]
    [InlineData(ConsentState.Refused, ConsentState.Refused)]
    [InlineData(ConsentState.Unknown, ConsentState.Unknown)]
    public void An_answer_from_before_reads_as(ConsentState said, ConsentState reads) => Assert.Equal(reads, State(Part(1, said), Marketing));

    [Fact]
    public void A_yes_said_since_stands_and_is_worth_a_row_and_one_that_only_arrives_since_does_not()
    {
        var part = Part(1, ConsentState.Given);
        var profile = new Profile([part]);
        var late = ConsentRules.Judge(Record(Marketing, ConsentState.Given, Restored - TimeSpan.FromMinutes(1)) with { ReceivedAt = Restored + TimeSpan.FromHours(1) }, Workspace);
        var anew = ConsentRules.Judge(Record(Marketing, ConsentState.Given, Restored), Workspace);

        Assert.Empty(ConsentRules.PartsToTell(profile, part.Subject, late, Workspace));
        part.Apply(10, new ConsentEntry(late), Workspace);
        Assert.Equal(ConsentState.Stale, State(part, Marketing));
        Assert.Equal([part.Subject], ConsentRules.PartsToTell(profile, part.Subject, anew, Workspace));
        part.Apply(11, new ConsentEntry(anew), Workspace);
        Assert.Equal(ConsentState.Given, State(part, Marketing));
    }

    [Fact]
    public void Silence_about_a_legitimate_interest_may_hide_an_objection_but_not_of_those_who_came_since()
    {
        Assert.Equal(ConsentState.Stale, State(Part(1, ConsentState.Unknown), FoldWorkspace.Insight));
        Assert.Equal(ConsentState.Unknown, State(Part(500, ConsentState.Unknown), FoldWorkspace.Insight));
        Assert.False(ConsentGate.Permitted(new Profile([Part(1, ConsentState.Unknown)]), Restored, Workspace).Contains(FoldWorkspace.Insight));
        Assert.True(ConsentGate.Permitted(new Profile([Part(500, ConsentState.Unknown)]), Restored, Workspace).Contains(FoldWorkspace.Insight));
    }

    [Fact]
    public void A_merge_with_somebody_whose_yes_is_stale_is_not_a_yes()
    {
        var fresh = Part(500, ConsentState.Unknown);
        fresh.Apply(20, new ConsentEntry(Record(Marketing, ConsentState.Given, Restored)), Workspace);
        var old = Part(1, ConsentState.Given);
        fresh.Apply(21, new LinkEntry(old.Subject, "identify", false, "user-id", 1, Restored), Workspace);
        old.Apply(22, new LinkEntry(fresh.Subject, "identify", false, "user-id", 1, Restored), Workspace);

        Assert.NotEqual(ConsentState.Given, new Profile([old, fresh]).StandingOf(Marketing, Restored, Workspace).State);
    }

    [Fact]
    public void A_snapshot_keeps_what_was_said_and_not_that_it_is_stale()
    {
        var part = Part(1, ConsentState.Given);

        var whole = ProfilePart.FromBytes(part.Subject, part.ToBytes(Workspace), Workspace);

        Assert.Equal(ConsentState.Given, State(whole, Marketing));
    }

    private static ProfilePart Part(int subject, ConsentState said)
    {
        var part = new ProfilePart(new SubjectId(subject)) { Staleness = new Staleness(Restored, SubjectsThrough: 100) };
        part.Apply(1, From(Page(Start, "/a"), UserId, "u" + subject), Workspace);
        if (said != ConsentState.Unknown)
        {
            part.Apply(2, new ConsentEntry(Record(Marketing, said, Start)), Workspace);
        }

        return part;
    }

    private static ConsentState State(ProfilePart part, Purpose purpose) => new Profile([part]).StandingOf(purpose, Restored, Workspace).State;
}
