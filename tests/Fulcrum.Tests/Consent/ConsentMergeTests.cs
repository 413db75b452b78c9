using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Consent;

/// <summary>Merging never widens a consent (law 6).</summary>
public sealed class ConsentMergeTests
{
    private const ConsentState No = ConsentState.Withdrawn;
    private const ConsentState Yes = ConsentState.Given;

    private static readonly Gen<(ConsentState State, bool Verified)[]> GenDecided =
        Gen.Select(Gen.Int[0, 3].Select(at => new[] { ConsentState.Unknown, Yes, No, ConsentState.Refused }[at]), Gen.Bool).Array[2, 4];

    [Fact]
    public void A_link_alone_never_turns_any_parts_no_into_a_yes() =>
        GenDecided.Sample(decided =>
        {
            var parts = decided.Select((one, at) => Part(at + 1, UserId, one.State, one.Verified)).ToArray();
            for (var at = 1; at < parts.Length; at++)
            {
                Link(parts[0], parts[at], 100 + at);
            }

            var merged = State(parts);
            Assert.Equal(decided.All(one => one.State == Yes), merged == Yes);
        }, iter: 500);

    [Fact]
    public void The_order_of_the_parts_means_nothing() =>
        Gen.Select(Histories.Gen_, Gen.Int[0, 5]).Sample((rows, shift) =>
        {
            var (parts, at) = (Histories.Fold(rows), Histories.EndOf(rows));
            ProfilePart[] turned = shift % 2 == 0 ? [parts[2], parts[0], parts[1]] : [parts[1], parts[0], parts[2]];
            foreach (var purpose in Purposes)
            {
                Assert.Equal(
                    new Profile([.. parts]).StandingOf(purpose, at, Workspace),
                    new Profile([.. turned]).StandingOf(purpose, at, Workspace));
            }
        }, iter: 300);

    [Fact]
    public void A_yes_of_a_merged_profile_is_a_yes_of_one_of_its_parts() =>
        Histories.Gen_.Sample(rows =>
        {
            var (parts, at) = (Histories.Fold(rows), Histories.EndOf(rows));
            foreach (var purpose in Purposes)
            {
                if (new Profile([.. parts]).StandingOf(purpose, at, Workspace).State == Yes)
                {
                    Assert.Contains(parts, part => new Profile([part]).StandingOf(purpose, at, Workspace).State == Yes);
                }
            }
        }, iter: 300);

    [Fact]
    public void A_device_of_which_nothing_is_known_says_nothing_and_a_person_says_no()
    {
        Assert.Equal(Yes, State(Linked(Part(1, UserId, Yes), Part(2, Anonymous, ConsentState.Unknown))));
        Assert.Equal(ConsentState.Unknown, State(Linked(Part(1, UserId, Yes), Part(2, EmailType, ConsentState.Unknown))));
        Assert.Equal(ConsentState.Unknown, State(Linked(Part(1, Anonymous, Yes), Part(2, UserId, ConsentState.Unknown))));
    }

    [Theory]
    [InlineData(true, 60, true)] // verified, after the link
    [InlineData(false, 60, false)] // only claimed
    [InlineData(true, 40, false)] // before the link
    public void Only_a_later_yes_by_a_verified_identifier_settles_a_no(bool verified, int sequence, bool settles)
    {
        var (left, right) = (Part(1, UserId, ConsentState.Unknown), Part(2, UserId, No));
        if (sequence > 50)
        {
            Link(left, right, 50);
        }

        left.Apply(sequence, new ConsentEntry(Record(Marketing, Yes, Start + TimeSpan.FromHours(1), verified)), Workspace);
        if (sequence < 50)
        {
            Link(left, right, 50);
        }

        Assert.Equal(settles, State(left, right) == Yes);
    }

    [Fact]
    public void A_settled_no_stays_settled_when_another_device_is_linked()
    {
        var (left, right, device) = (Part(1, UserId, ConsentState.Unknown), Part(2, UserId, No), Part(3, Anonymous, ConsentState.Unknown));
        Link(left, right, 50);
        left.Apply(60, new ConsentEntry(Record(Marketing, Yes, Start + TimeSpan.FromHours(1), verified: true)), Workspace);
        Link(left, device, 70);
        Assert.Equal(Yes, State(left, right, device));
    }

    [Fact]
    public void A_no_is_told_to_every_part_and_a_yes_to_the_one_it_came_by()
    {
        var parts = Linked(Part(1, UserId, Yes), Part(2, UserId, Yes), Part(3, Anonymous, ConsentState.Unknown));
        var profile = new Profile([.. parts]);
        var no = ConsentRules.Judge(Record(Marketing, No, Start), Workspace);
        Assert.Equal([new(1), new(2), new(3)], ConsentRules.PartsToTell(profile, new SubjectId(1), no, Workspace));
        var yes = ConsentRules.Judge(Record(Marketing, Yes, Start), Workspace);
        Assert.Empty(ConsentRules.PartsToTell(profile, new SubjectId(1), yes, Workspace));
        Assert.Equal([new SubjectId(3)], ConsentRules.PartsToTell(profile, new SubjectId(3), yes, Workspace));
    }

    [Fact]
    public void The_same_yes_again_is_recorded_when_it_settles_what_a_merge_left_open_and_then_no_more()
    {
        var (left, right) = (Part(1, UserId, Yes, verified: true), Part(2, EmailType, ConsentState.Unknown));
        Link(left, right, 50);
        var profile = new Profile([left, right]);
        var yes = ConsentRules.Judge(Record(Marketing, Yes, Start + TimeSpan.FromHours(1), verified: true), Workspace);
        Assert.Equal([left.Subject], ConsentRules.PartsToTell(profile, left.Subject, yes, Workspace));
        left.Apply(60, new ConsentEntry(yes), Workspace);
        Assert.Equal(Yes, State(left, right));
        Assert.Empty(ConsentRules.PartsToTell(profile, left.Subject, yes, Workspace));
    }

    private static ProfilePart Part(int subject, IdentifierType type, ConsentState state, bool verified = false)
    {
        var part = new ProfilePart(new SubjectId(subject));
        part.Apply((subject * 2) - 1, From(Page(Start, "/a"), type, "i" + subject), Workspace);
        if (state != ConsentState.Unknown)
        {
            part.Apply(subject * 2, new ConsentEntry(Record(Marketing, state, Start, verified)), Workspace);
        }

        return part;
    }

    private static ProfilePart[] Linked(params ProfilePart[] parts)
    {
        for (var at = 1; at < parts.Length; at++)
        {
            Link(parts[0], parts[at], 50 + (2 * at));
        }

        return parts;
    }

    private static void Link(ProfilePart left, ProfilePart right, long sequence)
    {
        left.Apply(sequence, new LinkEntry(right.Subject, "identify", false, "user-id", 1, Start), Workspace);
        right.Apply(sequence, new LinkEntry(left.Subject, "identify", false, "user-id", 1, Start), Workspace);
    }

    private static ConsentState State(params ProfilePart[] parts) => new Profile([.. parts]).StandingOf(Marketing, Start, Workspace).State;
}
