using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class RewriteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_of_rewritten_rows_are_in_no_file_any_more()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        for (var number = 1; number <= 600; number++)
        {
            await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number))).Durable;
        }

        Assert.All(Enumerable.Range(1, 600), number => Assert.True(IsOnDisk(underTest.Folder, number)));
        RowRewrite[] rewrites =
            [.. Enumerable.Range(1, 600).Where(number => number % 2 == 0).Select(number => new RowRewrite(new SubjectId(1), number, number % 4 == 0 ? default : new byte[] { 1 }))];

        Assert.Equal(300, await underTest.Store.Eraser.RewriteAsync(rewrites, 600, Cancellation));

        Assert.All(Enumerable.Range(1, 600), number => Assert.Equal(number % 2 == 1, IsOnDisk(underTest.Folder, number)));
    }

    private static bool IsOnDisk(string folder, int number)
    {
        var payload = Rows.Payload(number);
        foreach (var file in Directory.EnumerateFiles(folder, "journal.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            if (bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(payload.AsSpan(4, 16)) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
