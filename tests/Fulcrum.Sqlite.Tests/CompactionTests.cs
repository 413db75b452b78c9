using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class CompactionTests : CompactionContract
{
    private SqliteUnderTest Sqlite => (SqliteUnderTest)UnderTest;

    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();

    protected override IEnumerable<byte[]> ReadFiles() => Directory.EnumerateFiles(Sqlite.Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock").Select(Read);

    [Fact]
    public async Task No_run_of_an_index_knows_the_erased_any_more()
    {
        for (var number = 1; number <= 400; number++)
        {
            var subject = 1 + (number % 5);
            await Store.Journal.Append(number <= 5 ? Rows.WithKeys(Rows.Event(subject, number, binds: [Rows.Key(subject)])) : JournalBatch.Of(Rows.Event(subject, number))).Durable;
        }

        await Sqlite.ReopenAsync();
        Assert.True(IsInRuns(2));
        await Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon, Rows.Key(2)), [new SubjectId(2)], Cancellation);
        Assert.True(IsInRuns(2), "Erasing alone leaves the runs as they are.");

        await Store.Compaction!.RunAsync(CompactionOrder.Gentle, Rows.Noon, null, Cancellation);

        Assert.False(IsInRuns(2));
        Assert.True(IsInRuns(3));
        await Sqlite.CrashAsync();
        Assert.Equal(80, (await Store.Journal.ReadSubjectAsync(new SubjectId(3), 0, Cancellation)).Count);
        Assert.Equal(3, (await Store.Identifiers.FindAsync(Rows.Key(3), Cancellation)).Value);
        Assert.True((await Store.Identifiers.FindAsync(Rows.Key(2), Cancellation)).IsNone);
    }

    [Fact]
    public async Task A_reader_of_an_older_state_is_named_and_nothing_counts_as_compacted_before_it_left()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1, binds: [Rows.Key(1)]))).Durable;
        using (var contents = SqliteContents.Open(Sqlite.Folder))
        {
            _ = contents.ReadRows(0).First();
            await Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon, Rows.Key(1)), [new SubjectId(1)], Cancellation);

            var held = await Store.Compaction!.RunAsync(CompactionOrder.Gentle, Rows.Noon, null, Cancellation);

            Assert.False(held.IsClean);
            Assert.Equal(0, held.Erasures);
            Assert.Contains(held.Places, place => place.Place == "journal" && !place.IsClean);
        }

        Assert.Equal(1, (await Store.Compaction!.RunAsync(CompactionOrder.Gentle, Rows.Noon, null, Cancellation)).Erasures);
    }

    /// <summary>Whether the big-endian id of a subject stands where a run has it: at the start of its records, or behind a key.</summary>
    private bool IsInRuns(long subject)
    {
        var found = false;
        foreach (var (name, width, at) in new[] { ("subjects", 16, 0), ("identifiers", 32, 24) })
        {
            foreach (var run in Directory.EnumerateFiles(Path.Combine(Sqlite.Folder, "index"), name + "-*.run"))
            {
                var bytes = Read(run);
                for (var record = 0; record + width <= bytes.Length - 64; record += width)
                {
                    found |= System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(record + at)) == subject;
                }
            }
        }

        return found;
    }

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
