using System.CommandLine;
using System.Net;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Postgres.Cluster;

namespace Fulcrum.Cli.Cluster;

/// <summary>Whether <c>serve</c> runs as one node of several, and where the others find it.</summary>
internal sealed class NodeOptions
{
    private readonly Option<bool> _cluster = new("--cluster") { Description = "Serve as one node of several over one store in PostgreSQL: one owns the store at a time, the others pass requests on to it." };
    private readonly Option<string?> _name = new("--node") { Description = "Name of this node, different on each: a-z, 0-9 and hyphens (default: the name of this machine).", HelpName = "NAME" };
    private readonly Option<Uri?> _url = Address("--node-url", "Where the other nodes reach this one, for example https://node-1.internal:5080 (default: the address and port listened on).");
    private readonly Option<Uri?> _portalUrl = Address("--node-portal-url", "Where the other nodes reach the privacy centre of this one (default: the same host, the portal's port).");
    private readonly Option<Uri?> _consoleUrl = Address("--node-console-url", "Where the other nodes reach the staff console of this one (default: the same host, the console's port).");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _cluster, _name, _url, _portalUrl, _consoleUrl })
        {
            command.Add(option);
        }
    }

    /// <summary>The node that was asked for; null for a server that has its store alone.</summary>
    /// <exception cref="CommandFault">It cannot be a node.</exception>
    public ClusterNode? Asked(ParseResult line, ServeAsk asked)
    {
        if (!line.GetValue(_cluster))
        {
            return line.GetValue(_name) is null && line.GetValue(_url) is null && line.GetValue(_portalUrl) is null && line.GetValue(_consoleUrl) is null
                ? null
                : throw new CommandFault(new Fault("cluster-not-asked", "A node is named, and the server is not one of several.", "Add --cluster, or leave the options of a node out."), ExitCode.Usage);
        }

        if (!StorePlace.Parse(asked.Named).IsPostgres)
        {
            throw new CommandFault(
                new Fault("cluster-needs-postgres", "Several nodes can share a store in PostgreSQL only.", "Copy the store (fulcrum store copy), and name it: --store postgres:FOLDER, with the connection string in FOLDER/postgres.connection."), ExitCode.Usage, asked.Named);
        }

        var name = line.GetValue(_name) ?? Environment.MachineName.ToLowerInvariant();
        if (!ClusterNode.IsName(name))
        {
            throw new CommandFault(new Fault("node-name", "The name of a node has 1 to 63 of a-z, 0-9 and hyphens.", "Name it with --node, for example --node node-1."), ExitCode.Usage, name);
        }

        var url = line.GetValue(_url) ?? Default(asked, asked.Port);
        return new ClusterNode(name, url, At(_portalUrl, asked.PortalPort), At(_consoleUrl, asked.Console.Port));

        Uri? At(Option<Uri?> said, int? port) => line.GetValue(said) ?? (port is { } number ? new UriBuilder(url) { Port = number }.Uri : null);
    }

    private static Uri Default(ServeAsk asked, int port)
    {
        var address = asked.Door.Address;
        return port != 0 && asked.PortalPort != 0 && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? new UriBuilder(asked.Door.Certificate is null ? "http" : "https", address.ToString(), port).Uri
            : throw new CommandFault(new Fault("node-url-missing", "Where the other nodes reach this one does not follow from where it listens.", "Name fixed ports, and say it: --node-url https://node-1.internal:5080."), ExitCode.Usage);
    }

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" })
            {
                return url;
            }

            result.AddError($"{name} takes an address like https://node-1.internal:5080, without a path.");
            return null;
        },
    };
}
