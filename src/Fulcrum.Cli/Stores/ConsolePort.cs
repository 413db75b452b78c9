using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Cli.Shell;
using Fulcrum.Hosting.Doors;
using Fulcrum.Profiles;
using Fulcrum.StaffConsole;

namespace Fulcrum.Cli.Stores;

/// <summary>The port of the staff console. Its passkeys belong to an address, so its port is never any free one.</summary>
internal static class ConsolePort
{
    /// <summary>The option's name.</summary>
    public const string Name = "--console-port";

    /// <summary>The port it usually has.</summary>
    public const int Usual = 5081;

    private static readonly byte[] KeyInfo = "fulcrum staff console v1"u8.ToArray();

    /// <summary>The option.</summary>
    public static Option<int?> Option(string without)
    {
        var port = new Option<int?>(Name) { Description = $"Port of the staff console, for example 5081. Without it: {without}." };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 1 or > 65_535)
            {
                result.AddError($"{Name} takes a whole number from 1 to 65535: passkeys belong to an address that stays.");
            }
        });
        return port;
    }

    /// <summary>The option that says what staff call it.</summary>
    public static Option<SiteAddress?> Address() => new("--console-url")
    {
        Description = "What browsers call the staff console, for example https://staff.example.com. Without it: http://localhost on this machine.",
        HelpName = "URL",
        CustomParser = result =>
        {
            if (SiteAddress.TryParse(result.Tokens[0].Value, out var address) && address.CanOwnPasskeys)
            {
                return address;
            }

            result.AddError("--console-url takes an address with a name, like https://staff.example.com, without a path; http:// for this machine alone.");
            return null;
        },
    };

    /// <summary>The console of a store. Its key comes out of the store's own secrets, so that it is the same from start to start.</summary>
    public static ConsoleOptions Options(StoreSecrets secrets, int port, SiteAddress? address, Door door, Surroundings around) => new()
    {
        Port = port,
        Address = address ?? SiteAddress.OnThisMachine(port),
        SigningKey = HKDF.Expand(HashAlgorithmName.SHA256, secrets.LookUp.ToArray(), 32, KeyInfo),
        Random = around.Random,
        Door = door,
    };

    /// <summary>Says where it is, and the link that makes its first owner.</summary>
    public static Task SayAsync(FulcrumCore core, ConsoleOptions console, Surroundings around, CancellationToken cancellation)
    {
        around.Screen.Say($"The staff console: {console.Address.Origin}");
        return SayLinkAsync(core, console, around, cancellation);
    }

    /// <summary>Says, while no owner has come in, the link that makes the first one.</summary>
    public static async Task SayLinkAsync(FulcrumCore core, ConsoleOptions console, Surroundings around, CancellationToken cancellation)
    {
        if (await LinkAsync(core, console, cancellation) is { } link)
        {
            around.Screen.Say($"Its set-up link makes the owner's passkey. It works once, for three days, and a new start makes another: {link}");
        }
    }

    /// <summary>The set-up link; null once an owner came in.</summary>
    public static async Task<string?> LinkAsync(FulcrumCore core, ConsoleOptions console, CancellationToken cancellation) =>
        await core.Staff.BeginAsync(cancellation) is { } token ? $"{console.Address.Origin}/{core.Workspace.Current.Languages[0]}/set-up?link={token}" : null;
}
