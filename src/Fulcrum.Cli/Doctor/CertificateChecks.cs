using System.Security.Cryptography.X509Certificates;
using Fulcrum.Backups;
using Fulcrum.Hosting.Doors;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the certificates are in force, for long enough, and with what browsers need beside them.</summary>
internal static class CertificateChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Of the one TLS is spoken with; and of the one answers of rights protocols are signed with, where there is one.</summary>
    public static IEnumerable<Check> Of(CertificateFile? file, string folder, DateTimeOffset now)
    {
        if (file is not null)
        {
            foreach (var check in Tls(file, now))
            {
                yield return check;
            }
        }

        using var rights = RightsKeyFile.Find(folder);
        if (rights is not null)
        {
            yield return Ends("rights certificate", rights.NotAfter.ToUniversalTime(), now, "Ask the authority anew: fulcrum keys certificate --domain DOMAIN. Partners believe no answer signed with one that is over.");
        }
    }

    /// <summary>When a certificate ends.</summary>
    public static Check Ends(string name, DateTimeOffset end, DateTimeOffset now, string remedy) => (end - now) switch
    {
        var left when left <= TimeSpan.Zero => Check.Mend(name, $"over since {end:yyyy-MM-dd}", remedy),
        var left when left <= Soon => Check.Mend(name, $"over in {left.TotalDays:0} days, on {end:yyyy-MM-dd}", remedy),
        _ => Check.Good(name, $"good until {end:yyyy-MM-dd}"),
    };

    /// <summary>Whether what leads to the root comes with it.</summary>
    /// <param name="isSelfSigned">Whether it vouches for itself.</param>
    /// <param name="others">How many certificates are behind it in the file.</param>
    public static Check Chain(bool isSelfSigned, int others) => (isSelfSigned, others) switch
    {
        (true, _) => Check.Look("certificate chain", "it vouches for itself: no browser believes it unasked", "Take one of an authority, where customers come."),
        (false, 0) => Check.Mend("certificate chain", "the authority's own certificate is not behind it: phones and servers will not believe it", "Put the full chain into the file (fullchain.pem)."),
        _ => Check.Good("certificate chain", $"with {others} behind it"),
    };

    private static IEnumerable<Check> Tls(CertificateFile file, DateTimeOffset now)
    {
        X509Certificate2? read = null;
        X509Certificate2Collection chain = [];
        Check? refused = null;
        try
        {
            read = file.Read(now, out chain);
        }
        catch (CertificateRefusedException refusal)
        {
            refused = Check.Mend("certificate", refusal.Fault.What, refusal.Fault.Remedy);
        }

        if (read is null)
        {
            yield return refused!;
            yield break;
        }

        using (read)
        {
            yield return Ends("certificate", read.NotAfter.ToUniversalTime(), now, "Renew it; a running server takes the new file by itself.");
            yield return Chain(read.Subject == read.Issuer, chain.Count(one => one.Thumbprint != read.Thumbprint));
        }
    }
}
