using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

/// <summary>The log of acts goes through everybody's rows once; afterwards it reads the acts alone, each from the disk, so that one that was taken out still shows.</summary>
public sealed class ActLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_reading_goes_through_no_other_rows_and_still_shows_what_was_taken_out()
    {
        CountingStore? store = null;
        await using var core = await CoreUnderTest.OpenAsync(around: inner => store = new CountingStore(inner));
        for (var at = 0; at < 3; at++)
        {
            await core.SendAsync(core.Workspace.Sources["cdnow-import"], default, core.Track("ann", "Order Completed", """{"total":12.5,"units":1}"""));
            await core.Core.Acts.RecordAsync(new Act($"a-{at}", core.Core.Now, "keys-new", "test", $"{at}"), Token);
        }

        var first = await core.Core.Acts.ReadAsync(Token).ToListAsync(Token);
        Assert.Equal(["0", "1", "2"], first.Select(act => act.Detail));
        Assert.All(first, act => Assert.True(act.Holds));

        store!.Passed = 0;
        Assert.Equal(first, await core.Core.Acts.ReadAsync(Token).ToListAsync(Token));
        Assert.Equal(0, store.Passed);

        await core.Core.Acts.RecordAsync(new Act("a-3", core.Core.Now, "keys-new", "test", "3"), Token);
        Assert.Equal("3", (await core.Core.Acts.ReadAsync(Token).LastAsync(Token)).Detail);
        Assert.Equal(1, store.Passed);

        store.Taken = store.Found.Order().ElementAt(1);
        Assert.Equal([("0", true), ("2", false), ("3", true)], (await core.Core.Acts.ReadAsync(Token).ToListAsync(Token)).Select(act => (act.Detail, act.Holds)));
    }

    /// <summary>Counts rows gone through, and takes one out.</summary>
    private sealed class CountingStore : StoreAround
    {
        public CountingStore(IStore inner)
            : base(inner) => Journal = new Counting(this, inner.Journal);

        public int Passed { get; set; }

        public long Taken { get; set; }

        public HashSet<long> Found { get; } = [];

        private sealed class Counting(CountingStore store, IJournal inner) : IJournal
        {
            public long Head => inner.Head;

            public JournalTicket Append(JournalBatch batch) => inner.Append(batch);

            public async ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation)
            {
                store.Found.Add(sequence);
                return sequence == store.Taken ? null : await inner.FindAsync(sequence, cancellation);
            }

            public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

            public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation).Select(row =>
            {
                store.Passed++;
                return row;
            });
        }
    }
}
