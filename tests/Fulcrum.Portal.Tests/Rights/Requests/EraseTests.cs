using System.Net;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Certificates;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>Erasing takes three presses and one question, happens at once, and leaves a proof; of others it erases nothing.</summary>
public sealed class EraseTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Three_presses_from_the_first_page_erase_at_once_and_hand_out_a_proof_that_verifies()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email);
        await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of the privacy centre" }).GetByRole(AriaRole.Link, new() { Name = "My requests" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Go to erasing" }).ClickAsync();
        Assert.NotNull(await FindAsync(customer));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Erase it all" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Your data is erased");
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToHaveCountAsync(0);
        Assert.Null(await FindAsync(customer));
        var salt = Convert.FromBase64String(await visitor.Page.Locator("code.typed").InnerTextAsync());
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Open the certificate" }).ClickAsync();
        var file = await visitor.Page.Locator("details pre").TextContentAsync();
        Assert.True(ErasureCertificate.TryRead(Encoding.UTF8.GetBytes(file!), out var certificate));
        Assert.True(certificate.Verify([.. visits.Portal.Core.Store.Ledger!.Keys]).Holds);
        Assert.Contains(Convert.ToBase64String(SubjectCommitment.Of(salt, visits.Portal.Read("email", customer.Email))), certificate.Commitments);

        await using var other = await visits.VisitAsync(scripts: false);
        Assert.Equal(404, (await other.OpenAsync(new Uri(visitor.Page.Url).PathAndQuery))!.Status);
        await visitor.SignInAsync(customer.Email, to: "data");
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("We keep nothing about you");
    }

    [Fact]
    public async Task What_could_not_be_erased_is_never_said_to_be_and_pressing_again_does_it()
    {
        await using var portal = await RunningPortal.StartAsync();
        var customer = await Customer.MakeAsync(portal);
        using var visitor = new PlainVisitor(portal);
        await visitor.SignInAsync(customer.Email);
        await visitor.GetAsync("/en/requests/erase");
        portal.IsRefusing = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/en/requests/erase")).Status);
        portal.IsRefusing = false;
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/en/requests/erase", ("act", "erase!"))).Status);
        Assert.NotNull(await FindAsync(portal, "user-id", customer.UserId));

        var erased = await visitor.PostAsync("/en/requests/erase", ("act", "erase"));
        Assert.Contains("Your data is erased", erased.Body, StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "user-id", customer.UserId));
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync("/en/requests/erase", ("act", "erase"))).Status);
    }

    [Fact]
    public async Task Whoever_joined_themselves_to_another_erases_nothing_of_them_and_a_person_looks_at_it()
    {
        await using var portal = await RunningPortal.StartAsync();
        await ClaimAsync(portal, "web", "u-victim", "b-victim", "victim@example.com");
        await ClaimAsync(portal, "dealer-crm", "", "b-thief", "thief@example.com");
        await ClaimAsync(portal, "web", "", "b-thief", "victim@example.com");
        Assert.InRange((await (await FindAsync(portal, "email", "thief@example.com"))!.SummariseAsync(TestContext.Current.CancellationToken))!.Parts, 2, 9);
        using var thief = new PlainVisitor(portal);
        await thief.SignInAsync("thief@example.com");
        var answer = await thief.PostAsync("/en/requests/erase", ("act", "erase"));

        Assert.StartsWith("/en/requests?done=desk.", answer.Location, StringComparison.Ordinal);
        Assert.Contains("A person has to look at it first", (await thief.GetAsync(answer.Location)).Body, StringComparison.Ordinal);
        Assert.NotNull(await FindAsync(portal, "user-id", "u-victim"));
        Assert.NotNull(await FindAsync(portal, "email", "thief@example.com"));

        // Without the claim the same press erases.
        await ClaimAsync(portal, "dealer-crm", "", "b-honest", "honest@example.com");
        using var honest = new PlainVisitor(portal);
        await honest.SignInAsync("honest@example.com");
        Assert.Contains("Your data is erased", (await honest.PostAsync("/en/requests/erase", ("act", "erase"))).Body, StringComparison.Ordinal);
        Assert.Null(await FindAsync(portal, "email", "honest@example.com"));
    }

    private Task<SelfAccess?> FindAsync(Customer customer) => FindAsync(visits.Portal, "user-id", customer.UserId);

    /// <summary>All that is kept of somebody, as a privacy desk opens it.</summary>
    private static async Task<SelfAccess?> FindAsync(RunningPortal portal, string type, string value) =>
        await portal.Core.Access.OpenAsync([portal.Read(type, value)], new AccessRequest("desk:test", "test", "data"), TestContext.Current.CancellationToken);

    private static async Task ClaimAsync(RunningPortal portal, string source, string user, string browser, string email)
    {
        var now = portal.Core.Now;
        await portal.Core.Collect.CollectAsync(
            portal.Core.Workspace.Current.Sources[source],
            [new Event { Type = EventType.Identify, MessageId = Guid.NewGuid().ToString("N"), UserId = user, AnonymousId = browser, OccurredAt = now, ReceivedAt = now, Properties = Encoding.UTF8.GetBytes($$"""{"email":"{{email}}"}"""), Raw = "{}"u8.ToArray() }],
            default, TestContext.Current.CancellationToken);
    }
}
