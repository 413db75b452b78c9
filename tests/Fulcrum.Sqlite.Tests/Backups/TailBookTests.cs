using Fulcrum.Backups;
using Fulcrum.Consent;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Backups;

/// <summary>The log is never behind the journal: what was acknowledged is in both, and what a crash left in the log alone is pending.</summary>
public sealed class TailBookTests : IDisposable
{
    private static readonly TailRecord No = new(TailKind.No, Rows.Noon, [new SubjectId(1)], "personalization", ConsentState.Withdrawn, default);

    private readonly string _folder = SqliteUnderTest.NewFolder();
    private byte[] _key = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SqliteStoreOptions Options => SqliteStoreOptions.Default with
    {
        Tail = key =>
        {
            _key = key.ToArray();
            return new TailLog(_folder, key);
        },
    };

    [Fact]
    public async Task An_acknowledged_no_and_an_erasure_are_in_the_log_and_an_event_is_not()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(Options);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;
        Assert.Empty(TailLog.Read(_folder, _key, TailMark.Start).Records);

        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3)) with { Tail = [No] }).Durable;
        await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon, Rows.Key(2)), [new SubjectId(2)], Cancellation);

        var records = TailLog.Read(_folder, _key, TailMark.Start).Records;
        Assert.Equal([TailKind.No, TailKind.Erasure], records.Select(record => record.Kind));
        Assert.Equal([new SubjectId(2)], records[1].Subjects);
        await underTest.ReopenAsync();
        Assert.Empty(underTest.Store.Tail!.Pending);
    }

    [Fact]
    public async Task What_a_crash_left_in_the_log_alone_is_pending_until_it_is_taken_in()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(Options);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1)) with { Tail = [No] }).Durable;
        var known = TailLog.Read(_folder, _key, TailMark.Start).End;
        await underTest.Sqlite.DisposeAsync();
        using (var log = new TailLog(_folder, _key))
        {
            log.Open(known, isRestored: false);
            log.Write([No with { Purpose = "analytics" }]);
        }

        await underTest.ReopenAsync();
        Assert.Equal(["analytics"], underTest.Store.Tail!.Pending.Select(record => record.Purpose));

        // Begun and not finished: another crash finds it again, though something else was written meanwhile.
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 2)) with { Tail = [No] }).Durable;
        await underTest.ReopenAsync();
        Assert.Equal(["analytics", "personalization"], underTest.Store.Tail!.Pending.Select(record => record.Purpose));

        await underTest.Store.Tail!.FinishAsync(Cancellation);
        await underTest.ReopenAsync();
        Assert.Empty(underTest.Store.Tail!.Pending);
    }

    [Fact]
    public async Task A_log_that_takes_nothing_stops_acknowledgements_and_says_why()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default with { Tail = _ => new FullTail() });
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 2)) with { Tail = [No] }).Durable);

        Assert.Contains("no room for the log", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(underTest.Store.Failed);
    }

    [Fact]
    public async Task A_log_under_another_key_is_refused_with_the_folder_it_is_in()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(Options);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1)) with { Tail = [No] }).Durable;
        await underTest.Sqlite.DisposeAsync();
        File.Delete(Path.Combine(underTest.Folder, "keys", "tail"));
        File.Delete(Path.Combine(underTest.Folder, "keys", "tail.check"));

        var refusal = await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync);

        Assert.Contains(_folder, refusal.Fault.What, StringComparison.Ordinal);
    }

    private sealed class FullTail : ITail
    {
        public TailMark End => TailMark.Start;

        public Fault? Damage => null;

        public IReadOnlyList<TailRecord> Open(TailMark known, bool isRestored) => [];

        public TailMark Write(IReadOnlyList<TailRecord> records) => throw new IOException("There is no room for the log.");

        public void Dispose()
        {
        }
    }
}
