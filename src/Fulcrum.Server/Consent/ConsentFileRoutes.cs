using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Records;
using Fulcrum.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>Consent records out and in, in the formats other systems speak. The identifier stands in the body, never in the address.</summary>
internal static class ConsentFileRoutes
{
    private const int ImportBytesMax = 4 << 20;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/consents/export", (RequestDelegate)(http => ExportAsync(http, parts))).Described(ConsentFileDocs.Export);
        app.MapPost("/v1/consents/import", (RequestDelegate)(http => ImportAsync(http, parts))).Described(ConsentFileDocs.Import);
    }

    private static async Task ExportAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ExportBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ExportBody.Read);
        }

        var identifiers = asked.Identifiers.Resolve(parts);
        var principal = asked.Principal.Length == 0 ? "" : PrincipalOf(identifiers, asked.Principal);
        var records = await parts.Core.Records.ExportAsync(identifiers, new RecordAsking(principal, asked.Language, asked.Jurisdiction), http.RequestAborted);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", Written(asked, records, identifiers));
    }

    private static byte[] Written(ExportBody asked, ImmutableArray<IsoRecord> records, List<Identifier> identifiers)
    {
        switch (asked.Format)
        {
            case RecordFormat.Ours:
                return IsoForm.Write(records);
            case RecordFormat.Dpv:
                return Whole(DpvForm.Write(records));
            case RecordFormat.Kantara:
                return Whole(KantaraForm.Write(records));
            default:
                if (asked.Purposes.Count == 0)
                {
                    throw new ProblemException(ConsentFileProblems.Unmapped);
                }

                return XdmForm.Write([XdmMaker.Make(records, asked.Purposes, [.. identifiers.Where(one => asked.Principal.Length > 0).Select(one => (one.Type.Name, one.Value))])]);
        }
    }

    private static byte[] Whole(RecordReading<byte[]> written) => written.Content ?? throw new ProblemException(ConsentFileProblems.Incomplete(written.Faults));

    private static string PrincipalOf(List<Identifier> identifiers, string type) =>
        identifiers.FirstOrDefault(identifier => identifier.Type.Name == type)?.Value ?? throw new ProblemException(Problems.BadMember("principal", "the type of one of the identifiers given"));

    private static async Task ImportAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ImportBody asked;
        using (var body = await RequestBody.ReadAsync(http, ImportBytesMax))
        {
            asked = body.Overflowed ? throw new ProblemException(Problems.BodyTooLarge) : BodyReader.Read(body.Bytes.Span, ImportBody.Read);
        }

        // Everything is read and judged before anything is recorded: a bad record late in the file leaves nothing half taken in.
        var decisions = Decisions(asked, parts);
        var requests = Requests(asked, decisions, parts);
        var counts = new ImportCounts(decisions.Count, decisions.GroupBy(one => one.Skipped, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal));
        foreach (var request in asked.IsTrial ? [] : requests)
        {
            // To its end when the caller goes away; sending the same again records nothing twice.
            var outcome = await parts.Core.Consents.RecordAsync(request, CancellationToken.None);
            counts.Recorded += outcome.Recorded.Length;
            counts.Skip("subject-erased", outcome.BeforeErasure);
            foreach (var (_, record) in outcome.Recorded.Where(one => one.Record.State == ConsentState.Invalid))
            {
                counts.Keep(record.Faults);
            }

            foreach (var refused in outcome.Refused)
            {
                counts.Refuse(refused.Fault.Code);
            }
        }

        await Answer.WriteAsync(http, counts, static (json, counts) => counts.Write(json));
    }

    private static IReadOnlyList<ImportedConsent> Decisions(ImportBody asked, ServerParts parts)
    {
        var (workspace, now, source) = (parts.Served.Workspace, parts.Now, $"import:{Words.Of(asked.Format)}");
        var reading = asked.Format switch
        {
            RecordFormat.Ours => Of(IsoForm.Read(asked.Content)),
            RecordFormat.Dpv => Of(DpvReader.Read(asked.Content)),
            RecordFormat.Kantara => Of(KantaraForm.Read(asked.Content)),
            _ => OfXdm(XdmForm.Read(asked.Content)),
        };
        return reading.Content ?? throw new ProblemException(ConsentFileProblems.Refused(reading.Faults));

        RecordReading<IReadOnlyList<ImportedConsent>> OfXdm(RecordReading<IReadOnlyList<XdmConsents>> read) =>
            read.IsWhole ? RecordImport.Of(read.Content, asked.Names, workspace, now, source) : throw new ProblemException(ConsentFileProblems.Refused(read.Faults));

        RecordReading<IReadOnlyList<ImportedConsent>> Of(RecordReading<IReadOnlyList<IsoRecord>> read) =>
            read.IsWhole ? RecordImport.Of(read.Content, asked.Names, workspace, now, source) : throw new ProblemException(ConsentFileProblems.Refused(read.Faults));
    }

    private static List<ConsentRequest> Requests(ImportBody asked, IReadOnlyList<ImportedConsent> decisions, ServerParts parts)
    {
        var whole = Convert.ToHexStringLower(SHA256.HashData(asked.Content));
        var hash = whole[..24];
        var surfaces = parts.Served.Workspace.Surfaces;
        if (asked.Surface.Length > 0 && !(surfaces.TryGetValue(asked.Surface, out var surface) && surface.Kind == SurfaceKind.Import))
        {
            throw new ProblemException(CaptureProblems.UnknownSurface(Nearest.To(asked.Surface, surfaces.Keys)));
        }

        var requests = new List<ConsentRequest>();
        foreach (var whose in decisions.Where(one => one.Record is not null).GroupBy(one => (one.Namespace, one.PrincipalId)))
        {
            var type = TypeOf(whose.Key.Namespace, asked, parts);
            if (!parts.Core.Identifiers.TryRead(type, whose.Key.PrincipalId, asked.Verified, out var identifier, out var fault))
            {
                throw new ProblemException(ConsentFileProblems.Refused([new RecordFault(whose.First().Field, $"names nobody: {fault.What}", "identifier types of the workspace")]));
            }

            requests.Add(new ConsentRequest(
                [identifier], string.Create(CultureInfo.InvariantCulture, $"import-{hash}-{requests.Count}"),
                [.. whose.Select(one => one.Record! with
                {
                    Verified = asked.Verified,
                    Evidence = one.Record!.Evidence with { Surface = asked.Surface, Kind = EvidenceKind.ImportRecord, Reference = one.Field, Hash = whole },
                })]));
        }

        return requests;
    }

    private static string TypeOf(string space, ImportBody asked, ServerParts parts)
    {
        var types = parts.Served.Workspace.IdentifierTypes;
        if (types.Keys.FirstOrDefault(name => name.Equals(space, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            return own;
        }

        Required.Check(asked.Principal, "principal");
        return types.ContainsKey(asked.Principal) ? asked.Principal : throw new ProblemException(Undeclared.IdentifierType(Nearest.To(asked.Principal, types.Keys)));
    }
}
