using Fulcrum.Rights.Systems;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights.Systems;

/// <summary>What connected systems are told of rights: they answer, and the desk looks who has not.</summary>
internal static class SystemRoutes
{
    private static readonly Problem UnknownToken = new(
        StatusCodes.Status404NotFound, "unknown-told", "Nothing was told with this",
        "Nothing was told with this token or id.",
        "An answer counts for what it was sent with alone.",
        "Use the callback of the message, or an id of GET /v1/systems/told.");

    private static readonly Problem NotSigned = new(
        StatusCodes.Status403Forbidden, "callback-not-signed", "The callback is not signed by the system",
        "Its body bears no signature that the system's certificate confirms.",
        "The workspace names a certificate for this system, so its word counts only when it signed it; the token could have leaked.",
        "Sign the body as it is sent, RSA over SHA-256, base64 in X-OpenDSR-Signature; or renew the certificate in systems.yaml.");

    private static readonly RouteDoc Answered = new("systemAnswer", "A connected system says how far it is, at the address it was given: {\"status\": \"done\"}, or an OpenDSR callback; signed (X-OpenDSR-Signature) where the workspace names its certificate.", KeyOf.Nobody, Shape.Of(("state", Shape.Text())))
    {
        Status = StatusCodes.Status202Accepted, Values = [("token", "From the message.", "")], Body = Shape.AnyObject("Its status."), Problems = [UnknownToken, NotSigned],
    };

    private static readonly RouteDoc Listed = new("systemsTold", "What connected systems were told of and have not all done, or one of them; never whose it is.", KeyOf.Admin, Shape.Of(("told", Shape.ListOf(SystemJson.Standing))))
    {
        Values = [("told", "The id of one, as an erasure or a right answered it.", "")], Problems = [UnknownToken],
    };

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/systems/told/{token}", (RequestDelegate)(http => AnswerAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(Answered);
        app.MapGet("/v1/systems/told", (RequestDelegate)(http => ListAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(Listed);
    }

    private static async Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        ToldState state;
        var token = http.Request.RouteValues["token"] as string ?? "";
        using (var body = await RequestBody.ReadAsync(http))
        {
            var name = await parts.Core.Tells.SystemOfAsync(token, http.RequestAborted) ?? throw new ProblemException(UnknownToken);
            if (parts.Served.Workspace.Systems.TryGetValue(name, out var system) && !system.SigningKey.IsEmpty && !system.HasSigned(body.Bytes.Span, SignatureOf(http)))
            {
                throw new ProblemException(NotSigned);
            }

            state = BodyReader.Read(body.Bytes.Span, ReadState);
        }

        if (await parts.Core.Tells.AnswerAsync(token, state, CancellationToken.None) is null)
        {
            throw new ProblemException(UnknownToken);
        }

        await Answer.WriteAsync(http, StatusCodes.Status202Accepted, "application/json", state, static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("state"u8, Words.Of(state));
            json.WriteEndObject();
        });
    }

    /// <summary>Under the protocol's name, or the one it had before.</summary>
    private static string SignatureOf(HttpContext http) =>
        http.Request.Headers["X-OpenDSR-Signature"] is [{ } signature] ? signature : http.Request.Headers["X-OpenGDPR-Signature"] is [{ } earlier] ? earlier : "";

    private static ToldState ReadState(ref BodyReader reader)
    {
        var status = "";
        while (reader.NextMember())
        {
            if (reader.Is("status"u8))
            {
                status = reader.Text("status", 20);
            }
            else if (reader.Is("request_status"u8))
            {
                status = reader.Text("request_status", 20);
            }
            else
            {
                reader.PassOver();
            }
        }

        return status switch
        {
            "done" or "completed" => ToldState.Done,
            "failed" or "cancelled" => ToldState.Failed,
            "acknowledged" or "pending" or "in_progress" => ToldState.Acknowledged,
            _ => throw new ProblemException(Problems.BadMember("status", "one of done, failed, acknowledged; or a request_status of OpenDSR")),
        };
    }

    private static async Task ListAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var id = http.Request.Query["told"].ToString();
        var tells = id.Length == 0
            ? await parts.Core.Tells.ListOpenAsync(http.RequestAborted)
            : [await parts.Core.Tells.FindAsync(id, http.RequestAborted) ?? throw new ProblemException(UnknownToken)];
        await Answer.WriteAsync(http, (tells, parts.Served.Workspace), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("told"u8);
            foreach (var tell in state.tells)
            {
                SystemJson.Write(json, tell, state.Workspace);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
