using System.CommandLine;
using System.Net;
using Fulcrum.Cli.Shell;
using Fulcrum.Hosting.Doors;

namespace Fulcrum.Cli.Stores;

/// <summary>Where a server can be reached, as the command line says: never beyond this machine in the open by mistake.</summary>
internal sealed class DoorOptions
{
    /// <summary>Where the password of a certificate's key may stand in place of a file.</summary>
    public const string PasswordVariable = "FULCRUM_CERTIFICATE_PASSWORD";

    private readonly Option<IPAddress> _listen = new("--listen")
    {
        Description = "Address listened on; 0.0.0.0 or :: for all of this machine. Beyond loopback it takes --certificate, a proxy that is named, or --plain-http.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            {
                return address;
            }

            result.AddError("--listen takes an IP address, for example 0.0.0.0 or ::1.");
            return null;
        },
    };

    private readonly Option<string?> _certificate = new("--certificate") { Description = "Speak TLS with this certificate: PEM (the chain behind it) or PKCS #12. Read again when it changes.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--certificate-key") { Description = "The certificate's private key (PEM), where it is not in the same file.", HelpName = "FILE" };
    private readonly Option<string?> _password = new("--certificate-password-file") { Description = $"File with the password of the private key (else ${PasswordVariable}).", HelpName = "FILE" };
    private readonly Option<bool> _behindProxy = new("--behind-proxy") { Description = "A proxy writes X-Forwarded-For and X-Forwarded-Proto: networks are told apart by them. On this machine, unless --trusted-proxy says where." };
    private readonly Option<IPNetwork[]> _proxies = new("--trusted-proxy")
    {
        Description = "Address or network of a proxy that is believed, for example 10.0.0.7 or 10.0.0.0/24; may be given again. Of anybody else these headers are not read.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            List<IPNetwork> networks = [];
            foreach (var token in result.Tokens)
            {
                if (TrustedProxies.TryParse(token.Value, out var network))
                {
                    networks.Add(network);
                }
                else
                {
                    result.AddError("--trusted-proxy takes an address or a network, for example 10.0.0.7 or 10.0.0.0/24.");
                }
            }

            return [.. networks];
        },
    };

    private readonly Option<bool> _plain = new("--plain-http") { Description = "Listen beyond this machine without TLS: keys and personal data then travel in the open." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _listen, _certificate, _key, _password, _behindProxy, _proxies, _plain })
        {
            command.Add(option);
        }
    }

    /// <summary>The door that was asked for.</summary>
    /// <exception cref="CommandFault">It would stand open by mistake, or its certificate cannot be served with.</exception>
    public Door Open(ParseResult line, Surroundings around)
    {
        var (address, proxies) = (line.GetValue(_listen)!, line.GetValue(_proxies) ?? []);
        var (certificate, isBehind) = (line.GetValue(_certificate), line.GetValue(_behindProxy) || proxies.Length > 0);
        if (certificate is null && (line.GetValue(_key) ?? line.GetValue(_password)) is { } alone)
        {
            throw new CommandFault(new Fault("certificate-not-named", "A key or a password of a certificate is named, and no certificate.", "Name it with --certificate FILE."), ExitCode.Usage, alone);
        }

        if (certificate is null && !IPAddress.IsLoopback(address) && !line.GetValue(_plain) && proxies.Length == 0)
        {
            throw new CommandFault(
                new Fault("open-door", $"On {address} others could reach this server without TLS: keys and personal data would travel in the open.", "Give --certificate FILE; or, where a proxy elsewhere speaks TLS, its address with --trusted-proxy; or --plain-http where the network itself is private."),
                ExitCode.NotAllowed, address.ToString());
        }

        return new Door
        {
            Address = address,
            Proxies = proxies.Length > 0 ? TrustedProxies.Of(proxies) : isBehind ? TrustedProxies.ThisMachine : TrustedProxies.None,
            Certificate = certificate is null ? null : ServedCertificate.Open(new CertificateFile(certificate, line.GetValue(_key), PasswordIn(line.GetValue(_password))), around.Clock, refusal => around.Screen.Say($"The certificate in {refusal.Path} was not taken, the one before it goes on: {refusal.Fault.What} {refusal.Fault.Remedy}")),
        };
    }

    private static string PasswordIn(string? file)
    {
        if (file is null)
        {
            return Environment.GetEnvironmentVariable(PasswordVariable) ?? "";
        }

        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(new Fault("certificate-password", "The file with the certificate's password cannot be read.", "Name a file that this user may read."), ExitCode.NotAllowed, file);
        }
    }
}
