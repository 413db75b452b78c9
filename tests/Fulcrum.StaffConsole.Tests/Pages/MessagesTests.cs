using Fulcrum.Messages;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>Messages that land in a folder are shown to whoever manages staff, and each look is on record; where messages go out there is no such page.</summary>
public sealed class MessagesTests
{
    private static readonly DueMessage Code = new("first", "sms", "+447700900123", "code", "en", "", "Your code: 1234 5678", Instant.From(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_reads_them_and_the_look_is_on_record_without_what_was_read()
    {
        await using var console = await RunningConsole.StartAsync();
        using var owner = await console.OwnerAsync();
        var (_, empty, nothing) = await owner.PageAsync("/en/messages");
        nothing.Dispose();
        Assert.Contains("No message is here yet", empty, StringComparison.Ordinal);
        await console.Letters.SendAsync(Code, Token);

        var (_, page, shown) = await owner.PageAsync("/en/messages");
        shown.Dispose();

        Assert.Contains("1234 5678", page, StringComparison.Ordinal);
        var acts = await console.Core.Staff.ReadActsAsync(await SessionAsync(console, "auditor"), "staff-messages", 10, Token);
        Assert.Equal(2, acts.Count(act => act.What == "staff-messages"));
        Assert.All(acts, act => Assert.DoesNotContain("7700", act.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_another_role_is_neither_shown_the_page_nor_its_entry_in_the_menu()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.Letters.SendAsync(Code, Token);
        using var dealer = await console.EnterAsync("Dan", "dealer", "careful-use");

        var (status, page, answer) = await dealer.PageAsync("/en/messages");
        answer.Dispose();
        var (_, home, first) = await dealer.PageAsync("/en/");
        first.Dispose();

        Assert.Equal(403, (int)status);
        Assert.DoesNotContain("1234 5678", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/en/messages", home, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_messages_are_sent_there_is_no_page_of_them()
    {
        await using var console = await RunningConsole.StartAsync(sendsMessages: true);
        using var owner = await console.OwnerAsync();

        var (status, _, answer) = await owner.PageAsync("/en/messages");
        answer.Dispose();
        var (_, home, first) = await owner.PageAsync("/en/");
        first.Dispose();

        Assert.Equal(404, (int)status);
        Assert.DoesNotContain("/en/messages", home, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await owner.SendAsync("POST", "messages", [])).Status);
    }

    private static async Task<Fulcrum.Staff.StaffSession> SessionAsync(RunningConsole console, string role)
    {
        using var client = await console.EnterAsync("Ada", role, "keeping-records");
        return (await console.Core.Staff.Sessions.FindAsync(client.Session, Token))!;
    }
}
