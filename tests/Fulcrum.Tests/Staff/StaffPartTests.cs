using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Staff;
using Xunit;

namespace Fulcrum.Tests.Staff;

/// <summary>What else a card has is opened as the card is: by role, purpose and training, on record, and told to the person.</summary>
public sealed class StaffPartTests
{
    private static readonly StaffLook Service = new("service-desk", "asks why she got this letter") { Case = "C-7" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_part_is_a_look_of_its_own_that_the_person_reads()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk,data-engineer,auditor", "careful-use", "keeping-records");

        var choices = await OpenAsync(staff, ben, StaffPart.Choices);
        Assert.Equal(staff.Core.Workspace.Purposes.Count, choices.Choices.Length);
        Assert.Equal(ConsentState.Unknown, Assert.Single(choices.Choices, one => one.Purpose.Name == "sales-assistance").Standing.State);
        Assert.Empty((await OpenAsync(staff, ben, StaffPart.Decisions)).Decisions);
        var looks = await OpenAsync(staff, ben, StaffPart.Looks);

        Assert.Equal(["card:looks", "card:decisions", "card:choices"], looks.Looks.Select(look => look.View));
        Assert.All(looks.Looks, look => Assert.Equal("", look.Why));
        var seen = await staff.SeenByPersonAsync();
        Assert.Equal(["card:choices", "card:decisions", "card:looks"], seen.Select(look => look.View));
        Assert.All(seen, look => Assert.Equal(($"service-desk/{ben.Member.Id}", "service", Service.Why), (look.Who, look.Purpose, look.Why)));
        var acts = (await staff.ActsAsync()).Where(act => act.What == "staff-look").ToArray();
        Assert.Equal(seen.Select(look => $"look-up={look.Sequence} view=service-desk purpose=service role=service-desk case=C-7 part={look.View}"), acts.Select(act => act.Detail));
    }

    [Theory]
    [InlineData("service-desk", StaffPart.Decisions, StaffRefusal.Role)]
    [InlineData("service-desk", StaffPart.Looks, StaffRefusal.Role)]
    [InlineData("data-engineer", StaffPart.Decisions, StaffRefusal.Role)]
    [InlineData("auditor", StaffPart.Choices, StaffRefusal.Role)]
    [InlineData("dealer", StaffPart.Choices, StaffRefusal.Purpose)]
    [InlineData("dealer,auditor", StaffPart.Looks, StaffRefusal.Purpose)]
    public async Task A_part_that_is_not_for_the_role_says_what_is_missing_and_reads_nothing(string roles, StaffPart part, StaffRefusal missing)
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", roles, "careful-use", "keeping-records");

        var refused = await Assert.ThrowsAsync<StaffRefusedException>(() => OpenAsync(staff, ben, part));

        Assert.Equal(missing, refused.Refusal);
        Assert.NotNull(refused.Ask);
        Assert.Empty(await staff.SeenByPersonAsync());
        Assert.Contains(await staff.ActsAsync(), act => act.What == "staff-refused" && act.By == $"staff:{ben.Member.Id}");
    }

    [Fact]
    public async Task Without_a_lesson_a_reason_or_anybody_known_nothing_is_opened()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        var untrained = await staff.AddAsync(owner, "Eve", "service-desk");
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk", "careful-use");

        Assert.Equal(StaffRefusal.Training, (await Assert.ThrowsAsync<StaffRefusedException>(() => OpenAsync(staff, untrained, StaffPart.Choices))).Refusal);
        Assert.Equal(StaffRefusal.Reason, (await Assert.ThrowsAsync<StaffRefusedException>(() => OpenAsync(staff, ben, StaffPart.Choices, Service with { Why = " " }))).Refusal);
        Assert.Equal(StaffRefusal.NoEmergency, (await Assert.ThrowsAsync<StaffRefusedException>(() => OpenAsync(staff, ben, StaffPart.Choices, Service with { IsEmergency = true }))).Refusal);
        Assert.True((await staff.Desk.OpenPartAsync(ben, staff.Core.User("nobody"), Service, StaffPart.Choices, Token)).IsUnknown);
        Assert.Empty(await staff.SeenByPersonAsync());
    }

    [Fact]
    public async Task What_the_person_refused_for_the_purpose_shuts_every_part_in_an_emergency_too()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        await staff.Desk.DeclareEmergencyAsync(ben, "the car stands on the railway", Token);

        var shut = await OpenAsync(staff, ben, StaffPart.Choices, new StaffLook("dealer", "the car stands on the railway") { IsEmergency = true });

        Assert.Equal((RefusalReason.ConsentUnknown, 0), (shut.Refused, shut.Choices.Length)); // sales-assistance rests on a consent that was never given.
        Assert.EndsWith("(emergency)", Assert.Single(await staff.SeenByPersonAsync()).Who, StringComparison.Ordinal);
    }

    private static Task<StaffPartCard> OpenAsync(StaffUnderTest staff, StaffSession session, StaffPart part, StaffLook? look = null) =>
        staff.Desk.OpenPartAsync(session, staff.Core.User("ann"), look ?? Service, part, Token).AsTask();
}
