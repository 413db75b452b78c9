using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Rights.Systems;
using Fulcrum.Server.Rights.OpenDsr;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Server.Rights.Systems;

/// <summary>While a store is served, tells connected systems of rights, by signed messages to the addresses the workspace names and no others.</summary>
internal sealed class SystemRun(ServerParts parts) : BackgroundService, ISystemSender
{
    private readonly SignedCalls _calls = new(parts);

    /// <inheritdoc />
    public async ValueTask<SendResult> SendAsync(Tell tell, ConnectedSystem system, string token, ToldOf whose, CancellationToken cancellation)
    {
        var domain = parts.Served.Workspace.Partners.Domain;
        var callback = $"https://{domain}/v1/systems/told/{token}";
        var status = await _calls.PostAsync(system.Address, domain, isOpenGdpr: false, json =>
        {
            if (system.Protocol == SystemProtocol.OpenDsr)
            {
                WriteOpenDsr(json, tell, whose.Identifiers, callback);
            }
            else
            {
                WriteWebhook(json, tell, system, whose, callback);
            }
        }, cancellation);
        return status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices ? SendResult.Sent : SendResult.TryLater;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _calls.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => parts.Core.Tells.RunAsync(this, stoppingToken);

    private void WriteWebhook(Utf8JsonWriter json, Tell tell, ConnectedSystem system, ToldOf whose, string callback)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, tell.Id);
        json.WriteString("right"u8, Words.Of(tell.Kind));
        json.WriteString("at"u8, tell.At.ToString());
        json.WriteStartArray("identifiers"u8);
        foreach (var identifier in whose.Identifiers)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, identifier.Type.Name);
            json.WriteString("value"u8, identifier.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!tell.Withdrawn.IsEmpty)
        {
            WriteWithdrawn(json, tell, system);
        }

        if (whose.Value.Length > 0)
        {
            json.WriteStartObject("corrected"u8);
            json.WriteString("fact"u8, tell.Fact);
            json.WriteString("value"u8, whose.Value);
            json.WriteEndObject();
        }

        json.WriteString("callback"u8, callback);
        json.WriteEndObject();
    }

    /// <summary>In its own purposes, also where somebody said no to a wider one.</summary>
    private void WriteWithdrawn(Utf8JsonWriter json, Tell tell, ConnectedSystem system)
    {
        json.WriteStartArray("withdrawn"u8);
        foreach (var (purpose, scope) in tell.Withdrawn.SelectMany(use => system.EndedBy(use.Purpose, parts.Served.Workspace).Select(own => (own, use.Scope))).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, purpose);
            if (scope.Channel.Length > 0)
            {
                json.WriteString("channel"u8, scope.Channel);
            }

            if (scope.Category.Length > 0)
            {
                json.WriteString("category"u8, scope.Category);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteOpenDsr(Utf8JsonWriter json, Tell tell, ImmutableArray<Identifier> identifiers, string callback)
    {
        var known = parts.Served.Workspace.Partners.Identities;
        json.WriteStartObject();
        json.WriteString("regulation"u8, OpenDsrWords.RegulationOf(tell.Law));
        json.WriteString("subject_request_id"u8, UuidOf(tell.Id));
        json.WriteString("subject_request_type"u8, "erasure");
        json.WriteString("submitted_time"u8, tell.At.ToString());
        json.WriteString("api_version"u8, OpenDsrWords.Version);
        json.WriteStartArray("subject_identities"u8);
        foreach (var identifier in identifiers)
        {
            json.WriteStartObject();
            json.WriteString("identity_type"u8, known.FirstOrDefault(one => one.Identifier.Name == identifier.Type.Name && one.Format == "raw")?.Type ?? identifier.Type.Name);
            json.WriteString("identity_value"u8, identifier.Value);
            json.WriteString("identity_format"u8, "raw");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("status_callback_urls"u8);
        json.WriteStringValue(callback);
        json.WriteEndArray();
        if (tell.Law.Length > 0)
        {
            json.WriteStartObject("extensions"u8);
            json.WriteStartObject(parts.Served.Workspace.Partners.Domain);
            json.WriteString("jurisdiction"u8, tell.Law);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Our random id as a UUID of version 4, the same at every attempt.</summary>
    private static string UuidOf(string id)
    {
        var bytes = Convert.FromHexString(id);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
