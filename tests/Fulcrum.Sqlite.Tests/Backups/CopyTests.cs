using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Backups;
using Fulcrum.Sqlite.Engine;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Backups;

/// <summary>A copy taken while others write is of one moment: whole batches, every key a row needs, and nothing but what was on disk.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly string _folder = SqliteUnderTest.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    private string Keys => Path.Combine(_folder, "keys");

    [Fact]
    public async Task A_copy_taken_under_load_holds_every_row_acknowledged_before_and_no_half_batch()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        var stop = false;
        var number = 0;
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                // Pairs: a batch is on disk wholly or not at all, and its subject's key before it.
                var own = Interlocked.Add(ref number, 2);
                await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(own, own), Rows.Event(own, own + 1))).Durable;
            }
        })).ToArray();
        while (underTest.Store.Journal.Head < 2000)
        {
            await Task.Delay(1, Cancellation);
        }

        var acknowledged = underTest.Store.Journal.Head;
        await underTest.Store.Journal.Append(JournalBatch.Of()).Durable;
        var content = await new SqliteBackups(underTest.Folder).CopyAsync(Data, Keys, _ => { }, Cancellation);
        stop = true;
        await Task.WhenAll(writers);

        Assert.True(content.Sequence >= acknowledged);
        Assert.Equal(0, content.Sequence % 2);
        Assert.Equal(content, new SqliteBackups(_folder).Examine(Data, Keys) with { Tail = content.Tail });
        using var keys = Database.OpenForeign(Keys);
        Assert.True(keys.ReadLong("SELECT count(*) FROM keys") >= content.Sequence / 2);
    }

    [Fact]
    public async Task A_copy_of_a_file_that_is_being_written_byte_by_byte_is_caught()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        for (var number = 2; number < 3000; number += 2)
        {
            _ = underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(number, number), Rows.Event(number, number + 1)));
        }

        await underTest.Store.Journal.Append(JournalBatch.Of()).Durable;
        var content = await new SqliteBackups(underTest.Folder).CopyAsync(Data, Keys, _ => { }, Cancellation);

        // The mistake: what is in the write-ahead log is not in the file.
        File.Copy(Path.Combine(underTest.Folder, "journal.db"), Data, overwrite: true);

        string? copied = null;
        var fault = Record.Exception(() => copied = new SqliteBackups(_folder).Examine(Data, Keys).DataChecksum);
        Assert.True(fault is StoreUnavailableException || copied != content.DataChecksum, "A copy without the log passed for one of the store.");
    }

    [Fact]
    public async Task A_closed_store_is_copied_the_same()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;
        var open = await new SqliteBackups(underTest.Folder).CopyAsync(Data, Keys, _ => { }, Cancellation);
        await underTest.Sqlite.DisposeAsync();

        var closed = await new SqliteBackups(underTest.Folder).CopyAsync(Data + "2", Keys + "2", _ => { }, Cancellation);

        Assert.Equal((2, open.DataChecksum, open.KeysChecksum), (closed.Sequence, closed.DataChecksum, closed.KeysChecksum));
        await underTest.ReopenAsync();
    }

    [Fact]
    public async Task Nothing_is_put_over_a_store_that_is_there()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        var engine = new SqliteBackups(underTest.Folder);
        await engine.CopyAsync(Data, Keys, _ => { }, Cancellation);

        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => engine.PutBackAsync(Data, Keys, Rows.Noon, Cancellation));

        Assert.Equal("restore-over-store", refusal.Fault.Code);
    }
}
