using Fulcrum.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Profiles;

public sealed class ContactTests
{
    private readonly ProfilePart _part = new(new SubjectId(1));

    [Fact]
    public void A_reservation_lapses_and_a_reported_impression_counts_for_good_from_when_it_was_reported()
    {
        Decide(1, 0, "a", lapses: 1);
        Assert.True(_part.Contacts[0].CountsAt(Hour(0)));
        Assert.False(_part.Contacts[0].CountsAt(Hour(1)));

        _part.Apply(2, new OutcomeEntry(1, "a", "impression", Hour(5)), Workspace);
        var contact = Assert.Single(_part.Contacts);
        Assert.Equal(new Contact(1, "a", "home", Hour(5), Instant.Never), contact);

        _part.Apply(3, new OutcomeEntry(1, "a", "impression", Hour(9)), Workspace);
        Assert.Equal(contact, Assert.Single(_part.Contacts));
    }

    [Fact]
    public void What_no_cap_can_count_any_more_is_forgotten()
    {
        Decide(1, 0, "a");
        Decide(2, (24 * 7) - 1, "b");
        Assert.Equal(2, _part.Contacts.Count);
        Decide(3, 24 * 7, "c");
        Assert.Equal(["b", "c"], _part.Contacts.Select(contact => contact.Offer));
    }

    [Fact]
    public void A_request_finds_its_decision_for_a_day()
    {
        _part.Apply(7, new DecisionEntry(42, Hour(0), "home", [], Instant.Never, default), Workspace);
        var profile = new Profile([_part]);
        Assert.Equal(7, profile.FindRequest(42, Hour(23)));
        Assert.Equal(0, profile.FindRequest(42, Hour(24)));
        Assert.Equal(0, profile.FindRequest(43, Hour(1)));
    }

    [Fact]
    public void Contacts_and_requests_survive_a_snapshot()
    {
        Decide(1, 0, "a", lapses: 1);
        var back = ProfilePart.FromBytes(_part.Subject, _part.ToBytes(Workspace), Workspace);
        Assert.Equal(_part.Contacts, back.Contacts);
        Assert.Equal(1, back.FindRequest(1, Hour(1)));
    }

    private static Instant Hour(int hours) => Start + TimeSpan.FromHours(hours);

    private void Decide(long sequence, int hour, string offer, int? lapses = null) => _part.Apply(
        sequence, new DecisionEntry((UInt128)sequence, Hour(hour), "home", [offer], lapses is { } hours ? Hour(hours) : Instant.Never, default), Workspace);
}
