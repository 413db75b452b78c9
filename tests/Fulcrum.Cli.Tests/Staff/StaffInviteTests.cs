using System.Text.Json;

namespace Fulcrum.Cli.Tests.Staff;

/// <summary>Somebody of ours is let in from the machine itself: by a link that is printed, or goes into the outbox and is printed nowhere.</summary>
public sealed class StaffInviteTests
{
    [Fact]
    public async Task A_link_is_printed_or_mailed_never_both_and_each_has_its_row()
    {
        using var folder = new Folder();
        var store = folder["store"];
        await RunAsync(0, "workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);

        var printed = JsonDocument.Parse(await RunAsync(0, "staff", "invite", "Ben", "--role", "service-desk", "--role", "dealer", "--console-url", "https://staff.example.com", "--store", store, "--json")).RootElement;
        Assert.StartsWith("https://staff.example.com/en/set-up?link=", printed.GetProperty("link").GetString(), StringComparison.Ordinal);
        var member = printed.GetProperty("member").GetString()!;
        var mailed = JsonDocument.Parse(await RunAsync(0, "staff", "invite", "--again", member, "--to", "ben@example.com", "--language", "ru", "--store", store, "--json")).RootElement;
        Assert.Equal((JsonValueKind.Null, true, member), (mailed.GetProperty("link").ValueKind, mailed.GetProperty("isMailed").GetBoolean(), mailed.GetProperty("member").GetString()));

        var acts = JsonDocument.Parse(await RunAsync(0, "acts", "--store", store, "--json")).RootElement.GetProperty("acts").EnumerateArray().Where(act => act.GetProperty("what").GetString()!.StartsWith("staff-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["staff-added", "staff-invited"], acts.Select(act => act.GetProperty("what").GetString()));
        Assert.All(acts, act => Assert.Equal($"cli:{Environment.UserName}", act.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_lets_nobody_in()
    {
        using var folder = new Folder();
        var store = folder["store"];
        await RunAsync(0, "workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);

        await RunAsync(2, "staff", "invite", "--store", store);
        await RunAsync(2, "staff", "invite", "Ben", "--store", store);
        await RunAsync(2, "staff", "invite", "Ben", "--role", "dealer", "--again", "s-1", "--store", store);
        await RunAsync(2, "staff", "invite", "Ben", "--role", "dealer", "--to", "no address", "--store", store);
        await RunAsync(2, "staff", "invite", "Ben", "--role", "dealer", "--language", "fr", "--store", store);
        await RunAsync(3, "staff", "invite", "Ben", "--role", "king", "--store", store);
        await RunAsync(3, "staff", "invite", "--again", "s-nobody", "--store", store);

        Assert.DoesNotContain("staff-", await RunAsync(0, "acts", "--store", store, "--json"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int expected, params string[] line)
    {
        var (exit, data, notes) = await CliProcess.RunAsync(line);
        Assert.True(exit == expected, $"{string.Join(' ', line)}: {exit} {notes}");
        return data;
    }
}
