using Fulcrum.Contracts;

namespace Fulcrum.Sqlite.Tests;

public sealed class SqliteJournalTests : JournalContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}
