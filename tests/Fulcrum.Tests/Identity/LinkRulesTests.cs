using Fulcrum.Identity;
using Fulcrum.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Identity;

public sealed class LinkRulesTests
{
    [Fact]
    public void Two_profiles_that_break_no_limit_may_be_linked() =>
        Assert.Null(LinkRules.Judge(Holding(UserId, "ann"), Holding(Anonymous, "d1"), [Claimed(UserId, "ann"), Claimed(Anonymous, "d1")], Workspace));

    [Fact]
    public void Claiming_a_name_that_is_verified_on_a_profile_links_nothing()
    {
        var known = Holding(UserId, "ann", verified: true);
        Assert.Equal("claimed-not-verified", LinkRules.Judge(known, Holding(Anonymous, "d1"), [Claimed(UserId, "ann"), Claimed(Anonymous, "d1")], Workspace)?.Code);
        Assert.Equal("claimed-not-verified", LinkRules.Judge(Holding(Anonymous, "d1"), known, [Claimed(UserId, "ann"), Claimed(Anonymous, "d1")], Workspace)?.Code);
        Assert.Equal("claimed-not-verified", LinkRules.Judge(known, [Claimed(UserId, "ann"), Claimed(Anonymous, "new")], Workspace)?.Code);
        Assert.Null(LinkRules.Judge(known, Holding(Anonymous, "d1"), [Verified(UserId, "ann"), Claimed(Anonymous, "d1")], Workspace));
    }

    [Fact]
    public void Two_verified_values_of_a_unique_type_are_two_people()
    {
        Assert.Equal("two-verified-values", LinkRules.Judge(Holding(UserId, "ann", true), Holding(UserId, "bob", true), [], Workspace)?.Code);
        Assert.Equal("two-verified-values", LinkRules.Judge(Holding(UserId, "ann", true), [Verified(UserId, "bob")], Workspace)?.Code);
        Assert.Null(LinkRules.Judge(Holding(UserId, "ann", true), Holding(UserId, "ann", true), [], Workspace));
        Assert.Null(LinkRules.Judge(Holding(UserId, "ann", true), Holding(UserId, "bob"), [], Workspace));
    }

    [Fact]
    public void No_profile_comes_to_hold_more_values_of_a_type_than_allowed()
    {
        Assert.Null(LinkRules.Judge(Holding(UserId, "a"), [Claimed(UserId, "b")], Workspace));
        Assert.Equal("too-many-values", LinkRules.Judge([Claimed(UserId, "a"), Claimed(UserId, "b"), Claimed(UserId, "c")], Workspace)?.Code);
        Assert.Null(LinkRules.Judge([Claimed(UserId, "a"), Claimed(UserId, "b"), Claimed(UserId, "b")], Workspace));
    }

    [Fact]
    public void A_value_that_names_nobody_joins_nobody() =>
        Assert.Equal("blocked-value", LinkRules.Judge([Claimed(UserId, "null")], Workspace)?.Code);

    private static Identifier Claimed(IdentifierType type, string value) => new(type, value, false);

    private static Identifier Verified(IdentifierType type, string value) => new(type, value, true);

    private static Profile Holding(IdentifierType type, string value, bool verified = false)
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, From(Page(Start, "/a"), type, value, verified), Workspace);
        return new Profile([part]);
    }
}
