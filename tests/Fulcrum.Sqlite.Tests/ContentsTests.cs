using Fulcrum.Consent;
using Fulcrum.Contracts;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

/// <summary>A store is not copied where the copy would forget what keeps its subjects safe.</summary>
public sealed class ContentsTests
{
    [Fact]
    public async Task A_stale_store_is_not_copied_to_one_that_would_not_know()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        using (var journal = Database.OpenWriter(Path.Combine(underTest.Folder, "journal.db"), 8192, "FULL"))
        {
            TailBook.MarkStale(journal, new Staleness(Rows.Noon, 5));
        }

        Assert.Equal("contents-stale", Assert.Throws<StoreStartException>(() => SqliteContents.Open(underTest.Folder)).Fault.Code);
    }

    [Fact]
    public async Task A_store_with_a_rotated_key_is_read_with_all_of_its_secrets()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        KekRewrap.Run(underTest.Folder, new SystemRandom());

        using var contents = SqliteContents.Open(underTest.Folder);
        Assert.Equal((2, false), (contents.Secrets.KekGeneration, contents.Secrets.Rows.IsEmpty));
    }
}
