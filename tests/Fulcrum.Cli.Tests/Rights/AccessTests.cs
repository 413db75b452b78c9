using System.IO.Compression;
using System.Security.Cryptography;

namespace Fulcrum.Cli.Tests.Rights;

/// <summary><c>fulcrum access export</c> writes a file that is whole, or none.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task What_is_kept_is_written_to_a_file_whose_sums_hold()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"], "--by", "test");
        using (var served = await ServedStore.StartAsync(folder["store"]))
        {
            await served.PostAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""", ServedStore.WebKey);
        }

        var written = await ExportAsync(folder, "user-id=u-1", "a.zip");
        Assert.True(written.Exit == 0, written.Notes);
        using (var archive = await ZipFile.OpenReadAsync(folder["a.zip"], TestContext.Current.CancellationToken))
        {
            using var sums = new StreamReader(archive.GetEntry("SHA256SUMS")!.Open());
            foreach (var line in (await sums.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await using var file = await archive.GetEntry(line[66..])!.OpenAsync(TestContext.Current.CancellationToken);
                Assert.Equal(line[..64], Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken)));
            }
        }

        var again = await ExportAsync(folder, "user-id=u-1", "a.zip");
        Assert.Equal(5, again.Exit);
        var nobody = await ExportAsync(folder, "user-id=nobody", "b.zip");
        Assert.Equal(3, nobody.Exit);
        Assert.Contains("nothing-kept", nobody.Notes, StringComparison.Ordinal);
        Assert.Equal(["a.zip"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    private static Task<(int Exit, string Data, string Notes)> ExportAsync(Folder folder, string subject, string file) =>
        CliProcess.RunAsync("access", "export", "--subject", subject, "--out", folder[file], "--by", "clerk-7", "--why", "asked in writing", "--store", folder["store"]);
}
