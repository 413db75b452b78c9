using Fulcrum.Contracts;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

/// <summary>Rotating the key-encryption key loses no subject key, wherever it is killed, and leaves nothing that the old key opens.</summary>
public sealed class KekRotationTests
{
    private const int Subjects = 25_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_it_every_key_opens_under_the_new_generation_and_the_old_file_is_gone()
    {
        await using var underTest = await FillAsync();
        var before = StoreKeys.Read(underTest.Folder).Secrets;

        var (generation, keys) = KekRewrap.Run(underTest.Folder, new SystemRandom());

        Assert.Equal((2, Subjects), (generation, keys));
        var after = StoreKeys.Read(underTest.Folder).Secrets;
        Assert.Equal((2, 0), (after.KekGeneration, after.Retired.Length));
        Assert.False(after.Rows.IsEmpty);
        Assert.False(File.Exists(Path.Combine(underTest.Folder, "keys", "kek")));
        await underTest.ReopenAsync();
        await AssertOpensAsync(underTest, generation);
        var wrapped = (await underTest.Store.Keys.FindAsync(new SubjectId(7), Cancellation))!.Value;
        Assert.Null(new KekRotation(before, new SystemRandom()).Rewrap(new SubjectId(7), wrapped.Span));
        Assert.Equal((3, Subjects), await RunAgainAsync(underTest));
    }

    [Fact]
    public async Task Killed_at_any_piece_the_store_opens_and_the_next_rotation_goes_on()
    {
        await using var underTest = await FillAsync();
        await underTest.ReopenAsync();
        var kills = 0;
        for (var piece = 1; piece <= 6; piece++)
        {
            await underTest.Sqlite.DisposeAsync();
            var at = piece;
            try
            {
                KekRewrap.Run(underTest.Folder, new SystemRandom(), () => _ = --at == 0 ? throw new Died() : 0);
            }
            catch (Died)
            {
                kills++;
            }

            await underTest.ReopenAsync();
            await AssertOpensAsync(underTest, generation: null);
        }

        await underTest.Sqlite.DisposeAsync();
        var (generation, _) = KekRewrap.Run(underTest.Folder, new SystemRandom());
        await underTest.ReopenAsync();
        await AssertOpensAsync(underTest, generation);
        Assert.True(kills >= 5, $"{kills} kills");
        Assert.Single(Directory.GetFiles(Path.Combine(underTest.Folder, "keys"), "kek*"), path => !path.EndsWith(".check", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_wrapped_key_keeps_the_old_key_and_is_named()
    {
        await using var underTest = await FillAsync();
        using (var keys = Engine.Database.OpenWriter(Path.Combine(underTest.Folder, "keys.db"), 4096, "FULL"))
        {
            keys.Execute("UPDATE keys SET wrapped = zeroblob(63) WHERE subject = 12");
        }

        var refusal = Assert.Throws<StoreStartException>(() => KekRewrap.Run(underTest.Folder, new SystemRandom()));

        Assert.Equal("wrapped-key-damaged", refusal.Fault.Code);
        Assert.Contains("s-12", refusal.Fault.What, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(underTest.Folder, "keys", "kek")));
        await underTest.ReopenAsync();
    }

    private static async Task<(int, long)> RunAgainAsync(SqliteUnderTest underTest)
    {
        await underTest.Sqlite.DisposeAsync();
        var outcome = KekRewrap.Run(underTest.Folder, new SystemRandom());
        await underTest.ReopenAsync();
        return outcome;
    }

    private static async Task<SqliteUnderTest> FillAsync()
    {
        var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        var wrapping = new KekRotation(underTest.Store.Secrets, new SystemRandom());
        for (var from = 1; from <= Subjects; from += 5_000)
        {
            await underTest.Store.Journal.Append(new Fulcrum.Profiles.JournalBatch(
                [Rows.Event(from, from)], [.. Enumerable.Range(from, 5_000).Select(subject => new SubjectKeyRow(new SubjectId(subject), wrapping.WrapNew(new SubjectId(subject))))], [], [])).Durable;
        }

        await underTest.Sqlite.DisposeAsync();
        return underTest;
    }

    private static async Task AssertOpensAsync(SqliteUnderTest underTest, int? generation)
    {
        var rotation = new KekRotation(underTest.Store.Secrets, new SystemRandom());
        for (var subject = 1; subject <= Subjects; subject += 37)
        {
            var wrapped = (await underTest.Store.Keys.FindAsync(new SubjectId(subject), Cancellation))!.Value;
            Assert.NotNull(rotation.Rewrap(new SubjectId(subject), wrapped.Span));
            Assert.Equal(generation ?? WrappedKey.GenerationOf(wrapped.Span), WrappedKey.GenerationOf(wrapped.Span));
        }
    }

    private sealed class Died : Exception;
}
