using System.Security.Cryptography;
using System.Text;
using Fulcrum.Rights.Referrals;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>OpenDSR 2.0, and OpenGDPR 1.0 before it: partners hand on requests of our customers, and we are the processor.</summary>
internal static class OpenDsrRoutes
{
    private const string Surface = "opendsr";
    private const string Id = "subject_request_id";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v2/discovery", Serve(parts, false, DiscoverAsync)).Described(OpenDsrDocs.Discovery);
        app.MapGet("/v2/certificate", Serve(parts, false, ShowCertificateAsync)).Described(OpenDsrDocs.Certificate);
        app.MapPost("/v2/requests", Serve(parts, false, ReceiveAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Receive);
        app.MapGet($"/v2/requests/{{{Id}}}", Serve(parts, false, TellAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Status);
        app.MapGet($"/v2/status/{{{Id}}}", Serve(parts, false, TellAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Status with { Id = "openDsrStatusOfRequest" });
        app.MapDelete($"/v2/requests/{{{Id}}}", Serve(parts, false, CancelAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Cancel);
        app.MapGet($"/v2/requests/{{{Id}}}/results", Serve(parts, false, FetchAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Results);

        app.MapGet("/v1/discovery", Serve(parts, true, DiscoverAsync)).Described(OpenDsrDocs.Discovery with { Id = "openGdprDiscovery" });
        app.MapPost("/v1/opengdpr_requests", Serve(parts, true, ReceiveAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Receive with { Id = "openGdprRequest" });
        app.MapGet($"/v1/opengdpr_requests/{{{Id}}}", Serve(parts, true, TellAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Status with { Id = "openGdprStatus" });
        app.MapDelete($"/v1/opengdpr_requests/{{{Id}}}", Serve(parts, true, CancelAsync)).WithMetadata(RightsLane.Mark).Described(OpenDsrDocs.Cancel with { Id = "openGdprCancel" });
    }

    private static RequestDelegate Serve(ServerParts parts, bool isOpenGdpr, Func<Call, Task> serve) => async http =>
    {
        var domain = parts.Served.Workspace.Partners.Domain;
        if (domain.Length == 0 || parts.RightsKeyOf(domain) is not { } key)
        {
            throw new ProblemException(OpenDsrDocs.NotSpoken);
        }

        var call = new Call(http, parts, domain, key, new SignedAnswer(key, domain, isOpenGdpr), isOpenGdpr);
        try
        {
            await serve(call);
        }
        catch (ProblemException fault) when (!http.Response.HasStarted)
        {
            await call.Answer.WriteAsync(http, fault.Problem);
        }
    };

    private static Task DiscoverAsync(Call call) => call.Answer.WriteAsync(call.Http, StatusCodes.Status200OK, call, static (json, call) =>
    {
        var book = call.Parts.Served.Workspace.Partners;
        json.WriteStartObject();
        json.WriteString("api_version"u8, call.IsOpenGdpr ? "1.0" : OpenDsrWords.Version);
        json.WriteStartArray("supported_identities"u8);
        foreach (var identity in book.Identities)
        {
            json.WriteStartObject();
            json.WriteString("identity_type"u8, identity.Type);
            json.WriteString("identity_format"u8, identity.Format);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("supported_subject_request_types"u8);
        foreach (var kind in book.Partners.Values.Where(partner => partner.Protocol == ReferralProtocol.OpenDsr).SelectMany(partner => partner.Kinds).Distinct().Order())
        {
            json.WriteStringValue(OpenDsrWords.Of(kind));
        }

        json.WriteEndArray();
        json.WriteString("processor_certificate"u8, $"https://{call.Domain}/v2/certificate");
        json.WriteEndObject();
    });

    private static Task ShowCertificateAsync(Call call) =>
        Answer.WriteAsync(call.Http, StatusCodes.Status200OK, "text/plain", Encoding.ASCII.GetBytes(call.Key.CertificatePem));

    private static async Task ReceiveAsync(Call call)
    {
        var (http, parts) = (call.Http, call.Parts);
        var partner = PartnerGate.Check(http, parts, ReferralProtocol.OpenDsr);
        using var body = await RequestBody.ReadAsync(http);
        var asked = BodyReader.Read(body.Bytes.Span, OpenDsrBody.Reading(needsRegulation: !call.IsOpenGdpr));
        if (!partner.Kinds.Contains(asked.Kind))
        {
            throw new ProblemException(OpenDsrDocs.NotHandedOn);
        }

        if (asked.Callbacks.Any(callback => !Uri.TryCreate(callback, UriKind.Absolute, out var address) || !partner.MayBeCalled(address)))
        {
            throw new ProblemException(OpenDsrDocs.CallbackNotListed);
        }

        var (matched, unmatched) = asked.Match(parts);
        if (matched.Count == 0)
        {
            throw new ProblemException(OpenDsrDocs.Unmatched(unmatched));
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(body.Bytes.Span));
        var handedOn = new ReferralAsked(partner.Name, ReferralProtocol.OpenDsr, asked.Reference, asked.Kind, asked.SubmittedAt, digest)
        {
            Terms = call.IsOpenGdpr ? OpenDsrWords.OpenGdpr : asked.Regulation, Callbacks = asked.Callbacks,
        };

        // Taken in to its end when the caller goes away.
        var (referral, isSame) = await parts.Core.Referrals.ReceiveAsync(partner, handedOn, matched, CancellationToken.None) ?? throw new ProblemException(OpenDsrDocs.TooManyWait);
        if (!isSame)
        {
            throw new ProblemException(OpenDsrDocs.AnotherUnderItsId);
        }

        await call.Answer.WriteAsync(http, StatusCodes.Status201Created, (referral, unmatched, call.Domain, Request: body.Bytes), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("controller_id"u8, state.referral.Asked.Partner);
            json.WriteString("expected_completion_time"u8, state.referral.Asked.DueAt.ToString());
            json.WriteString("received_time"u8, state.referral.Request.OpenedAt.ToString());
            json.WriteBase64String("encoded_request"u8, state.Request.Span);
            json.WriteString("subject_request_id"u8, state.referral.Asked.Reference);
            OpenDsrWords.WriteMore(json, state.referral, state.Domain, state.unmatched);
            json.WriteEndObject();
        });
    }

    private static async Task TellAsync(Call call)
    {
        var referral = await FindAsync(call);
        await call.Answer.WriteAsync(call.Http, StatusCodes.Status200OK, (referral, call.Domain), static (json, state) => OpenDsrWords.WriteStatus(json, state.referral, state.Domain, ""));
    }

    private static async Task CancelAsync(Call call)
    {
        var found = await FindAsync(call);
        var referral = await call.Parts.Core.Referrals.CancelAsync(found.Asked.Partner, found.Asked.Reference, "taken back", CancellationToken.None) ?? found;
        if (OpenDsrWords.Of(referral.Request.State) != "cancelled")
        {
            throw new ProblemException(OpenDsrDocs.Begun);
        }

        await call.Answer.WriteAsync(call.Http, StatusCodes.Status202Accepted, (referral, call.Parts.Now), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("controller_id"u8, state.referral.Asked.Partner);
            json.WriteString("subject_request_id"u8, state.referral.Asked.Reference);
            json.WriteString("received_time"u8, state.Now.ToString());
            json.WriteString("api_version"u8, OpenDsrWords.Version);
            json.WriteEndObject();
        });
    }

    private static async Task FetchAsync(Call call)
    {
        var (http, parts, referral) = (call.Http, call.Parts, await FindAsync(call));
        if (await parts.Core.ReferralWork.OpenResultsAsync(referral, Surface, http.RequestAborted) is not { } access)
        {
            throw new ProblemException(OpenDsrDocs.NoResults);
        }

        await AccessArchive.WriteAsync(http, parts, access, parts.Served.Workspace.Languages[0]);
    }

    /// <summary>The partner's own; another partner's is not there.</summary>
    private static async ValueTask<Referral> FindAsync(Call call)
    {
        var partner = PartnerGate.Check(call.Http, call.Parts, ReferralProtocol.OpenDsr);
        return await call.Parts.Core.Referrals.FindAsync(partner.Name, call.Http.Request.RouteValues[Id] as string ?? "", call.Http.RequestAborted)
            ?? throw new ProblemException(OpenDsrDocs.Unknown);
    }

    /// <summary>What a route is served with.</summary>
    private sealed record Call(HttpContext Http, ServerParts Parts, string Domain, RightsKey Key, SignedAnswer Answer, bool IsOpenGdpr);
}
