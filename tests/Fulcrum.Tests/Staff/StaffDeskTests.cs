using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Staff;
using Xunit;

namespace Fulcrum.Tests.Staff;

/// <summary>Staff look in a role, for a purpose, at what the label allows, with a certificate that holds; and the person reads that they did.</summary>
public sealed class StaffDeskTests
{
    private const string Why = "asks where the order is";

    private static readonly StaffLook Service = new("service-desk", Why);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_link_to_the_removal()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        var ben = await staff.AddAsync(owner, "Ben", "service-desk");

        var untrained = await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Service));
        Assert.Equal(StaffRefusal.Training, untrained.Refusal);
        Assert.Equal(["careful-use"], untrained.Answer!.Lessons.Select(lesson => lesson.Name));
        Assert.Contains("Ada Wells", untrained.Ask!.En, StringComparison.Ordinal);

        Assert.Equal([0], await staff.Desk.PassAsync(ben, "careful-use", [0, 2, 0], Token));
        Assert.Equal(StaffRefusal.Training, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Service))).Refusal);
        await staff.TrainAsync(ben, "careful-use");

        var masked = await staff.LookAsync(ben, Service);
        Assert.Null(masked.Refused);
        Assert.Equal(1, masked.Hidden); // A complaint's text is not for the service desk.
        var purchases = Assert.Single(masked.Facts, fact => fact.Fact.Name == "purchases");
        Assert.Equal(("•••", true), (purchases.Shown, purchases.IsMasked));

        var revealed = await staff.LookAsync(ben, Service with { Reveal = ["purchases"], Why = "counts the orders with them" });
        Assert.Equal(("1", false), Assert.Single(revealed.Facts, fact => fact.Fact.Name == "purchases") is var shown ? (shown.Shown, shown.IsMasked) : default);
        Assert.All(revealed.Facts.Where(fact => fact.Fact.Name != "purchases" && fact.Absence == Absence.None), fact => Assert.True(fact.IsMasked));

        var seen = await staff.SeenByPersonAsync();
        Assert.Equal([Why, "counts the orders with them"], seen.Select(look => look.Why));
        Assert.All(seen, look => Assert.Equal(($"service-desk/{ben.Member.Id}", "service-desk", "service"), (look.Who, look.View, look.Purpose)));

        var token = staff.TokenOf(ben);
        Assert.NotNull(await staff.Desk.Sessions.FindAsync(token, Token));
        await staff.Desk.RemoveAsync(owner, ben.Member.Id, Token);
        Assert.Null(await staff.Desk.Sessions.FindAsync(token, Token));
        Assert.Equal(StaffRefusal.Role, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Service))).Refusal);
        Assert.Equal(2, (await staff.SeenByPersonAsync()).Count);
    }

    [Fact]
    public async Task A_certificate_ends_at_its_last_instant_and_not_before()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        staff.Core.Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromMilliseconds(1));
        await staff.LookAsync(ben, Service);

        staff.Core.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(StaffRefusal.Training, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Service))).Refusal);
        await staff.TrainAsync(ben, "careful-use");
        await staff.LookAsync(ben, Service);
    }

    [Theory]
    [InlineData("auditor", "service-desk", "", StaffRefusal.Role)]
    [InlineData("dealer", "service-desk", "", StaffRefusal.Purpose)]
    [InlineData("service-desk", "service-desk", "open-complaints", StaffRefusal.Label)]
    [InlineData("service-desk", "no-such-view", "", StaffRefusal.Unknown)]
    [InlineData("service-desk", "service-desk", "no-such-fact", StaffRefusal.Unknown)]
    public async Task What_is_missing_is_said_and_nothing_is_read(string role, string view, string reveal, StaffRefusal missing)
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", role, "careful-use", "keeping-records");

        var refused = await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, new StaffLook(view, Why) { Reveal = reveal.Length > 0 ? [reveal] : [] }));

        Assert.Equal(missing, refused.Refusal);
        Assert.Equal(missing != StaffRefusal.Unknown, refused.Ask is not null);
        Assert.Empty(await staff.SeenByPersonAsync());
        Assert.Equal(missing != StaffRefusal.Unknown, (await staff.ActsAsync()).Any(act => act.What == "staff-refused" && act.By == $"staff:{ben.Member.Id}"));
    }

    [Fact]
    public async Task What_the_person_refused_is_shut_for_everybody_in_an_emergency_too()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk", "careful-use");
        var nina = await staff.TrainedAsync(owner, "Nina", "auditor", "keeping-records");
        var look = new StaffLook("dealer", "the car stands on the railway") { IsEmergency = true };
        Assert.Equal(StaffRefusal.NoEmergency, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, look))).Refusal);
        await staff.Desk.DeclareEmergencyAsync(ben, "the car stands on the railway", Token);

        Assert.Equal(RefusalReason.ConsentUnknown, (await staff.LookAsync(ben, look)).Refused); // sales-assistance rests on a consent that was never given.
        Assert.Null((await staff.LookAsync(ben, look with { View = "service-desk", Reveal = ["open-complaints"] })).Refused);
        Assert.All(await staff.SeenByPersonAsync(), seen => Assert.EndsWith("(emergency)", seen.Who, StringComparison.Ordinal));

        staff.Core.Clock.Advance(StaffDesk.EmergencyMax);
        Assert.Equal(StaffRefusal.NoEmergency, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, look))).Refusal);

        await staff.Desk.ReviewAsync(nina, 1, "the car did stand there", Token);
        await staff.RestartAsync();
        var reviewed = Assert.Single(await staff.Desk.ListEmergenciesAsync(nina, Token));
        Assert.Equal((ben.Member.Id, $"staff:{nina.Member.Id}", "the car did stand there"), (reviewed.Member, reviewed.ReviewedBy, reviewed.Review));
    }

    [Fact]
    public async Task Nobody_reviews_their_own_emergency_or_gives_themselves_a_role()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk,auditor", "careful-use", "keeping-records");
        await staff.Desk.DeclareEmergencyAsync(ben, "the car stands on the railway", Token);

        Assert.Equal(StaffRefusal.Self, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.ReviewAsync(ben, 1, "all fine", Token).AsTask())).Refusal);
        Assert.Equal(StaffRefusal.Self, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.SetRolesAsync(owner, owner.Member.Id, ["auditor", "owner"], Token).AsTask())).Refusal);
        Assert.Equal(StaffRefusal.Self, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.RemoveAsync(owner, owner.Member.Id, Token).AsTask())).Refusal);
    }

    [Fact]
    public async Task A_dangerous_act_wants_the_passkey_again_after_five_minutes()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        staff.Core.Clock.Advance(StaffSessions.ProofMax);

        Assert.Equal(StaffRefusal.StepUp, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.AddAsync(owner, "Ben", ["dealer"], Token).AsTask())).Refusal);

        Assert.True(await staff.Desk.StepUpAsync(owner, owner.Member.Id, "key-Owner", 0, Token));
        Assert.False(await staff.Desk.StepUpAsync(owner, "s-another", "key-Owner", 0, Token));
        var again = await staff.Desk.Sessions.FindAsync(staff.TokenOf(owner), Token);
        Assert.Equal("Ben", (await staff.Desk.AddAsync(again!, "Ben", ["dealer"], Token)).Member.Name);
    }

    [Fact]
    public async Task A_link_opens_once_and_not_after_three_days_and_only_the_newest()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var (first, second) = (await staff.Desk.BeginAsync(Token), await staff.Desk.BeginAsync(Token));
        Assert.Null(await staff.Desk.EnrolAsync(first!, StaffUnderTest.KeyOf("a"), Token));
        staff.Core.Clock.Advance(StaffDesk.LinkMax);
        Assert.Null(await staff.Desk.EnrolAsync(second!, StaffUnderTest.KeyOf("a"), Token));
        var third = await staff.Desk.BeginAsync(Token);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => staff.Desk.EnrolAsync(third!, StaffUnderTest.KeyOf($"{at}"), Token).AsTask()));
        Assert.Single(taken, token => token is not null);
        Assert.Null(await staff.Desk.BeginAsync(Token));
        Assert.DoesNotContain(await staff.ActsAsync(), act => $"{act}".Contains(third!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_and_sessions_are_drawn_anew_with_256_bits()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        List<string> secrets = [staff.TokenOf(owner)];
        for (var time = 0; time < 10; time++)
        {
            secrets.Add(staff.TokenOf(await staff.SignInAsync("Owner")));
            secrets.Add((await staff.Desk.AddAsync(owner, $"Ben {time}", ["dealer"], Token)).Item2);
        }

        Assert.All(secrets, secret => Assert.Matches("^[\\w-]{43}$", secret));
        Assert.Equal(21, secrets.Distinct().Count());
        Assert.Equal(10, (await staff.ActsAsync()).Count(act => act.What == "staff-signed-in" && act.By.Contains(owner.Member.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it_and_after_twelve_hours()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var token = staff.TokenOf(await staff.OwnerAsync());
        for (var half = 0; half < 24; half++)
        {
            Assert.NotNull(await staff.Desk.Sessions.FindAsync(token, Token));
            staff.Core.Clock.Advance(TimeSpan.FromMinutes(29.9));
        }

        staff.Core.Clock.Advance(TimeSpan.FromMinutes(2.5));
        Assert.Null(await staff.Desk.Sessions.FindAsync(token, Token));
        var idle = staff.TokenOf(await staff.SignInAsync("Owner"));
        staff.Core.Clock.Advance(StaffSessions.IdleMax);
        Assert.Null(await staff.Desk.Sessions.FindAsync(idle, Token));
    }

    [Fact]
    public async Task Without_its_row_in_the_log_of_acts_nothing_is_shown_and_nothing_done()
    {
        var isFull = false;
        await using var staff = await StaffUnderTest.OpenAsync(inner => new RefusingStore(inner, row => isFull && row.Kind == EntryKind.Act));
        var owner = await staff.OwnerAsync();
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk", "careful-use");
        await staff.LookAsync(ben, Service); // The same look is answered while the row can be written.
        isFull = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => staff.LookAsync(ben, Service));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => staff.Desk.RemoveAsync(owner, ben.Member.Id, Token).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => staff.Desk.AddAsync(owner, "Eve", ["dealer"], Token).AsTask());

        isFull = false;
        await staff.LookAsync(ben, Service);
        Assert.Equal(2, (await staff.Desk.ListMembersAsync(owner, Token)).Length);
    }

    [Fact]
    public async Task Without_the_look_up_the_person_reads_of_nothing_is_shown()
    {
        var isFull = false;
        await using var staff = await StaffUnderTest.OpenAsync(inner => new RefusingStore(inner, row => isFull && row.Kind == EntryKind.LookUp));
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        isFull = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => staff.LookAsync(ben, Service));
    }

    [Fact]
    public async Task An_act_that_was_changed_or_taken_out_shows()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        await staff.LookAsync(ben, Service);
        await staff.Core.Core.Acts.RecordAsync(new Act("1", staff.Core.Now, "keys-revoke", "cli:test", "abc"), Token);
        var whole = await staff.ActsAsync();
        Assert.All(whole, act => Assert.True(act.Holds));
        await staff.RestartAsync();
        await staff.LookAsync(ben, Service);
        Assert.All(await staff.ActsAsync(), act => Assert.True(act.Holds));

        var look = (await staff.Core.RowsAsync()).Where(row => row.Row.Kind == EntryKind.Act).Select(row => row.Sequence).ElementAt(2);
        await staff.RestartAsync(inner => new ForgettingStore(inner, look));

        Assert.Single(await staff.ActsAsync(), act => !act.Holds);
    }
}
