using System.Text.Json;
using Fulcrum.Identity;

namespace Fulcrum.Server.Rights.DataRights;

/// <summary>What an agent signs (sections 2.01 and 2.05 of the protocol). Claims that we cannot match are passed over.</summary>
internal sealed class DataRightsBody
{
    private string _agent = "";
    private string _business = "";
    private Instant _issuedAt = Instant.Never;
    private Instant _expiresAt = Instant.Never;
    private (string Value, bool IsVerified) _email = ("", false);
    private (string Value, bool IsVerified) _phone = ("", false);

    /// <summary>Who signed it, for whom, and when.</summary>
    public SignedTerms Terms => new(_agent, _business, _issuedAt, _expiresAt);

    /// <summary>Which right; empty where none is asked for.</summary>
    public string Exercise { get; private set; } = "";

    /// <summary>What the agent calls it.</summary>
    public string AgentRequestId { get; private set; } = "";

    /// <summary>Who is to be told; empty for nobody.</summary>
    public string Callback { get; private set; } = "";

    /// <summary>When it was signed, which is when the customer asked for all we know.</summary>
    public Instant IssuedAt => _issuedAt;

    /// <summary>Reads it.</summary>
    public static DataRightsBody Read(ref BodyReader reader)
    {
        var body = new DataRightsBody();
        while (reader.NextMember())
        {
            body.ReadMember(ref reader);
        }

        Required.Check(body._agent, "agent-id");
        Required.Check(body._business, "business-id");
        foreach (var (member, time) in new[] { ("issued-at", body._issuedAt), ("expires-at", body._expiresAt) })
        {
            if (time == Instant.Never)
            {
                throw new ProblemException(Problems.MissingMember(member));
            }
        }

        return body;
    }

    /// <summary>The identities that can be matched: those that the agent verified where there are any, else what was claimed.</summary>
    public (List<Identifier> Identities, bool AreVerified) Match(ServerParts parts)
    {
        var found = new List<(Identifier Identifier, bool IsVerified)>();
        foreach (var type in parts.Served.Workspace.IdentifierTypes.Values.OrderBy(type => type.Priority))
        {
            var (value, isVerified) = type.Form switch { IdentifierForm.Email => _email, IdentifierForm.Phone => _phone, _ => ("", false) };
            if (value.Length > 0 && parts.Core.Identifiers.TryRead(type.Name, value, verified: false, out var identifier, out _))
            {
                found.Add((identifier, isVerified));
            }
        }

        var verified = found.Where(one => one.IsVerified).ToList();
        return verified.Count > 0 ? ([.. verified.Select(one => one.Identifier)], true) : ([.. found.Select(one => one.Identifier)], false);
    }

    private void ReadMember(ref BodyReader reader)
    {
        if (reader.Is("agent-id"u8))
        {
            _agent = reader.Text("agent-id", 100);
        }
        else if (reader.Is("business-id"u8))
        {
            _business = reader.Text("business-id", 100);
        }
        else if (reader.Is("issued-at"u8))
        {
            _issuedAt = reader.Time("issued-at");
        }
        else if (reader.Is("expires-at"u8))
        {
            _expiresAt = reader.Time("expires-at");
        }
        else if (reader.Is("exercise"u8))
        {
            Exercise = reader.Text("exercise", 40);
        }
        else if (reader.Is("agent-request-id"u8))
        {
            AgentRequestId = reader.Text("agent-request-id", 100);
        }
        else if (reader.Is("status_callback"u8))
        {
            Callback = reader.Text("status_callback", 500);
        }
        else
        {
            ReadClaim(ref reader);
        }
    }

    private void ReadClaim(ref BodyReader reader)
    {
        if (reader.Is("email"u8))
        {
            _email.Value = TextOrNone(ref reader, "email");
        }
        else if (reader.Is("email_verified"u8))
        {
            _email.IsVerified = reader.Truth("email_verified");
        }
        else if (reader.Is("phone_number"u8))
        {
            _phone.Value = TextOrNone(ref reader, "phone_number");
        }
        else if (reader.Is("phone_number_verified"u8))
        {
            _phone.IsVerified = reader.Truth("phone_number_verified");
        }
        else
        {
            reader.PassOver();
        }
    }

    private static string TextOrNone(ref BodyReader reader, string member) => reader.Kind == JsonTokenType.Null ? "" : reader.Text(member, 512);
}
