using Fulcrum.Contracts;

namespace Fulcrum.Sqlite.Tests;

public sealed class SqliteJournalTests : JournalContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteSnapshotsTests : SnapshotsContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteIdentifierIndexTests : IdentifierIndexContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteSubjectKeysTests : SubjectKeysContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteEraserTests : EraserContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteRewriteTests : RewriteContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteDedupeTests : DedupeContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteQuarantineTests : QuarantineContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}

public sealed class SqliteWorkspaceStoreTests : WorkspaceStoreContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SqliteUnderTest.CreateAsync();
}
