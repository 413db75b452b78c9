using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fulcrum.Cli.Demo;

/// <summary>The port of the demo shop: 5083 beside the server's usual one, any free one beside another.</summary>
internal static class ShopPort
{
    /// <summary>The option's name.</summary>
    public const string Name = "--shop-port";

    private const int ServerUsual = 5080;
    private const int Usual = 5083;

    /// <summary>The option.</summary>
    public static Option<int?> Option()
    {
        var port = new Option<int?>(Name) { Description = "Port of the demo shop on 127.0.0.1; 0 takes any free one. Without it: 5083 beside --port 5080, any free one beside another." };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65_535)
            {
                result.AddError($"{Name} takes a whole number from 0 to 65535.");
            }
        });
        return port;
    }

    /// <summary>The port that is meant. It is told at once, since the workspace names the shop's origin before the shop listens.</summary>
    public static int Of(int? asked, int serverPort) => asked switch
    {
        > 0 => asked.Value,
        null when serverPort == ServerUsual => Usual,
        _ => FindFree(),
    };

    private static int FindFree()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
