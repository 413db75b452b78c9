using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Fulcrum.Cli.Shell;
using Fulcrum.Hosting.Telemetry;

namespace Fulcrum.Cli.Stores;

/// <summary>Who watches a server, as the command line says: by default nobody, and from this machine alone.</summary>
internal sealed class TelemetryPlace
{
    private readonly Option<Uri?> _collector = new("--otlp")
    {
        Description = $"Send metrics, traces and logs to this OpenTelemetry collector (OTLP over HTTP), for example http://127.0.0.1:4318. Without it the standard ${TelemetryOptions.CollectorVariable} counts.",
        HelpName = "URL",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            {
                return url;
            }

            result.AddError("--otlp takes a URL like http://127.0.0.1:4318, without a name or password in it.");
            return null;
        },
    };

    private readonly Option<int?> _port = new("--metrics-port") { Description = "Answer http://127.0.0.1:PORT/metrics in the form Prometheus reads; 0 takes any free one. Without it there is no such page.", HelpName = "PORT" };
    private readonly Option<IPAddress> _listen = new("--metrics-listen")
    {
        Description = "Address that page listens on, for a Prometheus elsewhere in a private network. It takes no key and says nothing about anybody.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            {
                return address;
            }

            result.AddError("--metrics-listen takes an IP address, for example 10.0.0.7.");
            return null;
        },
    };

    /// <summary>Makes the options.</summary>
    public TelemetryPlace() => _port.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number is < 0 or > 65_535)
        {
            result.AddError("--metrics-port takes a whole number from 0 to 65535.");
        }
    });

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_collector);
        command.Add(_port);
        command.Add(_listen);
    }

    /// <summary>What was asked for.</summary>
    public TelemetryOptions Of(ParseResult line) => new()
    {
        Collector = line.GetValue(_collector),
        Metrics = line.GetValue(_port) is { } port ? new IPEndPoint(line.GetValue(_listen)!, port) : null,
    };

    /// <summary>Starts it.</summary>
    /// <exception cref="CommandFault">Its port is taken.</exception>
    public static async Task<TelemetryRun> StartAsync(TelemetryOptions options, CancellationToken cancellation)
    {
        try
        {
            return await TelemetryRun.StartAsync(options, cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw RunningServer.PortTaken(options.Metrics?.Port ?? 0, "--metrics-port");
        }
    }
}
