using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Cli.Shell;
using Fulcrum.Hosting.Doors;
using Fulcrum.Portal;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores;

/// <summary>The port of the privacy centre: 5082 beside the server's usual one, and what is asked for beside any other.</summary>
internal static class PortalPort
{
    /// <summary>The option's name.</summary>
    public const string Name = "--portal-port";

    private const int ServerUsual = 5080;
    private const int Usual = 5082;

    private static readonly byte[] KeyInfo = "fulcrum privacy centre v1"u8.ToArray();

    /// <summary>The option.</summary>
    public static Option<int?> Option()
    {
        var port = new Option<int?>(Name) { Description = "Port of the privacy centre; 0 takes any free one. Without it: 5082 beside --port 5080, none beside another." };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65_535)
            {
                result.AddError($"{Name} takes a whole number from 0 to 65535.");
            }
        });
        return port;
    }

    /// <summary>The option that says where customers find the centre.</summary>
    public static Option<SiteAddress?> Address() => new("--portal-url")
    {
        Description = "Where customers find the privacy centre, for example https://privacy.example.com. Messages with a code then hold a link as well.",
        HelpName = "URL",
        CustomParser = result =>
        {
            if (SiteAddress.TryParse(result.Tokens[0].Value, out var address))
            {
                return address;
            }

            result.AddError("--portal-url takes an address like https://privacy.example.com, without a path; http:// for this machine alone.");
            return null;
        },
    };

    /// <summary>The port that is meant; null for no privacy centre.</summary>
    public static int? Of(int? asked, int serverPort) => asked ?? (serverPort == ServerUsual ? Usual : null);

    /// <summary>The privacy centre of a store. Its key comes out of the store's own secrets, so that it is the same from start to start and travels with a backup.</summary>
    public static PortalOptions Options(StoreSecrets secrets, int port, SiteAddress? address, Door door, Surroundings around) => new()
    {
        Port = port,
        PublicAddress = address,
        SigningKey = HKDF.Expand(HashAlgorithmName.SHA256, secrets.LookUp.ToArray(), 32, KeyInfo),
        Random = around.Random,
        Door = door,
    };
}
