using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores;

/// <summary>For commands that work on the files of an embedded store.</summary>
internal static class EmbeddedStore
{
    /// <summary>Says so when a store is not an embedded one.</summary>
    /// <exception cref="CommandFault">It is in PostgreSQL.</exception>
    public static void RequireKind(string named)
    {
        if (StorePlace.Parse(named).IsPostgres)
        {
            throw new CommandFault(
                new Fault("store-not-embedded", "This command works on the files of an embedded store, and this store is in PostgreSQL.", "Back PostgreSQL up with its own tools, or copy the store first: fulcrum store copy."),
                ExitCode.Usage,
                named);
        }
    }

    /// <summary>Says so when there is no embedded store.</summary>
    /// <exception cref="CommandFault">There is none, or it is in PostgreSQL.</exception>
    public static void Require(string named)
    {
        RequireKind(named);
        if (!File.Exists(Path.Combine(named, "journal.db")))
        {
            throw new CommandFault(
                new Fault("store-missing", "There is no store here.", $"Name it with --store, or make one: fulcrum workspace apply samples/motors --store {named}"), ExitCode.NotFound, named);
        }
    }
}
