using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger;
using Fulcrum.Postgres;
using Fulcrum.Postgres.Cluster;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores;

/// <summary>What <c>--store</c> names: a folder, or with <c>postgres:FOLDER</c> a database and the folder of what stays outside it.</summary>
/// <param name="Folder">Keys, access hashes, import checkpoints; the embedded store's data too.</param>
/// <param name="IsPostgres">Whether the data is in PostgreSQL.</param>
internal sealed record StorePlace(string Folder, bool IsPostgres)
{
    /// <summary>The environment variable that may hold the connection string.</summary>
    public const string Variable = "FULCRUM_POSTGRES";

    /// <summary>The file in the folder that may hold it, readable by its owner only.</summary>
    public const string FileName = "postgres.connection";

    private const string Prefix = "postgres:";

    /// <summary>The node of several that opens the store, and the number of its ownership; null for a store that one process alone has.</summary>
    public StoreClaim? Claim { get; init; }

    /// <summary>Reads what the command line says.</summary>
    /// <exception cref="CommandFault">It holds a connection string, which others on this machine can see there.</exception>
    public static StorePlace Parse(string text)
    {
        if (text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
            || text.Contains("Host=", StringComparison.OrdinalIgnoreCase) || text.Contains("Password=", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandFault(
                new Fault("store-address-exposed", "A connection string stands on the command line, where every user of this machine can read it.", $"Put it into ${Variable}, or into FOLDER/{FileName} with mode 600, and say --store postgres:FOLDER."),
                ExitCode.Usage);
        }

        return text.StartsWith(Prefix, StringComparison.Ordinal)
            ? new StorePlace(text[Prefix.Length..] is { Length: > 0 } folder ? folder : "./fulcrum-data", true)
            : new StorePlace(text, false);
    }

    /// <summary>Opens the store, made where there is none; under a clock that is not anchored nothing in it grows old.</summary>
    public Task<IStore> OpenAsync(Surroundings around, CancellationToken cancellation) => OpenAsync(around, new SteadyClock(around.Clock), cancellation);

    /// <summary>Opens the store under a clock that is anchored once its newest row is known; with the signing key of its ledger, so that it is in the first escrow.</summary>
    public async Task<IStore> OpenAsync(Surroundings around, SteadyClock clock, CancellationToken cancellation)
    {
        IStore store = IsPostgres
            ? await PostgresStore.OpenAsync(
                ReadAddress(), KeyFolder, clock, around.Random, PostgresStoreOptions.Default with { Tail = TailPlace.Log(Folder, around, Claim) }, cancellation)
            : await SqliteStore.OpenAsync(Folder, clock, around.Random, TailPlace.Options(Folder, around), cancellation);
        try
        {
            _ = OpenLedger(around);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether there is a store.</summary>
    public Task<bool> ExistsAsync(CancellationToken cancellation) => IsPostgres
        ? PostgresStore.ExistsAsync(ReadAddress(), PostgresStoreOptions.Default, cancellation)
        : Task.FromResult(File.Exists(Path.Combine(Folder, "journal.db")));

    /// <summary>Opens what the store keeps for reading, beside a server that runs over it.</summary>
    /// <param name="around">Chance, which reading secrets asks for.</param>
    /// <param name="allowsStale">Whether consents that a restore left doubtful may be among it; then nobody may rely on them.</param>
    public IStoreContents OpenContents(Surroundings around, bool allowsStale = false) => IsPostgres
        ? PostgresContents.Open(ReadAddress(), KeyFolder, around.Random, allowsStale)
        : SqliteContents.Open(Folder, allowsStale);

    /// <summary>The folder of the store's own keys.</summary>
    public string KeyFolder => StoreKeys.FolderOf(Folder);

    /// <summary>Opens the consent ledger, made where there is none; the store is open already.</summary>
    public LedgerPlace OpenLedger(Surroundings around) => LedgerKeyFile.Open(Folder, around.Random);

    /// <summary>The consent ledger of a node that owns the store of several, brought up to what the others wrote; null for a store that one process alone has. Before the store is opened.</summary>
    /// <exception cref="StoreStartException">This disk holds another ledger than the others went on with.</exception>
    public async Task<LedgerMirror?> BringLedgerAsync(CancellationToken cancellation)
    {
        if (Claim is null)
        {
            return null;
        }

        var mirror = await LedgerMirror.OpenAsync(ReadAddress(), Claim.Number, cancellation);
        try
        {
            await mirror.PullAsync(new LedgerFolder(LedgerFolder.Of(Folder)), cancellation);
            return mirror;
        }
        catch
        {
            await mirror.DisposeAsync();
            throw;
        }
    }

    /// <summary>As the command line takes it.</summary>
    public override string ToString() => IsPostgres ? Prefix + Folder : Folder;

    /// <summary>Where the database is, for what concerns a store in PostgreSQL alone.</summary>
    /// <exception cref="CommandFault">Nothing says so, or others can read what does.</exception>
    public PostgresAddress ReadAddress()
    {
        // The file first, so that a copy between two databases knows them apart.
        var path = Path.Combine(Folder, FileName);
        if (!File.Exists(path))
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            {
                return PostgresAddress.Parse(given);
            }

            throw new CommandFault(
                new Fault("store-address-missing", "Nothing says where the database is.", $"Put the connection string into this file with mode 600, or into ${Variable}."), ExitCode.NotFound, path);
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new CommandFault(new Fault("store-address-open", "The file with the connection string can be read or written by others.", $"Run: chmod 600 {path}"), where: path);
        }

        return PostgresAddress.Parse(File.ReadAllText(path).Trim());
    }
}

/// <summary>Which node opens a store of several nodes.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Number">The number of its ownership.</param>
internal sealed record StoreClaim(string Node, long Number);
