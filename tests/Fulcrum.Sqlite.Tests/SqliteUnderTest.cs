using System.Security.Cryptography;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Sqlite.Tests;

/// <summary>The embedded store in a folder of its own.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    // Small, so that ordinary tests pass through index runs and their merges too.
    private static readonly SqliteStoreOptions Small = SqliteStoreOptions.Default with { IndexEvery = 64, CheckpointAfter = 1 << 18 };

    private readonly List<(string Folder, SqliteStore Store)> _abandoned = [];
    private readonly FakeTimeProvider _clock = new(Rows.Noon.ToDateTimeOffset());
    private readonly SqliteStoreOptions _options;

    private SqliteUnderTest(SqliteStoreOptions options) => _options = options;

    public string Folder { get; private set; } = NewFolder();

    public SqliteStore Sqlite { get; private set; } = null!;

    public override IStore Store => Sqlite;

    public static async ValueTask<StoreUnderTest> CreateAsync() => await CreateAsync(Small);

    public static async ValueTask<SqliteUnderTest> CreateAsync(SqliteStoreOptions options)
    {
        var made = new SqliteUnderTest(options);
        made.Sqlite = await made.OpenAsync();
        return made;
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("fulcrum-sqlite-").FullName;

    public override async ValueTask ReopenAsync()
    {
        await Sqlite.DisposeAsync();
        Sqlite = await OpenAsync();
    }

    /// <summary>Opens a copy of what is on disk now, as a killed process leaves it; what is only in memory is not in the copy.</summary>
    public override async ValueTask CrashAsync()
    {
        var left = NewFolder();
        Copy(Folder, left);
        _abandoned.Add((Folder, Sqlite));
        Folder = left;
        Sqlite = await OpenAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        foreach (var (folder, store) in _abandoned)
        {
            await store.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(Folder, _clock, new SystemRandom(), _options, CancellationToken.None);

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        }

        // The lock is the process's, and the shared memory of a dead process is not believed.
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && Path.GetFileName(file) != "lock"))
        {
            try
            {
                File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
            }
            catch (FileNotFoundException)
            {
                // A passing file that was put under its name meanwhile.
            }
        }
    }
}

/// <summary>Chance from the operating system.</summary>
internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
