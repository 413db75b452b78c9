using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;

namespace Fulcrum.Cli.Tests.Consent;

/// <summary>A receipt is verified offline, with nothing but the ledger's public key.</summary>
public sealed class VerifyTests
{
    private static readonly byte[] Seed = new byte[NoteKey.KeyBytes];
    private static readonly NoteKey Key = new("ledger.example", NoteKeyKind.Log, NoteKey.PublicOf(Seed));

    [Fact]
    public async Task A_receipt_holds_with_the_ledgers_key_from_the_line_or_a_file()
    {
        using var folder = new Folder();
        await WriteAsync(folder, "given");
        await File.WriteAllTextAsync(folder["key.txt"], $"{Key}\n", TestContext.Current.CancellationToken);
        Assert.True(Receipt.TryRead(await File.ReadAllBytesAsync(folder["receipt.json"], TestContext.Current.CancellationToken), out var receipt));

        var named = await CliProcess.RunAsync("verify", "receipt", folder["receipt.json"], "--key", Key.ToString(), "--code", receipt.Code);
        var fromFile = await CliProcess.RunAsync("verify", "receipt", folder["receipt.json"], "--key", folder["key.txt"], "--json");

        Assert.True(named.Exit == ExitCode.Ok, named.Data + named.Notes);
        Assert.Contains("entry 0 of 1", named.Data, StringComparison.Ordinal);
        Assert.Contains("state: given", named.Data, StringComparison.Ordinal);
        Assert.Contains("at: 2025-11-24T16:00:00.000Z", named.Data, StringComparison.Ordinal);
        Assert.Equal("marketing", JsonDocument.Parse(fromFile.Data).RootElement.GetProperty("record").GetProperty("purpose").GetString());
    }

    [Fact]
    public async Task A_changed_receipt_another_key_and_another_code_are_refused_by_name()
    {
        using var folder = new Folder();
        var text = await WriteAsync(folder, "refused");
        await File.WriteAllTextAsync(folder["changed.json"], text.Replace("refused", "given", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["none.json"], "{}", TestContext.Current.CancellationToken);
        var other = new NoteKey("ledger.example", NoteKeyKind.Log, NoteKey.PublicOf([.. Enumerable.Repeat((byte)1, NoteKey.KeyBytes)])).ToString();
        Task<(int Exit, string Data, string Notes)> VerifyAsync(string file, params string[] more) => CliProcess.RunAsync(["verify", "receipt", folder[file], .. more]);

        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("changed.json", "--key", Key.ToString()), "[inclusion]"));
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("receipt.json", "--key", other), "[signature]"));
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("receipt.json", "--key", Key.ToString(), "--code", "fulcrum:receipt:v1:r-42:AAAA"), "[code]"));
        Assert.Equal((ExitCode.VerificationFailed, true), Ends(await VerifyAsync("none.json", "--key", Key.ToString()), "[form]"));
        Assert.Equal(ExitCode.Usage, (await VerifyAsync("receipt.json", "--key", "no-key")).Exit);
        Assert.Equal(ExitCode.NotFound, (await VerifyAsync("nowhere.json", "--key", Key.ToString())).Exit);
    }

    private static (int Exit, bool Says) Ends((int Exit, string Data, string Notes) result, string check) => (result.Exit, result.Data.Contains(check, StringComparison.Ordinal));

    /// <summary>A receipt of a ledger with one entry, written by hand.</summary>
    private static async Task<string> WriteAsync(Folder folder, string state)
    {
        var record = new ConsentRecord(
            "marketing", state == "given" ? ConsentState.Given : ConsentState.Refused, "n@1", "en", new Instant(1_764_000_000_000), new Instant(1_764_000_000_500), "web", ConsentMethod.Express, false, "api", [], false);
        var (salt, canonical) = (new byte[ConsentCommitment.SaltBytes], ConsentCanonical.Write(new SubjectId(7), record));
        var leaf = new LedgerLeaf(LedgerLeafKind.Consent, 42, record.ReceivedAt, ConsentCommitment.Of(salt, canonical)).Hash();
        var proof = new LogProof(0, [], SignedHead(leaf)).ToString();
        var text = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["schema_version"] = Receipt.Schema, ["receipt_id"] = "r-42", ["record"] = JsonDocument.Parse(canonical).RootElement, ["salt"] = Convert.ToBase64String(salt), ["proof"] = proof,
        });
        await File.WriteAllTextAsync(folder["receipt.json"], text, TestContext.Current.CancellationToken);
        return text;
    }

    private static string SignedHead(byte[] root) => new Checkpoint(Key.Name, 1, root).Sign(Key, Seed).ToString();
}
