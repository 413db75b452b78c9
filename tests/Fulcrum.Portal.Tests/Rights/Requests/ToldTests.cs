namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>Whoever is erased is told who else has to erase, and is not told that it is done there before they said so.</summary>
public sealed class ToldTests
{
    private const string Systems = """
        systems:
          mail-house:
            title: {en: The mail house, ru: Почтовая служба}
            protocol: webhook
            address: https://mail-house.example/hook
            rights: [erasure]
            identifiers: [email]
            ask: Jo Clerk
          stopper:
            title: {en: Another one, ru: Другая}
            protocol: webhook
            address: https://stopper.example/hook
            rights: [restriction]
            identifiers: [email]
            ask: Jo Clerk
        """;

    [Theory]
    [InlineData("en", "They have not said yet that it is done:", "The mail house")]
    [InlineData("ru", "Они ещё не сказали, что сделали это:", "Почтовая служба")]
    public async Task The_page_after_erasing_names_who_has_not_said_that_it_is_done(string language, string said, string system)
    {
        await using var portal = await RunningPortal.StartAsync(files => files.SetItem("systems.yaml", Systems));
        var customer = await Customer.MakeAsync(portal);
        using var visitor = new PlainVisitor(portal);
        await visitor.SignInAsync(customer.Email);
        await visitor.GetAsync($"/{language}/requests/erase");

        var erased = await visitor.PostAsync($"/{language}/requests/erase", ("act", "erase"));

        Assert.Contains(said, erased.Body, StringComparison.Ordinal);
        Assert.Contains($"<li>{system}</li>", erased.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Another one", erased.Body, StringComparison.Ordinal);
        var open = Assert.Single(await portal.Core.Tells.ListOpenAsync(TestContext.Current.CancellationToken));
        Assert.Contains(open.Id, erased.Body, StringComparison.Ordinal);
    }
}
