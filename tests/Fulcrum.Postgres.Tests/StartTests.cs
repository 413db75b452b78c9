using Fulcrum.Clusters;
using Fulcrum.Contracts;
using Fulcrum.Postgres.Engine;
using Fulcrum.Profiles;
using Npgsql;
using Xunit;

namespace Fulcrum.Postgres.Tests;

public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Postgres.DisposeAsync();
        await underTest.ScalarAsync("INSERT INTO {data}.migrations VALUES (99, 'from tomorrow')");

        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => underTest.OpenAsync());

        Assert.Equal("store-schema-newer", refusal.Fault.Code);
        Assert.Contains("99", refusal.Fault.What, StringComparison.Ordinal);
        Assert.Equal(1L, await underTest.ScalarAsync("SELECT epoch FROM {data}.owner"));
    }

    [Fact]
    public async Task Every_step_down_and_up_again_keeps_every_row_and_every_message_id()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        for (var number = 1; number <= 200; number++)
        {
            await underTest.Store.Journal.Append(JournalBatchOf(number)).Durable;
        }

        await underTest.Postgres.DisposeAsync();
        for (var version = Migrations.Version - 1; version >= 1; version--)
        {
            Assert.Equal(version, await PostgresStore.StepDownAsync(underTest.Address, PostgresUnderTest.Small, Cancellation));
        }

        Assert.Equal(true, await underTest.ScalarAsync("SELECT to_regclass('{data}.message_runs') IS NULL"));
        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => PostgresStore.StepDownAsync(underTest.Address, PostgresUnderTest.Small, Cancellation));
        await underTest.ReopenAsync();

        Assert.Equal(Migrations.Version, await underTest.ScalarAsync("SELECT max(number) FROM {data}.migrations"));
        Assert.Equal(200, underTest.Store.Journal.Head);
        Assert.All(Enumerable.Range(1, 200), number => Assert.False(underTest.Store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out _)));
        Assert.Equal("store-schema-oldest", refusal.Fault.Code);
    }

    [Fact]
    public async Task A_kill_before_the_commit_of_any_migration_step_leaves_a_store_that_the_next_start_finishes()
    {
        foreach (var step in Migrations.All.Select(migration => migration.Number))
        {
            await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
            await underTest.Postgres.DisposeAsync();
            await underTest.ScalarAsync("DROP SCHEMA {data} CASCADE; DROP SCHEMA {keys} CASCADE");
            var dying = PostgresUnderTest.Small with { BeforeMigrationCommit = number => KillAt(step, number) };

            await Assert.ThrowsAsync<InvalidOperationException>(() => underTest.OpenAsync(dying));
            Assert.Equal(step - 1, await underTest.ScalarAsync("SELECT coalesce(max(number), 0) FROM {data}.migrations"));
            await underTest.ReopenAsync();

            Assert.Equal(Migrations.Version, await underTest.ScalarAsync("SELECT max(number) FROM {data}.migrations"));
            await underTest.Store.Journal.Append(JournalBatchOf(1)).Durable;
        }
    }

    [Fact]
    public void A_server_before_15_is_refused_and_15_is_not()
    {
        Assert.Equal("postgres-too-old", Assert.Throws<StoreStartException>(() => ServerCheck.RequireVersion(140_013)).Fault.Code);
        ServerCheck.RequireVersion(150_000);
    }

    [Fact]
    public async Task A_server_that_may_lose_commits_is_refused_by_the_name_of_the_setting()
    {
        await using var careless = await PostgresCluster.StartAsync("-c fsync=off", "");
        var refusal = await RefusalAsync(careless);
        Assert.Equal(("postgres-not-durable", true), (refusal.Fault.Code, refusal.Fault.What.Contains("fsync", StringComparison.Ordinal)));

        await careless.StopAsync();
        await careless.StartAgainAsync("-c full_page_writes=off");
        refusal = await RefusalAsync(careless);
        Assert.Equal(("postgres-not-durable", true), (refusal.Fault.Code, refusal.Fault.What.Contains("full_page_writes", StringComparison.Ordinal)));

        await careless.StopAsync();
        await careless.StartAgainAsync("");
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small, careless);
        Assert.False(underTest.Postgres.HasChecksums);
    }

    [Fact]
    public async Task A_standby_is_refused()
    {
        await using var standby = await PostgresCluster.StartAsync();
        await standby.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(standby.Folder, "standby.signal"), "", Cancellation);
        await standby.StartAgainAsync();

        Assert.Equal("postgres-standby", (await RefusalAsync(standby)).Fault.Code);
    }

    [Fact]
    public async Task A_store_in_use_is_refused_and_says_by_which_server_process()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);

        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => underTest.OpenAsync(PostgresUnderTest.Small with { LockWait = TimeSpan.Zero }));

        Assert.Equal("store-in-use", refusal.Fault.Code);
        Assert.Contains($"server process {underTest.Postgres.ServerProcess}", refusal.Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_are_missing_exposed_or_of_another_store_are_refused()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Postgres.DisposeAsync();
        var kek = Path.Combine(underTest.KeyFolder, "kek");
        var secret = await File.ReadAllBytesAsync(kek, Cancellation);

        File.Delete(kek);
        Assert.Equal("store-key-missing", (await Assert.ThrowsAsync<StoreStartException>(() => underTest.OpenAsync())).Fault.Code);

        secret[5] ^= 1;
        await File.WriteAllBytesAsync(kek, secret, Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(kek, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Equal("store-key-exposed", (await Assert.ThrowsAsync<StoreStartException>(() => underTest.OpenAsync())).Fault.Code);
            File.SetUnixFileMode(kek, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Equal("store-key-wrong", (await Assert.ThrowsAsync<StoreStartException>(() => underTest.OpenAsync())).Fault.Code);
        secret[5] ^= 1;
        await File.WriteAllBytesAsync(kek, secret, Cancellation);
        await underTest.ReopenAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Database=nowhere", "postgres-database-missing")]
    [InlineData("Host=127.0.0.1;Database=postgres;Password=wrong", "postgres-login")]
    [InlineData("Host=127.0.0.1;Port=1;Database=postgres", "postgres-unreachable")]
    [InlineData("Search Path=full", "postgres-schema-reserved")]
    [InlineData("Search Path=pg_mine", "postgres-schema-reserved")]
    public async Task What_keeps_a_store_from_opening_is_said_without_the_password(string change, string code)
    {
        var parts = new NpgsqlConnectionStringBuilder(Server.Cluster.ConnectionString());
        foreach (var (key, value) in new NpgsqlConnectionStringBuilder(change))
        {
            parts[key] = value;
        }

        var refusal = await Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(parts.ConnectionString));

        Assert.Equal(code, refusal.Fault.Code);
        Assert.DoesNotContain(Server.Cluster.Password, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Passwort=geheim;Host=a")]
    [InlineData("Host=a;Password=geheim")]
    [InlineData("Host=a;Database=b;Password=geheim;Search Path=a,b")]
    [InlineData("postgres://u:geheim@")]
    [InlineData("postgres://u:geheim@a/b?geheim=1")]
    public void A_connection_string_with_a_mistake_is_not_repeated(string text)
    {
        var refusal = Assert.Throws<StoreStartException>(() => PostgresAddress.Parse(text));

        Assert.Equal("postgres-address", refusal.Fault.Code);
        Assert.DoesNotContain("geheim", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.internal;Database=customers;Username=u;Password=geheim", "db.internal:5432/customers, schema fulcrum")]
    [InlineData("postgres://u:geheim@db.internal:6543/customers?sslmode=require&schema=motors", "db.internal:6543/customers, schema motors")]
    public void An_address_prints_without_user_and_password(string text, string printed) => Assert.Equal(printed, PostgresAddress.Parse(text).ToString());

    private static void KillAt(int step, int number)
    {
        if (step == number)
        {
            throw new InvalidOperationException("The process ends here.");
        }
    }

    private static JournalBatch JournalBatchOf(int number) => JournalBatch.Of(Rows.Event(1 + (number % 3), number, dedupe: Rows.Hash(number)));

    private static Task<StoreStartException> RefusalAsync(PostgresCluster cluster) =>
        Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(cluster.ConnectionString()));

    private static async Task OpenAsync(string connectionString)
    {
        var keys = Directory.CreateTempSubdirectory("fulcrum-keys-").FullName;
        try
        {
            await using var store = await PostgresStore.OpenAsync(PostgresAddress.Parse(connectionString), keys, TimeProvider.System, new SystemRandom(), PostgresUnderTest.Small, Cancellation);
        }
        finally
        {
            Directory.Delete(keys, recursive: true);
        }
    }
}
