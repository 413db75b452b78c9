using System.CommandLine;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.StaffConsole.Identity.Company;

namespace Fulcrum.Cli.Stores;

/// <summary>The file that says through which identity provider staff may sign in. It holds a secret, so that nobody else on the machine may read it.</summary>
internal static class CompanyFile
{
    /// <summary>The option's name.</summary>
    public const string Name = "--console-company";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const int LengthMax = 16 * 1024;
    private const string Form = """Write {"name": "Acme", "issuer": "https://login.acme.example", "clientId": "fulcrum", "clientSecret": "…"}, the issuer with https.""";

    private static readonly string[] Members = ["name", "issuer", "clientId", "clientSecret"];

    /// <summary>The option.</summary>
    public static Option<string?> Option() => new(Name)
    {
        Description = "File that says through which identity provider (OpenID Connect) staff may sign in beside passkeys.", HelpName = "FILE",
    };

    /// <summary>Reads it; null for none.</summary>
    /// <exception cref="CommandFault">It is not there, not private, or says something else.</exception>
    public static CompanySignIn? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            throw Refused("company-file-missing", "There is no such file.", $"Make it. {Form}", path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw Refused("company-file-open", "Others on this machine can read or write the file, and it holds a secret.", $"Run: chmod 600 {path}", path);
        }

        return new FileInfo(path).Length <= LengthMax ? Parse(File.ReadAllBytes(path), path) : throw Refused("company-file", "The file is larger than one of its kind.", Form, path);
    }

    private static CompanySignIn Parse(byte[] bytes, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var said = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "", StringComparer.Ordinal) : [];
            if (said.Keys.Except(Members, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            {
                throw Refused("company-file", $"The file says '{unknown}', which nothing is known of.", Form, path);
            }

            if (Members.FirstOrDefault(member => said.GetValueOrDefault(member) is not { Length: > 0 and <= 500 }) is { } missing)
            {
                throw Refused("company-file", $"The file does not say '{missing}', or says it too long.", Form, path);
            }

            return Uri.TryCreate(said["issuer"], UriKind.Absolute, out var issuer) && CompanySignIn.IsSafe(issuer) && issuer is { Query: "", Fragment: "", UserInfo: "" }
                ? new CompanySignIn(said["name"], issuer, said["clientId"], said["clientSecret"])
                : throw Refused("company-file", "The issuer is no address that may be asked: https, without a query.", Form, path);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refused("company-file", "The file is no JSON object of texts, each said once.", Form, path);
        }
    }

    private static CommandFault Refused(string code, string what, string remedy, string path) => new(new Fault(code, what, remedy), ExitCode.Usage, path);
}
