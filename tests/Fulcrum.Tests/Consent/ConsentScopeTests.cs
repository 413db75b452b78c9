using System.Collections.Frozen;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Consent;

/// <summary>Consent by purpose, channel and category at once.</summary>
public sealed class ConsentScopeTests
{
    private static readonly string[] Channels = ["", "e-mail", "sms"];
    private static readonly string[] Categories = ["", "user", "user.location", "user.locations"];
    private static readonly ConsentScope[] Scopes = [.. Channels.SelectMany(channel => Categories.Select(category => new ConsentScope(channel, category)))];
    private static readonly ConsentState[] Said = [ConsentState.Given, ConsentState.Refused, ConsentState.Withdrawn];

    /// <summary>Marketing lies within insight.</summary>
    private static readonly Fulcrum.Workspaces.Workspace Tree = FoldWorkspace.Workspace with
    {
        Purposes = FoldWorkspace.Workspace.Purposes.Values.Select(purpose => purpose.Name == Marketing.Name ? purpose with { Parent = FoldWorkspace.Insight.Name } : purpose)
            .ToFrozenDictionary(purpose => purpose.Name),
    };

    private static readonly Gen<ConsentRecord> GenRecord =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, Scopes.Length - 1], Gen.Int[0, 2], Gen.Int[0, 5]).Select((whose, scope, said, hour) =>
            Record(whose == 1 ? FoldWorkspace.Insight : Marketing, Said[said], Start + TimeSpan.FromHours(hour)) with
            {
                Purpose = whose == 2 ? ConsentRecord.EveryPurpose : whose == 1 ? FoldWorkspace.Insight.Name : Marketing.Name,
                Scope = whose == 2 ? new ConsentScope(Channels[1 + (scope % 2)], "") : Scopes[scope],
                ReceivedAt = Start + TimeSpan.FromHours(6),
            });

    private static readonly Gen<ConsentRecord[]> GenRecords = GenRecord.Array[0, 12];

    [Fact]
    public void A_scope_covers_what_lies_within_it_and_a_name_that_only_begins_alike_does_not()
    {
        var location = new ConsentScope("", "user.location");
        Assert.True(ConsentScope.Whole.Covers(location));
        Assert.True(location.Covers(new ConsentScope("e-mail", "user.location.precise")));
        Assert.False(location.Covers(new ConsentScope("e-mail", "user.locations")));
        Assert.False(location.Covers(ConsentScope.Whole));
        Assert.False(new ConsentScope("e-mail", "").Covers(new ConsentScope("sms", "")));
        Assert.Equal(ConsentScope.Whole, new ConsentScope("", ""));
    }

    [Theory]
    [InlineData("yes", "given", "given", "given")]
    [InlineData("yes, no e-mail", "given", "withdrawn", "given")]
    [InlineData("no e-mail, yes", "given", "withdrawn", "given")] // A narrow no stands until the same narrow yes.
    [InlineData("no, yes e-mail", "withdrawn", "given", "withdrawn")] // Said later and about just this.
    [InlineData("yes e-mail, no", "withdrawn", "withdrawn", "withdrawn")]
    [InlineData("no, yes e-mail, no", "withdrawn", "withdrawn", "withdrawn")]
    [InlineData("yes e-mail", "unknown", "given", "unknown")]
    [InlineData("yes, no e-mail everywhere", "given", "withdrawn", "given")]
    [InlineData("no e-mail everywhere, yes e-mail", "unknown", "withdrawn", "unknown")] // A channel's refusal beats everything below it.
    [InlineData("no e-mail everywhere, yes e-mail, yes e-mail everywhere", "unknown", "given", "unknown")]
    public void What_stands_for_a_channel_follows_from_what_was_said(string said, string whole, string mail, string sms)
    {
        var part = new ProfilePart(new SubjectId(1));
        var hour = 0;
        foreach (var words in said.Split(", ").Select(one => one.Split(' ')))
        {
            var isEvery = words.Contains("everywhere");
            Say(part, Record(Marketing, words[0] == "yes" ? ConsentState.Given : ConsentState.Withdrawn, Start + TimeSpan.FromHours(++hour)) with
            {
                Purpose = isEvery ? ConsentRecord.EveryPurpose : Marketing.Name,
                Scope = new ConsentScope(words.Contains("e-mail") ? "e-mail" : "", ""),
            });
        }

        Assert.Equal([whole, mail, sms], [Stands(part, ""), Stands(part, "e-mail"), Stands(part, "sms")]);
    }

    [Fact]
    public void A_no_never_allows_anything_that_was_not_allowed_before() =>
        Gen.Select(GenRecords, GenRecord).Sample((records, last) =>
        {
            var part = Fold(records);
            var before = Allowed(part);
            Say(part, last with { State = ConsentState.Withdrawn });
            Assert.Subset(before, Allowed(part));
        }, iter: 2_000);

    [Fact]
    public void A_no_ends_everything_in_its_scope_whatever_was_said_before() =>
        Gen.Select(GenRecords, GenRecord).Sample((records, last) =>
        {
            var part = Fold(records);
            Say(part, last with { State = ConsentState.Refused });
            foreach (var (purpose, asked) in Allowed(part))
            {
                var concerns = last.Purpose == ConsentRecord.EveryPurpose || last.Purpose == purpose || last.Purpose == Tree.Purposes[purpose].Parent;
                Assert.False(concerns && last.Scope.Covers(asked), $"{purpose} {asked} after a no to {last.Purpose} {last.Scope}");
            }
        }, iter: 2_000);

    [Fact]
    public void A_yes_allows_nothing_outside_its_scope() =>
        Gen.Select(GenRecords, GenRecord).Sample((records, last) =>
        {
            var part = Fold(records);
            var before = Allowed(part);
            Say(part, last with { State = ConsentState.Given });
            foreach (var (purpose, asked) in Allowed(part).Except(before))
            {
                // A channel that is no longer refused for everything shows what was agreed to below it.
                var shows = last.Purpose == ConsentRecord.EveryPurpose || last.Purpose == Tree.Purposes[purpose].Parent;
                Assert.True((shows || last.Purpose == purpose) && last.Scope.Covers(asked), $"{purpose} {asked} after a yes to {last.Purpose} {last.Scope}");
            }
        }, iter: 2_000);

    [Fact]
    public void The_order_in_which_decisions_are_kept_means_nothing() =>
        Gen.Select(GenRecords, Gen.Int[0, 100]).Sample((records, seed) =>
        {
            var cells = Fold(records).Consents.ToArray();
            var turned = cells.ToArray();
            new Random(seed).Shuffle(turned);
            foreach (var scope in Scopes)
            {
                Assert.Equal(ConsentScopes.Resolve(cells, Tree.Purposes[Marketing.Name], scope, Tree), ConsentScopes.Resolve(turned, Tree.Purposes[Marketing.Name], scope, Tree));
            }
        }, iter: 1_000);

    [Fact]
    public void Decisions_survive_a_snapshot() =>
        GenRecords.Sample(records =>
        {
            var part = Fold(records);
            var again = ProfilePart.FromBytes(part.Subject, part.ToBytes(Tree), Tree);
            Assert.Equal(part.Consents, again.Consents);
            Assert.Equal(Allowed(part), Allowed(again));
        }, iter: 500);

    [Fact]
    public void A_bundled_yes_to_every_purpose_is_invalid()
    {
        var judged = ConsentRules.Judge(Record(Marketing, ConsentState.Given, Start) with { Purpose = ConsentRecord.EveryPurpose }, FoldWorkspace.Workspace);
        Assert.Equal((ConsentState.Invalid, "bundled"), (judged.State, Assert.Single(judged.Faults)));
    }

    [Fact]
    public async Task A_no_to_everything_ends_every_purpose_and_each_can_be_agreed_to_again()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var ann = core.User("ann");
        await core.DecideAsync(ann, "personalization", ConsentState.Given);
        await core.DecideAsync(ann, "analytics", ConsentState.Given);
        await core.DecideAsync(ann, ConsentRecord.EveryPurpose, ConsentState.Withdrawn);
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(ann, "personalization"));
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(ann, "analytics"));

        core.Clock.Advance(TimeSpan.FromHours(1));
        await core.DecideAsync(ann, "analytics", ConsentState.Given);
        Assert.Null(await core.RefusalAsync(ann, "analytics"));
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(ann, "personalization"));
    }

    private static ProfilePart Fold(ConsentRecord[] records)
    {
        var part = new ProfilePart(new SubjectId(1));
        foreach (var record in records)
        {
            Say(part, record);
        }

        return part;
    }

    private static void Say(ProfilePart part, ConsentRecord record) =>
        part.Apply(part.Sequence + 1, new ConsentEntry(ConsentRules.Judge(record, Tree)), Tree);

    private static string Stands(ProfilePart part, string channel) =>
        new Profile([part]).StandingOf(FoldWorkspace.Workspace.Purposes[Marketing.Name], new ConsentScope(channel, ""), Start + Week, FoldWorkspace.Workspace).State.ToString().ToLowerInvariant();

    private static HashSet<(string Purpose, ConsentScope Asked)> Allowed(ProfilePart part) =>
    [
        .. from purpose in new[] { Tree.Purposes[Marketing.Name], Tree.Purposes[FoldWorkspace.Insight.Name] }
           from scope in Scopes
           where new Profile([part]).StandingOf(purpose, scope, Start + Week, Tree).State == ConsentState.Given
           select (purpose.Name, scope),
    ];
}
