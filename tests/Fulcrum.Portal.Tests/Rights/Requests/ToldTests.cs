using Fulcrum.Messages;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>Whoever is erased is told who else has to erase, and is not told that it is done there before they said so; so it is with what they stop and take back.</summary>
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
            rights: [restriction, withdrawal]
            purposes: [personalization]
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

    [Theory]
    [InlineData("en", "Stop every use", "Another one", "We have not reached them yet.", "They say that it is done:")]
    [InlineData("ru", "Остановить всё", "Другая", "Пока не дошло.", "Говорят, что сделано:")]
    public async Task My_requests_shows_whom_we_told_of_a_stop_and_a_withdrawal_and_what_they_said(string language, string right, string system, string waiting, string done)
    {
        await using var portal = await RunningPortal.StartAsync(files => files.SetItem("systems.yaml", Systems));
        var customer = await Customer.MakeAsync(portal);
        using var visitor = new PlainVisitor(portal);
        await visitor.SignInAsync(customer.Email);
        Assert.DoesNotContain("id=\"told\"", (await visitor.GetAsync($"/{language}/requests")).Body, StringComparison.Ordinal);
        await visitor.PostAsync($"/{language}/requests", ("act", "stop"));
        await visitor.GetAsync($"/{language}/choices");
        await visitor.PostAsync($"/{language}/choices", ("purpose", "personalization"), ("channel", ""), ("answer", "refuse"));

        var before = ToldOf((await visitor.GetAsync($"/{language}/requests")).Body);
        var taker = new Taker();
        Assert.Equal(2, await portal.Core.Tells.RunDueAsync(taker, TestContext.Current.CancellationToken));
        foreach (var token in taker.Tokens)
        {
            await portal.Core.Tells.AnswerAsync(token, ToldState.Done, TestContext.Current.CancellationToken);
        }

        var after = ToldOf((await visitor.GetAsync($"/{language}/requests")).Body);

        Assert.Contains(right, before, StringComparison.Ordinal);
        Assert.Contains($"<strong>{system}</strong> {waiting}", before, StringComparison.Ordinal);
        Assert.Contains(portal.Core.Workspace.Current.Purposes["personalization"].Title.In(language), before, StringComparison.Ordinal);
        Assert.Contains($"<strong>{system}</strong> {done}", after, StringComparison.Ordinal);
        Assert.DoesNotContain(waiting, after, StringComparison.Ordinal);
    }

    private static string ToldOf(string page) => page[page.IndexOf("id=\"told\"", StringComparison.Ordinal)..];

    /// <summary>Takes over whatever it is told.</summary>
    private sealed class Taker : ISystemSender
    {
        public List<string> Tokens { get; } = [];

        public ValueTask<SendResult> SendAsync(Tell tell, ConnectedSystem system, string token, ToldOf whose, CancellationToken cancellation)
        {
            Tokens.Add(token);
            return ValueTask.FromResult(SendResult.Sent);
        }
    }
}
