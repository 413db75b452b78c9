using Fulcrum.Pages.Rights;
using Fulcrum.Rights.Certificates;
using Fulcrum.Server.Consent;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights;

/// <summary>Certificates of erasures: as a file to verify, and as a page to keep or print.</summary>
internal static class CertificateRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/erasures/certificate", (RequestDelegate)(http => AnswerAsync(http, parts))).Described(RightsDocs.Certificate);
        app.MapPost("/v1/erasures/certificate/page", (RequestDelegate)(http => ShowAsync(http, parts))).Described(RightsDocs.CertificatePage);
    }

    private static async Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        var (certificate, _) = await IssueAsync(http, parts);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", certificate.Write());
    }

    private static async Task ShowAsync(HttpContext http, ServerParts parts)
    {
        var (certificate, asked) = await IssueAsync(http, parts);
        http.Response.Headers.ContentSecurityPolicy = $"{CertificatePage.Policy}; frame-ancestors 'none'";
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "text/html", CertificatePage.Write(certificate, parts.Served.Workspace, asked.Language));
    }

    private static async Task<(ErasureCertificate Certificate, CertificateBody Asked)> IssueAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        CertificateBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, CertificateBody.Read);
        }

        if (!parts.Core.Certificates.CanIssue)
        {
            throw new ProblemException(LedgerDocs.Missing);
        }

        return await parts.Core.Certificates.IssueAsync(asked.Sequence, http.RequestAborted) is { } certificate
            ? (certificate, asked)
            : throw new ProblemException(RightsDocs.UnknownCertificate);
    }

    /// <summary>Which certificate.</summary>
    /// <param name="Sequence">The row of its tombstone.</param>
    /// <param name="Language">Of the page.</param>
    private sealed record CertificateBody(long Sequence, string Language)
    {
        public static CertificateBody Read(ref BodyReader reader)
        {
            string id = "", language = "en";
            while (reader.NextMember())
            {
                if (reader.Is("certificate"u8))
                {
                    id = reader.Text("certificate", 30);
                }
                else if (reader.Is("language"u8))
                {
                    language = reader.Text("language", 35);
                }
                else
                {
                    throw reader.Unknown("the body", "certificate", "language");
                }
            }

            Required.Check(id, "certificate");
            return ErasureCertificate.TryReadId(id, out var sequence)
                ? new CertificateBody(sequence, language)
                : throw new ProblemException(Problems.BadMember("certificate", "the id of a certificate, for example e-42"));
        }
    }
}
