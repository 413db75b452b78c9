using System.CommandLine;
using System.Globalization;
using Fulcrum.Cluster;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Shell;

/// <summary>What every command is given: where it speaks, what tells the time, and chance.</summary>
internal sealed record Surroundings(Screen Screen, TimeProvider Clock, IRandomSource Random)
{
    /// <summary>Answers in JSON instead of words.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Answer in JSON, for machines.", Recursive = true };

    /// <summary>The store: what <c>StorePlace</c> reads.</summary>
    public Option<string> Store { get; } = new("--store")
    {
        Description = "Folder of the store, or postgres:FOLDER with the connection string in $FULCRUM_POSTGRES or FOLDER/postgres.connection (default: $FULCRUM_STORE, else ./fulcrum-data).",
        HelpName = "STORE",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("FULCRUM_STORE") is { Length: > 0 } folder ? folder : "./fulcrum-data",
    };

    /// <summary>A port option: out of range is a mistake of the command line, said before anything is done.</summary>
    public static Option<int> Port(string description)
    {
        var port = new Option<int>("--port") { Description = description, DefaultValueFactory = _ => 5080 };
        port.Validators.Add(result =>
        {
            // What is no number at all is complained about by the parser itself; asking for its value would throw.
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number is < 0 or > 65_535)
            {
                result.AddError("--port takes a whole number from 0 to 65535.");
            }
        });
        return port;
    }

    /// <summary>Where tail logs are, as the environment says; null for beside each store.</summary>
    public string? TailFolder { get; init; } = Environment.GetEnvironmentVariable("FULCRUM_TAIL");

    /// <summary>How long nodes of a store wait for one another.</summary>
    public ClusterOptions Nodes { get; init; } = ClusterOptions.Default;

    /// <summary>Puts a mistake into a store, for the tests that must notice what it breaks; the product puts nothing in.</summary>
    public Func<IStore, IStore> Planted { get; init; } = static store => store;

    /// <summary>Now.</summary>
    public Instant Now => Instant.From(Clock.GetUtcNow());
}
