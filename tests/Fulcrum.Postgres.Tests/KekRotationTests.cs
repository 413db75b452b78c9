using Fulcrum.Contracts;
using Fulcrum.Postgres.Rights;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Npgsql;
using Xunit;

namespace Fulcrum.Postgres.Tests;

/// <summary>Rotating the key-encryption key of a store in PostgreSQL loses no subject key, wherever it is killed, and leaves nothing that the old key opens.</summary>
public sealed class KekRotationTests
{
    private const int Subjects = 12_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_it_every_key_opens_under_the_new_generation_and_the_old_one_opens_nothing()
    {
        await using var underTest = await FillAsync();
        var before = underTest.Store.Secrets;
        var old = (await underTest.Store.Keys.FindAsync(new SubjectId(7), Cancellation))!.Value;
        await underTest.Postgres.DisposeAsync();
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.True(Server.Cluster.TablesHold(old.Span), "The scan must find the wrapped key while it is there.");

        var (generation, keys) = await RotateAsync(underTest);

        Assert.Equal((2, Subjects), (generation, keys));
        Assert.False(File.Exists(Path.Combine(underTest.KeyFolder, "kek")));
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.False(Server.Cluster.TablesHold(old.Span));
        await underTest.ReopenAsync();
        await AssertOpensAsync(underTest);
        var wrapped = (await underTest.Store.Keys.FindAsync(new SubjectId(7), Cancellation))!.Value;
        Assert.Null(new KekRotation(before, new SystemRandom()).Rewrap(new SubjectId(7), wrapped.Span));
        await underTest.Postgres.DisposeAsync();
        Assert.Equal((3, Subjects), await RotateAsync(underTest));
        await underTest.ReopenAsync();
    }

    [Fact]
    public async Task It_waits_for_who_still_reads_the_pages_it_replaces_or_they_would_be_taken_along()
    {
        await using var underTest = await FillAsync();
        var old = (await underTest.Store.Keys.FindAsync(new SubjectId(7), Cancellation))!.Value;
        await underTest.Postgres.DisposeAsync();
        await using var source = NpgsqlDataSource.Create(underTest.Address.ForWriting(PostgresUnderTest.Small));
        await using var reader = await source.OpenConnectionAsync(Cancellation);
        var reading = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        await using (var look = new NpgsqlCommand("SELECT count(*) FROM subject_keys", reader, reading))
        {
            await look.ExecuteScalarAsync(Cancellation);
        }

        var rotating = Task.Run(() => RotateAsync(underTest), Cancellation);
        while (!rotating.IsCompleted && (long)(await underTest.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(0.1)'"))! == 0)
        {
            await Task.Delay(5, Cancellation);
        }

        Assert.False(rotating.IsCompleted);
        await reading.RollbackAsync(Cancellation);
        Assert.Equal((2, Subjects), await rotating);
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.False(Server.Cluster.TablesHold(old.Span));
        await underTest.ReopenAsync();
    }

    [Fact]
    public async Task Killed_at_any_piece_the_store_opens_and_the_next_rotation_goes_on()
    {
        await using var underTest = await FillAsync();
        var kills = 0;
        for (var piece = 1; piece <= 6; piece++)
        {
            await underTest.Postgres.DisposeAsync();
            kills += await DiesAtAsync(underTest, piece) ? 1 : 0;
            await underTest.ReopenAsync();
            await AssertOpensAsync(underTest);
        }

        await underTest.Postgres.DisposeAsync();
        await RotateAsync(underTest);
        await underTest.ReopenAsync();
        await AssertOpensAsync(underTest);
        Assert.True(kills >= 5, $"{kills} kills");
        Assert.Single(Directory.GetFiles(underTest.KeyFolder, "kek*"));
    }

    [Fact]
    public async Task A_process_that_comes_back_after_it_is_fenced_since_it_would_wrap_under_the_key_that_is_gone()
    {
        await using var underTest = await FillAsync();
        var stale = underTest.Postgres;
        await underTest.ScalarAsync($"SELECT pg_terminate_backend({stale.ServerProcess})");

        await RotateAsync(underTest);
        var refused = await Record.ExceptionAsync(async () => await stale.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable);

        Assert.IsType<StoreUnavailableException>(refused);
        await underTest.ReopenAsync();
    }

    [Fact]
    public async Task A_damaged_wrapped_key_keeps_the_old_key_and_is_named()
    {
        await using var underTest = await FillAsync();
        await underTest.Postgres.DisposeAsync();
        await underTest.ScalarAsync("UPDATE {keys}.subject_keys SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1) WHERE subject = 12");

        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => RotateAsync(underTest));

        Assert.Equal("wrapped-key-damaged", refusal.Fault.Code);
        Assert.Contains("s-12", refusal.Fault.What, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(underTest.KeyFolder, "kek")));
        await underTest.ReopenAsync();
    }

    private static Task<(int Generation, long Keys)> RotateAsync(PostgresUnderTest underTest) =>
        PostgresStore.RotateKekAsync(underTest.Address, underTest.KeyFolder, new SystemRandom(), PostgresUnderTest.Small with { LockWait = TimeSpan.FromSeconds(30) }, Cancellation);

    private static async Task<bool> DiesAtAsync(PostgresUnderTest underTest, int piece)
    {
        await using var source = NpgsqlDataSource.Create(underTest.Address.ForWriting(PostgresUnderTest.Small));
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        try
        {
            new KekRewrap(connection, underTest.Address, new KeyFolder(underTest.KeyFolder), new SystemRandom(), () => _ = --piece == 0 ? throw new Died() : 0).Run();
            return false;
        }
        catch (Died)
        {
            return true;
        }
    }

    private static async Task<PostgresUnderTest> FillAsync()
    {
        var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        var keys = new KekRotation(underTest.Store.Secrets, new SystemRandom());
        await underTest.Store.Journal.Append(new JournalBatch(
            [Rows.Event(1, 1)], [.. Enumerable.Range(1, Subjects).Select(subject => new SubjectKeyRow(new SubjectId(subject), keys.WrapNew(new SubjectId(subject))))], [], [])).Durable;
        return underTest;
    }

    private static async Task AssertOpensAsync(PostgresUnderTest underTest)
    {
        var rotation = new KekRotation(underTest.Store.Secrets, new SystemRandom());
        foreach (var subject in Enumerable.Range(1, Subjects).Where(number => number % 997 == 1).Append(Subjects))
        {
            var wrapped = (await underTest.Store.Keys.FindAsync(new SubjectId(subject), Cancellation))!.Value;
            Assert.NotNull(rotation.Rewrap(new SubjectId(subject), wrapped.Span));
        }
    }

    private sealed class Died : Exception;
}
