using System.CommandLine;
using System.Security.Cryptography;
using Fulcrum.Backups;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Keys;

/// <summary><c>fulcrum keys certificate</c>: asks an authority for the certificate of the rights key, and puts it in place.</summary>
internal static class RightsCertificate
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string?>("FILE") { Description = "The certificate an authority issued, in PEM. Without it, what the authority is asked with is written.", Arity = ArgumentArity.ZeroOrOne };
        var domain = new Option<string>("--domain") { Description = "The domain it is asked for, as partners.yaml names it.", HelpName = "DOMAIN", DefaultValueFactory = _ => "" };
        var command = new Command("certificate", "Ask for the certificate of the rights key, or put it in place.") { file, domain, around.Store };
        command.SetAction(line =>
        {
            var store = StorePlace.Parse(line.GetRequiredValue(around.Store)).Folder;
            return line.GetValue(file) is { } path ? Install(path, store, around) : Ask(line.GetValue(domain)!, store, around);
        });
        return command;
    }

    private static int Ask(string domain, string store, Surroundings around)
    {
        if (Uri.CheckHostName(domain) != UriHostNameType.Dns)
        {
            throw new CommandFault(new Fault("domain-missing", "A certificate is asked for for one domain.", "Name the domain that partners.yaml names: --domain rights.example.com"), ExitCode.Usage);
        }

        RightsKeyFile.Open(store, domain, around.Clock.GetUtcNow()).Dispose();
        around.Screen.Put(RightsKeyFile.Request(store, domain));
        return ExitCode.Ok;
    }

    private static int Install(string path, string store, Surroundings around)
    {
        using var act = ActOutbox.Begin(store, around, "keys-certificate", Path.GetFileName(path));
        try
        {
            if (!RightsKeyFile.Install(store, File.ReadAllText(path)))
            {
                throw new CommandFault(new Fault("certificate-of-other-key", "The certificate is of another key than this store's.", "Ask for one with what fulcrum keys certificate --domain DOMAIN writes."), ExitCode.Conflict, path);
            }
        }
        catch (CryptographicException)
        {
            throw new CommandFault(new Fault("certificate-unreadable", "The file holds no certificate in PEM.", "Name the file with the lines BEGIN CERTIFICATE and END CERTIFICATE."), ExitCode.Usage, path);
        }

        act.Done();
        around.Screen.Say("Start the server again: it publishes this certificate then.");
        return ExitCode.Ok;
    }
}
