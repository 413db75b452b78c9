using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights;

/// <summary>How the routes of rights are described.</summary>
internal static class RightsDocs
{
    /// <summary>Erasure.</summary>
    public static RouteDoc Erase { get; } = new(
        "erase", "Erase a subject: keys destroyed, rows deleted, a tombstone left. Counted apart from all other requests.", KeyOf.Admin,
        Shape.Of(
            ("erased", Shape.Truth("False when nobody is known by the identifiers.")), ("sequence?", Shape.Whole()),
            ("certificate?", Shape.Text("Id of its certificate: POST /v1/erasures/certificate answers it.")),
            ("salt?", Shape.Text("32 bytes in base64, kept nowhere else: with it, whoever was erased shows that the certificate is about them.")), ("subjects?", Shape.Whole()), ("rows?", Shape.Whole()), ("keys?", Shape.Whole()), ("keysGoneFromBackupsAt?", Shape.Time("From then on no backup the program keeps holds the destroyed keys.")),
            ("told?", Shape.Text("What connected systems are told of it: GET /v1/systems/told says how far each is. Absent when none has to hear.")), ("at?", Shape.Time())))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers), ("by", Shape.Text()), ("why", Shape.Text())),
        Example = """{"identifiers":{"userId":"u-1"},"by":"clerk-7","why":"asked for in writing"}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };

    /// <summary>No such erasure.</summary>
    public static Problem UnknownCertificate { get; } = new(
        StatusCodes.Status404NotFound, "unknown-certificate", "There is no such certificate",
        "No erasure has this certificate.",
        "A certificate is issued from the tombstone that the erasure left.",
        "Check the id; it stands in the answer of /v1/erasures.");

    private static readonly Shape AskedCertificate = Shape.Of(("certificate", Shape.Text("Its id, as the answer to the erasure says it.")), ("language?", Shape.Text("Of the page: en or ru.")));

    /// <summary>The certificate.</summary>
    public static RouteDoc Certificate { get; } = new(
        "erasureCertificate", "The signed certificate of an erasure: each place, its time and method, and what is out of reach. It can be verified without us.", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("schema_version", Shape.Text()), ("certificate_id", Shape.Text()), ("certificate", Shape.AnyObject("What is certified; nobody's data.")), ("signature", Shape.Text("A C2SP signed note over the certificate's hash."))))
    {
        Body = AskedCertificate,
        Example = """{"certificate":"e-42"}""",
        Problems = [UnknownCertificate, Consent.LedgerDocs.Missing],
    };

    /// <summary>Its page.</summary>
    public static RouteDoc CertificatePage { get; } = new(
        "erasureCertificatePage", "The certificate as one HTML file to keep or print; it loads nothing and runs nothing.", KeyOf.DecideOrAdmin, Shape.Text("A page."))
    {
        Type = "text/html",
        Body = AskedCertificate,
        Example = """{"certificate":"e-42","language":"en"}""",
        Problems = [UnknownCertificate, Consent.LedgerDocs.Missing],
    };

    /// <summary>Compaction.</summary>
    public static RouteDoc Compact { get; } = new(
        "compactErasures", "Remove the bytes of the erased from every file now; by itself that happens within 24 hours. Ask again until it has finished.", KeyOf.Admin,
        Shape.Of(
            ("finished", Shape.Truth()), ("erasures", Shape.Whole("Erasures that count as compacted from now on.")), ("clean", Shape.Truth("Whether nothing is left in any place.")),
            ("places", Shape.ListOf(Shape.Of(("place", Shape.Text()), ("clean", Shape.Truth()), ("method", Shape.Text("How, or what is in the way.")))))))
    {
        Body = Shape.Of(("thorough?", Shape.Truth("Also write whole tables anew, which makes others wait; only PostgreSQL needs it."))),
        Example = """{"thorough":false}""",
    };
}
