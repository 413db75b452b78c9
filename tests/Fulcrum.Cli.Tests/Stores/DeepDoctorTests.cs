using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>A deep look reads every page and opens every row; what it cannot open it names.</summary>
public class DeepDoctorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_store_is_said_to_be_whole_and_a_row_that_does_not_open_is_named_with_its_file()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        var whole = await CliProcess.RunAsync("doctor", "--deep", "--store", folder["store"], "--port", "0", "--json");
        await using (var store = await SqliteStore.OpenAsync(folder["store"], TimeProvider.System, new OperatingSystemRandom(), SqliteStoreOptions.Default, Token))
        {
            await store.Journal.Append(JournalBatch.Of(new JournalRow(EntryKind.Decision, SubjectId.None, new Instant(1), 0, 0, default, new byte[100]))).Durable;
        }

        var damaged = await CliProcess.RunAsync("doctor", "--deep", "--store", folder["store"], "--port", "0", "--json");
        var shallow = await CliProcess.RunAsync("doctor", "--store", folder["store"], "--port", "0", "--json");

        Assert.DoesNotContain("journal.db:", whole.Data, StringComparison.Ordinal);
        Assert.Contains("every page of every file is whole", whole.Data, StringComparison.Ordinal);
        Assert.Equal(ExitCode.VerificationFailed, damaged.Exit);
        Assert.Contains("journal.db: 1 of 1 rows do not open: row 1", damaged.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("row 1", shallow.Data, StringComparison.Ordinal);
    }
}
