using Fulcrum.Cli.Stores;
using Fulcrum.Postgres;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the database is set as a store of ours needs it. What would lose data was refused when it was opened; this is what else bites.</summary>
internal static class PostgresChecks
{
    private const int ConnectionsEach = 24;
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SkewFar = TimeSpan.FromSeconds(30);

    /// <summary>All of them.</summary>
    /// <param name="facts">What the server says.</param>
    /// <param name="now">Now, by this machine, when it said so.</param>
    /// <param name="nodes">How many nodes of a cluster connect; 1 without one.</param>
    public static IEnumerable<Check> Of(PostgresFacts facts, DateTimeOffset now, int nodes) =>
    [
        Version(facts.Version),
        Commit(facts.SynchronousCommit),
        Connections(facts.ConnectionsMax - facts.ConnectionsReserved, facts.Connections, nodes),
        Skew(facts.Now - now),
        Archive(facts.IsArchived),
        Transport(facts.IsEncrypted, facts.IsLocal),
        Vacuum(facts.Vacuums),
        Idle(facts.OldestTransaction),
    ];

    /// <summary>The server's version.</summary>
    public static Check Version(int version) => version < 160_000
        ? Check.Look("postgres version", $"{version / 10_000}.{version % 10_000}: its community support ends before that of newer ones", "Plan the upgrade; 16 and newer are as well supported by the store.")
        : Check.Good("postgres version", $"{version / 10_000}.{version % 10_000}");

    /// <summary>Whether a standby has the write before it is acknowledged.</summary>
    public static Check Commit(string setting) => setting switch
    {
        "off" => Check.Mend("postgres commit", "synchronous_commit is off for others than the store: backups by pg_dump may miss the newest rows", "Set synchronous_commit = on in postgresql.conf."),
        "local" => Check.Look("postgres commit", "synchronous_commit is local: a fail-over may lose the newest acknowledged rows", "Set it on, with synchronous_standby_names, where a standby takes over."),
        _ => Check.Good("postgres commit", $"synchronous_commit is {setting}"),
    };

    /// <summary>Connections that are free, and that our processes may take.</summary>
    public static Check Connections(int most, int taken, int nodes) => most < ConnectionsEach * nodes
        ? Check.Mend("postgres connections", $"{most} connections may be open; {nodes} processes take up to {ConnectionsEach * nodes}", "Raise max_connections, and start the server again.")
        : most - taken < ConnectionsEach
            ? Check.Look("postgres connections", $"{taken} of {most} connections are open", "Raise max_connections, or see who holds them: pg_stat_activity.")
            : Check.Good("postgres connections", $"{taken} of {most} are open; {nodes} processes take up to {ConnectionsEach * nodes}");

    /// <summary>The database's clock against this machine's. Leases do not rest on it; times of rows and of requests do.</summary>
    public static Check Skew(TimeSpan skew) => skew.Duration() switch
    {
        var far when far > SkewFar => Check.Mend("postgres clock", $"the database's clock is {skew.TotalSeconds:0} s from this machine's", "Set both by NTP. Certificates, codes and days of requests go by this machine's."),
        var off when off > SkewMax => Check.Look("postgres clock", $"the database's clock is {skew.TotalSeconds:0.0} s from this machine's", "Set both by NTP."),
        _ => Check.Good("postgres clock", $"{skew.TotalMilliseconds:0} ms from this machine's"),
    };

    /// <summary>Whether the write-ahead log is kept elsewhere.</summary>
    public static Check Archive(bool isArchived) => isArchived
        ? Check.Good("postgres archive", "the write-ahead log is archived or streamed")
        : Check.Look("postgres archive", "the write-ahead log is neither archived nor streamed: what came after the last backup is on one disk", "Set archive_mode, or a standby; noes and erasures are in the tail log besides.");

    /// <summary>How it is reached.</summary>
    public static Check Transport(bool isEncrypted, bool isLocal) => isEncrypted || isLocal
        ? Check.Good("postgres transport", isEncrypted ? "TLS" : "on this machine")
        : Check.Look("postgres transport", "in the open, over a network; what travels is sealed, but the password is not", "Add SSL Mode=VerifyFull and Root Certificate to the connection string.");

    /// <summary>Whether dead rows are removed.</summary>
    public static Check Vacuum(bool vacuums) => vacuums
        ? Check.Good("postgres vacuum", "autovacuum is on")
        : Check.Mend("postgres vacuum", "autovacuum is off: tables grow, and erased keys stay in them for longer", "Set autovacuum = on and reload.");

    /// <summary>The oldest transaction somebody holds open.</summary>
    public static Check Idle(TimeSpan oldest) => oldest > TimeSpan.FromHours(1)
        ? Check.Look("postgres transactions", $"one is open for {oldest.TotalHours:0} h: rows and erased keys cannot be removed behind it", "End it: pg_stat_activity says whose it is.")
        : Check.Good("postgres transactions", "none open for long");

    /// <summary>Where the connection string is: every node of a cluster reads it from the folder.</summary>
    public static Check Address(bool isInFile) => isInFile
        ? Check.Good("postgres address", $"in {StorePlace.FileName}, readable by its owner only")
        : Check.Look("postgres address", $"in ${StorePlace.Variable}", $"Put it into FOLDER/{StorePlace.FileName} with mode 600: nodes of a cluster read it there, and an environment is easily shown.");
}
