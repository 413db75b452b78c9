using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="ISubjectKeys"/>.</summary>
public abstract class SubjectKeysContract : StoreContract
{
    [Fact]
    public async Task A_subject_never_seen_has_no_key() => Assert.Null(await Store.Keys.FindAsync(new SubjectId(1), Cancellation));

    [Fact]
    public async Task A_key_is_seen_as_soon_as_its_batch_is_queued()
    {
        for (var subject = 1; subject <= 300; subject++)
        {
            _ = Store.Journal.Append(Rows.WithKeys(Rows.Event(subject, subject)));
            await AssertHasAsync(subject);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_of_durable_rows_outlive_an_end_of_either_kind(bool crash)
    {
        for (var subject = 1; subject <= 200; subject++)
        {
            _ = Store.Journal.Append(Rows.WithKeys(Rows.Event(subject, subject)));
        }

        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))).Durable;
        await (crash ? UnderTest.CrashAsync() : UnderTest.ReopenAsync());

        for (var subject = 1; subject <= 200; subject++)
        {
            await AssertHasAsync(subject);
        }
    }

    [Fact]
    public async Task A_batch_may_bring_keys_alone()
    {
        await Store.Journal.Append(new JournalBatch([], [Rows.WrappedKey(5)], [], [])).Durable;
        await UnderTest.CrashAsync();

        await AssertHasAsync(5);
        Assert.Equal((0, 5), (Store.Journal.Head, Store.SubjectsMax));
    }

    private async Task AssertHasAsync(int subject)
    {
        var found = await Store.Keys.FindAsync(new SubjectId(subject), Cancellation);
        Assert.Equal(Rows.WrappedKey(subject).Wrapped.ToArray(), found!.Value.ToArray());
    }
}
