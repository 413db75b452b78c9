using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Tests.Consent;

namespace Fulcrum.Cli.Tests.Rights;

/// <summary>From the command line: erase, compact, fetch the certificate, and verify it where there is no store.</summary>
public sealed class EraseCommandTests
{
    [Fact]
    public async Task Somebody_is_erased_the_store_compacted_and_the_certificate_verified_offline()
    {
        using var folder = new Folder();
        await StoreWithLedger.MakeAsync(folder, "store", "u-1", "u-2");
        string[] store = ["--store", folder["store"]];

        var erased = await CliProcess.RunAsync(["erase", "subject", "--subject", "user-id=u-1", "--why", "asked in writing", "--json", .. store]);
        Assert.True(erased.Exit == ExitCode.Ok, erased.Notes);
        var answer = JsonDocument.Parse(erased.Data).RootElement;
        var (id, salt) = (answer.GetProperty("certificate").GetString()!, answer.GetProperty("salt").GetString()!);
        var compacted = await CliProcess.RunAsync(["erase", "compact", .. store]);
        var certificate = await CliProcess.RunAsync(["erase", "certificate", id, .. store]);
        await File.WriteAllTextAsync(folder["certificate.json"], certificate.Data, TestContext.Current.CancellationToken);
        var head = await CliProcess.RunAsync(["ledger", "prove", "--sequence", "2", .. store]);
        var key = head.Notes[(head.Notes.IndexOf("--ledger-key ", StringComparison.Ordinal) + 13)..].Trim();
        Task<(int Exit, string Data, string Notes)> VerifyAsync(string file, params string[] more) => CliProcess.RunAsync(["verify", "erasure", folder[file], "--key", key, .. more]);

        Assert.True(compacted.Exit == ExitCode.Ok, compacted.Notes);
        Assert.Contains("clean    journal", compacted.Notes, StringComparison.Ordinal);
        Assert.Contains("Erasures compacted now: 1", compacted.Data, StringComparison.Ordinal);
        var verified = await VerifyAsync("certificate.json", "--subject", "user-id=u-1", "--salt", salt);
        Assert.True(verified.Exit == ExitCode.Ok, verified.Data + verified.Notes);
        Assert.Contains("state compacted", verified.Data, StringComparison.Ordinal);
        Assert.Contains("not reached: other-systems", verified.Data, StringComparison.Ordinal);
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("certificate.json", "--subject", "user-id=u-2", "--salt", salt), "[subject]"));
        Assert.Equal(ExitCode.Usage, (await VerifyAsync("certificate.json", "--subject", "user-id=u-1")).Exit);
        await File.WriteAllTextAsync(folder["changed.json"], certificate.Data.Replace("rows-deleted", "rows-hidden", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("changed.json"), "[content]"));
        await File.WriteAllTextAsync(folder["none.json"], "{}", TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("none.json"), "[form]"));
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("certificate.json", "--code", "fulcrum:erasure:v1:e-1:AAAA"), "[code]"));
    }

    [Fact]
    public async Task Whoever_is_impatient_erases_and_cleans_the_disk_in_one_command()
    {
        using var folder = new Folder();
        await StoreWithLedger.MakeAsync(folder, "store", "u-1", "u-2");
        string[] asked = ["--why", "asked in writing", "--now", "--store", folder["store"]];

        var erased = await CliProcess.RunAsync(["erase", "subject", "--subject", "user-id=u-1", "--json", .. asked]);
        var nobody = await CliProcess.RunAsync(["erase", "subject", "--subject", "user-id=u-1", .. asked]);

        Assert.True(erased.Exit == ExitCode.Ok, erased.Notes);
        Assert.True(JsonDocument.Parse(erased.Data).RootElement.GetProperty("erased").GetBoolean());
        Assert.Contains("clean    journal", erased.Notes, StringComparison.Ordinal);
        Assert.Contains("Nothing of the erased is left in any place.", erased.Notes, StringComparison.Ordinal);
        Assert.Contains("Nobody is known", nobody.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("clean    journal", nobody.Notes, StringComparison.Ordinal);
    }

    private static (int Exit, bool Says) Ends((int Exit, string Data, string Notes) result, string check) => (result.Exit, result.Data.Contains(check, StringComparison.Ordinal));
}
