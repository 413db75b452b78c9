using Fulcrum.Contracts;

namespace Fulcrum.Postgres.Tests;

public sealed class PostgresJournalTests : JournalContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresSnapshotsTests : SnapshotsContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresIdentifierIndexTests : IdentifierIndexContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresSubjectKeysTests : SubjectKeysContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresEraserTests : EraserContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresRewriteTests : RewriteContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresDedupeTests : DedupeContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresQuarantineTests : QuarantineContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}

public sealed class PostgresWorkspaceStoreTests : WorkspaceStoreContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();
}
