using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Cli.Tests.Stores;

namespace Fulcrum.Cli.Tests.Rights;

/// <summary>The embedded store's ways in.</summary>
public sealed class ErasureDoorTests() : ErasureDoorContract(new DrillFolder());

/// <summary>Those of the store in PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresErasureDoorTests(SharedCluster shared) : ErasureDoorContract(new PostgresDrillFolder(shared));
