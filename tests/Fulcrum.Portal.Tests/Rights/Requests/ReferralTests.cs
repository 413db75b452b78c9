using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>Whoever is said to want something says so themselves in the privacy centre, or says that they do not, with one press either way.</summary>
public sealed class ReferralTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private static int _handedOn;

    private FulcrumCore Core => visits.Portal.Core;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "Others ask for you", "Clean Slate says that you want us to erase all we hold of you.", "Yes, I want this Clean Slate")]
    [InlineData("ru", "За вас просят другие", "Clean Slate говорит: вы хотите, чтобы мы стёрли всё, что о вас храним.", "Да, я этого хочу Clean Slate")]
    public async Task A_yes_is_one_press_and_then_it_is_done(string language, string title, string said, string yes)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var referral = await HandOnAsync(customer, RequestKind.Erasure);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, language, "requests");
        await Assertions.Expect(visitor.Page.Locator("#referrals")).ToHaveTextAsync(title);
        await Assertions.Expect(visitor.Page.Locator("section[aria-labelledby=referrals] h3")).ToHaveTextAsync(said);
        await Core.ReferralWork.RunDueAsync(Stop);
        Assert.Equal(RequestState.Asked, (await FindAsync(referral)).Request.State);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = yes }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync(language == "en" ? "You said yes." : "Вы сказали «да».");
        await Core.ReferralWork.RunDueAsync(Stop);
        Assert.Equal(RequestState.Done, (await FindAsync(referral)).Request.State);
        Assert.Null(await Core.Access.OpenAsync([visits.Portal.Read("user-id", customer.UserId)], new("test", "test", "test") { Why = "to see" }, Stop));
    }

    [Fact]
    public async Task A_no_is_one_press_and_ends_it()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var referral = await HandOnAsync(customer, RequestKind.Access);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "requests");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "No, I did not ask for it Clean Slate" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no.");
        await Assertions.Expect(visitor.Page.Locator("#referrals")).ToHaveCountAsync(0);
        var ended = await FindAsync(referral);
        Assert.Equal((RequestState.Refused, DenialReason.SuspectedFraud), (ended.Request.State, ended.Reason));
    }

    [Fact]
    public async Task Nobody_sees_or_answers_what_is_asked_for_somebody_else_and_a_yes_that_failed_is_not_said_to_be_done()
    {
        var (customer, other) = (await Customer.MakeAsync(visits.Portal), await Customer.MakeAsync(visits.Portal));
        var referral = await HandOnAsync(customer, RequestKind.Erasure);
        await using var stranger = await visits.VisitAsync(scripts: false);
        await stranger.SignInAsync(other.Email, to: "requests");
        await Assertions.Expect(stranger.Page.Locator("#referrals")).ToHaveCountAsync(0);
        Assert.Null(await Core.Referrals.AnswerAsync(Proven(other), referral.Request.Id, true, Stop));

        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "requests");
        visits.Portal.IsRefusing = true;
        try
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, I want this Clean Slate" }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("This is not saved");
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        Assert.Equal(RequestState.Asked, (await FindAsync(referral)).Request.State);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, I want this" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said yes.");
    }

    [Fact]
    public async Task A_request_that_takes_longer_or_waits_for_its_subject_says_so_beside_its_day()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var desk = RightsAsker.Desk([visits.Portal.Read("user-id", customer.UserId)], "clerk-7", "test");
        var opened = await Core.Requests.OpenAsync(desk, RequestKind.Review, "why no discount?", Stop);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "requests");
        var row = visitor.Page.Locator("section[aria-labelledby=all] .rows > li");
        await Assertions.Expect(row.Locator(".hint")).ToHaveCountAsync(0);

        await Core.Requests.ActAsync(desk, opened!.Request.Id, RequestAct.Extend, "two of us are ill", Stop);
        await Core.Requests.ActAsync(desk, opened.Request.Id, RequestAct.Ask, "which one?", Stop);
        await visitor.OpenAsync("/en/requests");

        await Assertions.Expect(row).ToContainTextAsync("It takes us longer than usual.");
        await Assertions.Expect(row).ToContainTextAsync("We wait for your answer.");
    }

    private async Task<Referral> HandOnAsync(Customer customer, RequestKind kind)
    {
        var partner = Core.Workspace.Current.Partners.Partners["broker"];
        var asked = new ReferralAsked(partner.Name, ReferralProtocol.OpenDsr, $"r-{Interlocked.Increment(ref _handedOn)}", kind, Core.Now, "digest");
        return (await Core.Referrals.ReceiveAsync(partner, asked, [Proven(customer) with { Verified = false }], Stop))!.Value.Referral;
    }

    private Identifier Proven(Customer customer) => visits.Portal.Read("email", customer.Email) with { Verified = true };

    private async Task<Referral> FindAsync(Referral referral) => (await Core.Referrals.FindAsync(referral.Asked.Partner, referral.Asked.Reference, Stop))!;
}
