using System.Text;
using Fulcrum.Backups;
using Fulcrum.Backups.Escrow;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Tests.Keys;

/// <summary>Keys come back out of escrow exactly, or not at all; a rotated key overlaps, a revoked one stops.</summary>
public sealed class KeysTests
{
    private const string Passphrase = "five words drawn by chance";

    private static readonly Dictionary<string, byte[]> Some = new() { ["kek"] = [1, 2, 3], ["look-up"] = [4, 5, 6] };
    private static readonly OperatingSystemRandom Chance = new();

    [Fact]
    public void A_passphrase_opens_what_it_sealed_and_another_does_not()
    {
        var sealed1 = KeyBundle.Seal(Some, Passphrase, Chance);

        Assert.Equal(Some["look-up"], KeyBundle.Open([sealed1], Passphrase)["look-up"]);
        Assert.Equal("escrow-does-not-open", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([sealed1], Passphrase + "!")).Fault.Code);
        Assert.DoesNotContain("010203", Encoding.UTF8.GetString(sealed1), StringComparison.Ordinal);
        Assert.Equal("passphrase-too-short", Assert.Throws<BackupRefusedException>(() => KeyBundle.Seal(Some, "short", Chance)).Fault.Code);
    }

    [Fact]
    public void Fewer_iterations_than_are_safe_are_not_believed_whatever_the_file_says()
    {
        var text = Encoding.UTF8.GetString(KeyBundle.Seal(Some, Passphrase, Chance));

        var weaker = Encoding.UTF8.GetBytes(text.Replace("600000", "300000", StringComparison.Ordinal));
        var weak = Encoding.UTF8.GetBytes(text.Replace("600000", "1", StringComparison.Ordinal));

        Assert.Equal("escrow-does-not-open", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([weaker], Passphrase)).Fault.Code);
        Assert.Equal("escrow-unreadable", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([weak], Passphrase)).Fault.Code);
    }

    [Fact]
    public void Any_three_of_five_shares_open_and_two_or_strangers_do_not()
    {
        var shares = KeyBundle.Split(Some, 5, 3, Chance);
        var others = KeyBundle.Split(Some, 5, 3, Chance);

        foreach (var (a, b, c) in new[] { (0, 1, 2), (4, 2, 0), (1, 3, 4) })
        {
            Assert.Equal(Some["kek"], KeyBundle.Open([shares[a], shares[b], shares[c]], "")["kek"]);
        }

        Assert.Equal("shares-missing", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([shares[0], shares[1]], "")).Fault.Code);
        Assert.Equal("shares-missing", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([shares[0], shares[0], shares[0]], "")).Fault.Code);
        Assert.Equal("shares-missing", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([shares[0], shares[1], others[2]], "")).Fault.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"form":"fulcrum-keys-1/shamir-gf256/aes-256-gcm","iterations":0,"salt":"zz","number":1,"needed":2,"share":"0","nonce":"","sealed":""}""")]
    public void What_is_no_escrow_file_is_said_to_be_none(string text) =>
        Assert.Equal("escrow-unreadable", Assert.Throws<BackupRefusedException>(() => KeyBundle.Open([Encoding.UTF8.GetBytes(text)], Passphrase)).Fault.Code);

    [Fact]
    public void A_file_of_access_keys_from_before_rotation_is_still_read()
    {
        using var folder = new Folder();
        var (decide, admin) = (new string('a', 64), new string('b', 64));
        folder.Write("access.json", $$"""{"decideSha256":"{{decide}}","adminSha256":"{{admin}}"}""");

        Assert.Equal([decide, admin], AccessKeys.Find(folder.Root)!.Keys.Select(key => key.Sha256));
    }

    [Fact]
    public async Task A_rotated_key_overlaps_and_a_revoked_one_stops_while_the_server_runs()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        using var server = await ServedStore.StartAsync(folder["store"]);
        var oldId = AccessKeys.Find(folder["store"])!.Keys.Single(key => key.Kind == AccessKeys.Decide).Id;

        var rotate = await CliProcess.RunAsync("keys", "rotate", "decide", "--store", folder["store"], "--overlap", "1.00:00");
        Assert.True(rotate.Exit == 0, rotate.Notes);
        var fresh = rotate.Data.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        await UntilAsync(server, fresh, 200);
        Assert.Equal(200, await DecideAsync(server, server.DecideKey));

        var revoke = await CliProcess.RunAsync("keys", "revoke", oldId, "--store", folder["store"]);
        Assert.True(revoke.Exit == 0, revoke.Notes);
        await UntilAsync(server, server.DecideKey, 401);
        Assert.Equal(200, await DecideAsync(server, fresh));
        await server.StopAsync();

        var list = await CliProcess.RunAsync("keys", "list", "--store", folder["store"]);
        Assert.Contains("over since", list.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(fresh, list.Data, StringComparison.Ordinal);
    }

    private static async Task<int> DecideAsync(ServedStore server, string key) =>
        (await server.PostAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"userId":"u-1"}}""", key)).Status;

    private static async Task UntilAsync(ServedStore server, string key, int status)
    {
        while (await DecideAsync(server, key) != status)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
