using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Server.Collect;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>Nonces for pages that are about to ask, tokens for those who are signed in, and what visitors decided on a page.</summary>
internal static class CaptureRoutes
{
    /// <summary>Maps them; those that browsers call with their preflight.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/capture/nonces", (RequestDelegate)(http => IssueNonceAsync(http, parts))).Described(CaptureDocs.Nonce);
        app.MapPost("/v1/capture/tokens", (RequestDelegate)(http => IssueTokenAsync(http, parts))).Described(CaptureDocs.Token);
        app.MapPost("/v1/capture/decisions", (RequestDelegate)(http => DecideAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(CaptureDocs.Decisions);
        foreach (var path in new[] { "/v1/capture/nonces", "/v1/capture/decisions" })
        {
            app.MapMethods(path, [HttpMethods.Options], (RequestDelegate)(http => Cors.PreflightAsync(http, parts.Served)));
        }
    }

    private static async Task IssueNonceAsync(HttpContext http, ServerParts parts)
    {
        var served = parts.Served;
        var source = SourceOf(http, served);
        var asked = await ReadAsync(http, CaptureBody.Read);
        if (asked.Verified)
        {
            throw new ProblemException(Problems.BadMember("verified", "left out: a public key vouches for nobody"));
        }

        var surface = SurfaceOf(asked.Surface, served, one => one.Sources.Contains(source.Name));
        var visitor = asked.Identifiers.Resolve(parts) is [{ Type.NamesDevice: true } only]
            ? only
            : throw new ProblemException(Problems.BadMember("identifiers", "one identifier that names a device, such as anonymousId"));
        await AnswerAsync(http, parts.Core.Capture.IssueNonce(surface, NoticeOf(asked, surface), visitor, source));
    }

    private static async Task IssueTokenAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        var asked = await ReadAsync(http, CaptureBody.Read);
        var surface = SurfaceOf(asked.Surface, parts.Served, _ => true);
        var subject = asked.Identifiers.Resolve(parts, asked.Verified) is [var only]
            ? only
            : throw new ProblemException(Problems.BadMember("identifiers", "one identifier: that of whom the token is for"));
        await AnswerAsync(http, parts.Core.Capture.IssueToken(surface, NoticeOf(asked, surface), subject, asked.Verified));
    }

    private static async Task DecideAsync(HttpContext http, ServerParts parts)
    {
        var served = parts.Served;
        var source = SourceOf(http, served);
        var said = await ReadAsync(http, PageDecisionsBody.Read);
        var (now, workspace) = (parts.Now, served.Workspace);
        foreach (var decision in said.Decisions.Where(decision => decision.Purpose != ConsentRecord.EveryPurpose && !workspace.Purposes.ContainsKey(decision.Purpose)))
        {
            throw new ProblemException(Undeclared.Purpose(Nearest.To(decision.Purpose, workspace.Purposes.Keys)));
        }

        var surface = parts.Core.Capture.FindSurface(said.Proof, source);
        if (said.Surface.Length > 0 && said.Surface != surface?.Name)
        {
            surface = SurfaceOf(said.Surface, served, one => one.Sources.Contains(source.Name));
        }

        // A choice made on the page is a person's own act: what their browser says in general does not take it back (Global Privacy Control).
        var request = new ConsentRequest(said.Identifiers.Resolve(parts), "", [.. said.Decisions.Select(decision => new ConsentRecord(
            decision.Purpose, decision.State, "", said.Language.Length > 0 ? said.Language : source.Language, now, now, source.Channel, ConsentMethod.Express,
            Verified: false, source.Name, [], Synthetic: false) { Scope = decision.Scope })])
        {
            Capture = new CaptureClaim(surface, source, said.Proof, said.Notice),
        };

        // Recorded to its end when the caller goes away: half a withdrawal is none.
        var outcome = await parts.Core.Consents.RecordAsync(request, CancellationToken.None);
        CaptureProblems.ThrowIfNothingElse(outcome.Refused, request.Decisions.Length);
        await Answer.WriteAsync(http, (said, outcome), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("taken"u8);
            foreach (var decision in state.said.Decisions.Where(decision => !state.outcome.Refused.Any(refused => refused.Purpose == decision.Purpose && refused.Scope == decision.Scope)))
            {
                // Of a no only that it is taken: whether anything stood before is not for whoever has a public key.
                var record = decision.State == ConsentState.Given
                    ? state.outcome.Recorded.FirstOrDefault(one => one.Record.Purpose == decision.Purpose && one.Record.Scope == decision.Scope)?.Record
                    : null;
                json.WriteStartObject();
                json.WriteString("purpose"u8, decision.Purpose);
                json.WriteString("state"u8, Words.Of(record?.State ?? decision.State));
                ConsentRoutes.WriteScope(json, decision.Scope);
                json.WriteStartArray("faults"u8);
                foreach (var fault in record?.Faults ?? [])
                {
                    json.WriteStringValue(fault);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            CaptureProblems.Write(json, state.outcome.Refused);
            json.WriteEndObject();
        });
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, BodyReader.Reading<T> reading)
    {
        using var body = await RequestBody.ReadAsync(http);
        return BodyReader.Read(body.Bytes.Span, reading);
    }

    /// <summary>The source whose public key the request bears; a browser of another origin than it lists is turned away.</summary>
    private static Source SourceOf(HttpContext http, ServedWorkspace served)
    {
        Cors.Allow(http, served);
        var source = served.SourceOf(WriteKeys.FromHeader(http.Request)) ?? throw new ProblemException(Problems.WriteKeyUnknown);
        Cors.Check(http, source);
        return source;
    }

    private static CaptureSurface SurfaceOf(string name, ServedWorkspace served, Func<CaptureSurface, bool> isFit)
    {
        var fit = served.Workspace.Surfaces.Values.Where(surface => surface.NeedsSigned && isFit(surface)).ToArray();
        return fit.FirstOrDefault(surface => surface.Name == name)
            ?? throw new ProblemException(CaptureProblems.UnknownSurface(Nearest.To(name, fit.Select(surface => surface.Name))));
    }

    private static string NoticeOf(CaptureBody asked, CaptureSurface surface) =>
        asked.Notice.Length > 0
            ? surface.Notices.Contains(asked.Notice) ? asked.Notice : throw new ProblemException(CaptureProblems.NoticeElsewhere)
            : surface.Notices is [var only] ? only : throw new ProblemException(CaptureProblems.NoticeElsewhere);

    private static Task AnswerAsync(HttpContext http, IssuedCapture issued) => Answer.WriteAsync(http, issued, static (json, issued) =>
    {
        json.WriteStartObject();
        json.WriteString("proof"u8, issued.Text);
        json.WriteString("surface"u8, issued.Surface);
        json.WriteString("notice"u8, issued.Notice);
        json.WriteString("until"u8, issued.Until.ToString());
        json.WriteEndObject();
    });
}
