namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>Two people at two desks: one asks, the other says yes on the page, and the first saves the file, once.</summary>
public sealed class ApprovalsTests
{
    [Fact]
    public async Task The_log_of_acts_is_saved_after_a_colleagues_yes_and_once()
    {
        await using var console = await RunningConsole.StartAsync();
        using var ida = await console.EnterAsync("Ida", "auditor", "careful-use", "keeping-records");
        using var nina = await console.EnterAsync("Nina", "auditor", "careful-use", "keeping-records");
        var audit = await PageAsync(ida, "audit");

        var (status, refused) = await ida.SubmitAsync("/en/audit/export", audit, ("find", ""));
        Assert.Equal(403, (int)status);
        Assert.Contains("A colleague says yes first", refused, StringComparison.Ordinal);
        Assert.Contains("href=\"/en/approvals\"", refused, StringComparison.Ordinal);
        Assert.Contains("Nobody asked for anything", await PageAsync(ida, "approvals"), StringComparison.Ordinal);

        Assert.Equal(303, (int)await ida.PressAsync("/en/approvals", audit, ("why", "the yearly <audit>")));
        var own = await PageAsync(ida, "approvals");
        Assert.Contains("Yours: a colleague says yes or no.", own, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"approve\"", own, StringComparison.Ordinal);
        Assert.DoesNotContain("wait for your yes", await PageAsync(ida, ""), StringComparison.Ordinal);
        Assert.Contains("wait for your yes or no: 1", await PageAsync(nina, ""), StringComparison.Ordinal);

        var asked = await PageAsync(nina, "approvals");
        Assert.Contains("the yearly &lt;audit&gt;", asked, StringComparison.Ordinal);
        Assert.Equal(400, (int)await nina.PressAsync("/en/approvals/decide", asked, ("number", "1"), ("act", "perhaps"), ("note", "we spoke")));
        Assert.Equal(303, (int)await nina.PressAsync("/en/approvals/decide", asked, ("number", "1"), ("act", "approve"), ("note", "we spoke")));

        var (saved, file) = await ida.SubmitAsync("/en/audit/export", audit, ("find", ""));
        Assert.Equal(200, (int)saved);
        Assert.StartsWith("at,what,by,detail,chain,holds\r\n", file, StringComparison.Ordinal);
        Assert.Contains("staff-approved", file, StringComparison.Ordinal);
        Assert.Equal(403, (int)await ida.PressAsync("/en/audit/export", audit, ("find", "")));
        Assert.Contains("Done on", await PageAsync(nina, "approvals"), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(StaffClient who, string page)
    {
        var (_, text, answer) = await who.PageAsync($"/en/{page}");
        answer.Dispose();
        return text;
    }
}
