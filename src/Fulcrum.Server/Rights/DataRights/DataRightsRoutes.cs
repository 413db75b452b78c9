using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Rights;
using Fulcrum.Rights.Referrals;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights.DataRights;

/// <summary>The Data Rights Protocol: agents ask for rights of our customers, each message signed.</summary>
internal static class DataRightsRoutes
{
    private const string Surface = "data-rights";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        var gate = new AgentGate(parts);
        app.MapPost("/v1/agent/{agent_id}", Serve(parts, gate, PairAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Pair);
        app.MapGet("/v1/agent/{agent_id}", Serve(parts, gate, TellAgentAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Agent);
        app.MapPost("/v1/data-rights-request", Serve(parts, gate, ExerciseAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Exercise);
        app.MapGet("/v1/data-rights-request/{request_id}", Serve(parts, gate, TellAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Status);
        app.MapDelete("/v1/data-rights-request/{request_id}", Serve(parts, gate, RevokeAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Revoke);
        app.MapGet("/v1/data-rights-request/{request_id}/results", Serve(parts, gate, FetchAsync)).WithMetadata(RightsLane.Mark).Described(DataRightsDocs.Results);
    }

    private static RequestDelegate Serve(ServerParts parts, AgentGate gate, Func<Call, Task> serve) => async http =>
    {
        try
        {
            await serve(parts.Served.Workspace.Partners.DataRights is null ? throw new ProblemException(DataRightsDocs.NotSpoken) : new Call(http, parts, gate));
        }
        catch (ProblemException fault) when (!http.Response.HasStarted)
        {
            await WriteAsync(http, fault.Problem);
        }
    };

    /// <summary>The agent signs for a token. Whoever did not sign is told nothing at all, as the protocol has it.</summary>
    private static async Task PairAsync(Call call)
    {
        var (http, parts, named) = (call.Http, call.Parts, call.Http.Request.RouteValues["agent_id"] as string ?? "");
        if (call.Gate.Find(named) is not { } partner)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.ContentLength = 0;
            return;
        }

        try
        {
            var message = await AgentGate.OpenAsync(http, partner);
            call.Gate.Check(BodyReader.Read(message, DataRightsBody.Read).Terms, partner, message);
        }
        catch (ProblemException)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.ContentLength = 0;
            return;
        }

        var token = parts.Core.AgentTokens.Make(partner);
        var id = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));
        await parts.Core.Acts.RecordAsync(new Act(id, parts.Now, "agent-token", $"partner:{partner.Name}", id[..8]), CancellationToken.None);
        await Answer.WriteAsync(http, (partner.AgentId, token), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("agent-id"u8, state.AgentId);
            json.WriteString("token"u8, state.token);
            json.WriteEndObject();
        });
    }

    private static Task TellAgentAsync(Call call) =>
        call.Gate.Check(call.Http).AgentId == (call.Http.Request.RouteValues["agent_id"] as string)
            ? Answer.WriteAsync(call.Http, 0, static (json, _) =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            })
            : throw new ProblemException(DataRightsDocs.OtherAgent);

    private static async Task ExerciseAsync(Call call)
    {
        var (http, parts) = (call.Http, call.Parts);
        var partner = call.Gate.Check(http);
        var message = await AgentGate.OpenAsync(http, partner);
        var body = BodyReader.Read(message, DataRightsBody.Read);
        call.Gate.Check(body.Terms, partner, null);
        Required.Check(body.Exercise, "exercise");
        if (DataRightsWords.Of(body.Exercise) is not { } kind)
        {
            throw new ProblemException(DataRightsWords.IsYes(body.Exercise) ? DataRightsDocs.NoYesByOthers : DataRightsDocs.UnknownAction);
        }

        if (!partner.Kinds.Contains(kind))
        {
            throw new ProblemException(DataRightsDocs.NotHandedOn);
        }

        if (body.Callback.Length > 0 && (!Uri.TryCreate(body.Callback, UriKind.Absolute, out var address) || !partner.MayBeCalled(address)))
        {
            throw new ProblemException(DataRightsDocs.CallbackNotListed);
        }

        var (identities, areVerified) = body.Match(parts);
        if (identities.Count == 0)
        {
            throw new ProblemException(DataRightsDocs.NobodyNamed);
        }

        // Its id follows from what was signed, so that the same message never makes two requests, whenever it comes.
        var digest = SHA256.HashData(message);
        var asked = new ReferralAsked(partner.Name, ReferralProtocol.DataRights, IdOf(digest), kind, body.IssuedAt, Convert.ToHexStringLower(digest))
        {
            Terms = DataRightsWords.TermsOf(body.Exercise, body.AgentRequestId), Callbacks = body.Callback.Length > 0 ? [body.Callback] : [], IsVouched = areVerified,
        };
        if (await parts.Core.Referrals.FindAsync(partner.Name, asked.Reference, http.RequestAborted) is not null)
        {
            throw new ProblemException(DataRightsDocs.SeenBefore);
        }

        var (referral, _) = await parts.Core.Referrals.ReceiveAsync(partner, asked, identities, CancellationToken.None) ?? throw new ProblemException(DataRightsDocs.TooManyWait);
        await AnswerAsync(call, referral);
    }

    private static async Task TellAsync(Call call) => await AnswerAsync(call, await FindAsync(call, call.Gate.Check(call.Http)));

    private static async Task RevokeAsync(Call call)
    {
        var partner = call.Gate.Check(call.Http);
        var found = await FindAsync(call, partner);
        _ = BodyReader.Read(await AgentGate.OpenAsync(call.Http, partner), ReadReason);
        var referral = await call.Parts.Core.Referrals.CancelAsync(partner.Name, found.Asked.Reference, "revoked", CancellationToken.None) ?? found;
        if (DataRightsWords.Of(referral).Status != "revoked")
        {
            throw new ProblemException(DataRightsDocs.Begun);
        }

        await AnswerAsync(call, referral);
    }

    private static async Task FetchAsync(Call call)
    {
        var referral = await FindAsync(call, call.Gate.Check(call.Http));
        if (await call.Parts.Core.ReferralWork.OpenResultsAsync(referral, Surface, call.Http.RequestAborted) is not { } access)
        {
            throw new ProblemException(DataRightsDocs.NoResults);
        }

        await AccessArchive.WriteAsync(call.Http, call.Parts, access, call.Parts.Served.Workspace.Languages[0]);
    }

    /// <summary>The agent's own; another's is forbidden, and nobody learns which of the two an id is.</summary>
    private static async ValueTask<Referral> FindAsync(Call call, Partner partner) =>
        await call.Parts.Core.Referrals.FindAsync(partner.Name, call.Http.Request.RouteValues["request_id"] as string ?? "", call.Http.RequestAborted)
            ?? throw new ProblemException(DataRightsDocs.NotTheirs);

    private static Task AnswerAsync(Call call, Referral referral) =>
        Answer.WriteAsync(call.Http, (referral, call.Parts.Served.Workspace.Partners), static (json, state) => DataRightsWords.Write(json, state.referral, state.Partners));

    private static string ReadReason(ref BodyReader reader)
    {
        var reason = "";
        while (reader.NextMember())
        {
            if (reader.Is("reason"u8))
            {
                reason = reader.Text("reason", 500);
            }
            else
            {
                reader.PassOver();
            }
        }

        return reason;
    }

    /// <summary>A UUID out of a digest (RFC 9562, version 8).</summary>
    private static string IdOf(ReadOnlySpan<byte> digest)
    {
        var bytes = digest[..16].ToArray();
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static Task WriteAsync(HttpContext http, Problem problem)
    {
        problem.SetHeaders(http);
        return Answer.WriteAsync(http, problem.Status, "application/json", problem, static (json, problem) =>
        {
            json.WriteStartObject();
            json.WriteString("code"u8, problem.Status.ToString(CultureInfo.InvariantCulture));
            json.WriteString("message"u8, $"{problem.What} {problem.Remedy}");
            json.WriteBoolean("fatal"u8, problem.RetryAfterSeconds == 0);
            json.WriteString("problem"u8, $"/docs/reference/problems/{problem.Code}");
            json.WriteEndObject();
        });
    }

    /// <summary>What a route is served with.</summary>
    private sealed record Call(HttpContext Http, ServerParts Parts, AgentGate Gate);
}
