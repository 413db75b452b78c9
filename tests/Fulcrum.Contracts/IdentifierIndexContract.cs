using Fulcrum.Identity;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IIdentifierIndex"/>.</summary>
public abstract class IdentifierIndexContract : StoreContract
{
    [Fact]
    public async Task An_unknown_key_is_nobodys() => Assert.Equal(0, await FindAsync(Rows.Key(1)));

    [Fact]
    public async Task A_binding_is_seen_as_soon_as_its_row_is_queued()
    {
        for (var number = 1; number <= 300; number++)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(number, number, binds: [Rows.Key(number)])));
            Assert.Equal(number, await FindAsync(Rows.Key(number)));
        }
    }

    [Fact]
    public async Task The_first_binding_stands()
    {
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, binds: [Rows.Key(1)]))).Durable;
        await FillAsync(200);
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(2, 2, binds: [Rows.Key(1), Rows.Key(2)]))).Durable;

        Assert.Equal((1, 2), (await FindAsync(Rows.Key(1)), await FindAsync(Rows.Key(2))));
        await UnderTest.ReopenAsync();
        Assert.Equal((1, 2), (await FindAsync(Rows.Key(1)), await FindAsync(Rows.Key(2))));
    }

    [Fact]
    public async Task Equal_hashes_of_two_types_are_two_keys()
    {
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, binds: [Rows.Key(1, 1)]), Rows.Event(2, 2, binds: [Rows.Key(1, 2)]))).Durable;
        await FillAsync(200);
        await UnderTest.ReopenAsync();

        Assert.Equal((1, 2, 0), (await FindAsync(Rows.Key(1, 1)), await FindAsync(Rows.Key(1, 2)), await FindAsync(Rows.Key(1, 3))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_durable_bindings_outlive_an_end_of_either_kind(bool crash)
    {
        for (var number = 1; number <= 1_000; number += 2)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(number, number, binds: [Rows.Key(number), Rows.Key(number + 1, 9)])));
        }

        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))).Durable;
        await (crash ? UnderTest.CrashAsync() : UnderTest.ReopenAsync());

        for (var number = 1; number <= 1_000; number += 2)
        {
            Assert.Equal((number, number), (await FindAsync(Rows.Key(number)), await FindAsync(Rows.Key(number + 1, 9))));
            Assert.Equal(0, await FindAsync(Rows.Key(number + 1_000_000)));
        }
    }

    [Fact]
    public async Task A_tombstone_binds_nothing()
    {
        await Store.Journal.Append(JournalBatch.Of(Rows.Tombstone(Rows.Noon, Rows.Key(1)))).Durable;

        Assert.Equal(0, await FindAsync(Rows.Key(1)));
    }

    private async Task<long> FindAsync(IdentifierKey key) => (await Store.Identifiers.FindAsync(key, Cancellation)).Value;

    private async Task FillAsync(int rows)
    {
        for (var number = 1; number <= rows; number++)
        {
            await Store.Journal.Append(JournalBatch.Of(Rows.Event(number + 10_000, number, binds: [Rows.Key(number + 10_000)]))).Durable;
        }
    }
}
