using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Fulcrum.Cli.Consent;
using Fulcrum.Cli.Shell;
using Fulcrum.Rights.Certificates;

namespace Fulcrum.Cli.Rights;

/// <summary><c>fulcrum verify erasure FILE</c>: whether a certificate is as it was signed, and about whom; offline, with nothing but a public key.</summary>
internal static class VerifyErasureCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "The certificate, as POST /v1/erasures/certificate answered it." };
        var key = new Option<string[]>("--key")
        {
            Description = "The ledger's public key, as GET /v1/ledger/key shows it, or a file with one a line. It must come from somewhere you trust.", Required = true, HelpName = "KEY",
        };
        var subject = new Option<string?>("--subject") { Description = "TYPE=VALUE: whether it is about this identifier, in its normal form. - reads it from standard input. Needs --salt." };
        var salt = new Option<string?>("--salt") { Description = "The salt that the erasure answered, base64." };
        var code = new Option<string?>("--code") { Description = "The code printed on the certificate's page: whether it is of this file." };
        var command = new Command("erasure", "Say whether a certificate of erasure is as it was signed. Asks nobody.") { file, key, subject, salt, code };
        command.SetAction(line =>
        {
            var read = Read(line.GetRequiredValue(file));
            var verdict = read is null
                ? new CertificateVerdict(false, "form", "The file is no certificate of erasure, or it was changed.", "")
                : read.Verify([.. line.GetRequiredValue(key).SelectMany(VerifyCommands.Keys)]);
            if (verdict.Holds && line.GetValue(code) is { } printed && printed.Trim() != read!.Code)
            {
                verdict = new CertificateVerdict(false, "code", "The code is of another certificate.", "");
            }

            if (verdict.Holds && line.GetValue(subject) is { } whose && !IsAbout(read!, whose, line.GetValue(salt)))
            {
                verdict = new CertificateVerdict(false, "subject", "It is about somebody else, or the salt is of another erasure.", "");
            }

            Tell(verdict, read, line.GetValue(around.Json), around.Screen);
            return verdict.Holds ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return command;
    }

    private static bool IsAbout(ErasureCertificate certificate, string whose, string? salt)
    {
        var (type, value) = ConsentsCommands.SubjectOf(whose);
        var bytes = new byte[SubjectCommitment.SaltBytes];
        if (!Convert.TryFromBase64String(salt ?? "", bytes, out var length) || length != bytes.Length)
        {
            throw new CommandFault(new Fault("bad-salt", "The salt is not 32 bytes in base64.", "Give --salt as the erasure answered it; without it nobody can tell whom a certificate is about."), ExitCode.Usage);
        }

        var sought = SubjectCommitment.Of(bytes, type, value);
        return certificate.Commitments.Any(one =>
        {
            var kept = new byte[sought.Length];
            return Convert.TryFromBase64String(one, kept, out var kepts) && kepts == sought.Length && CryptographicOperations.FixedTimeEquals(kept, sought);
        });
    }

    private static void Tell(CertificateVerdict verdict, ErasureCertificate? certificate, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, verdict.Holds, verdict.Check, verdict.Why, verdict.Issuer, certificate = verdict.Holds ? certificate!.Content : (JsonElement?)null });
            return;
        }

        if (!verdict.Holds)
        {
            screen.Put($"NOT verified: {verdict.Why} [{verdict.Check}]");
            return;
        }

        var content = certificate!.Content;
        screen.Put($"Verified: {verdict.Issuer} certifies erasure {certificate.Id}, state {content.GetProperty("state").GetString()}.");
        screen.PutTable(
            ["place", "method", "at", "bytes"],
            content.GetProperty("places").EnumerateArray().Select(place => (IReadOnlyList<string>)
            [
                place.GetProperty("place").GetString()!, place.GetProperty("method").GetString()!, Time(place, "at"),
                $"{place.GetProperty("bytes").GetString()} {Time(place, "bytesAt")}{(place.TryGetProperty("bytesUntil", out _) ? "until " + Time(place, "bytesUntil") : "")}".TrimEnd(),
            ]));
        foreach (var limit in content.GetProperty("limits").EnumerateArray())
        {
            screen.Put($"not reached: {limit.GetProperty("limit").GetString()}{(limit.TryGetProperty("until", out _) ? " until " + Time(limit, "until") : "")}");
        }
    }

    private static string Time(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.TryGetInt64(out var at) ? new Instant(at).ToString() : "";

    private static ErasureCertificate? Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no such file.", "Check the path."), ExitCode.NotFound, path);
        }

        return new FileInfo(path).Length <= ErasureCertificate.BytesMax && ErasureCertificate.TryRead(File.ReadAllBytes(path), out var certificate) ? certificate : null;
    }
}
